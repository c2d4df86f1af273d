"""The expansion agrees with the standard's own examples, with the public cases of the library that other programs
use, and with a second opinion that shares no code with either (`oracle`)."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from agenda.calendars import expansion, ical
from agenda.calendars.errors import AgendaError
from agenda.calendars.models import Event
from agenda.calendars.timezones import instant
from tests.calendars import oracle
from tests.calendars.samples import MADRID, vcalendar

NEW_YORK = ZoneInfo("America/New_York")
CASES = Path(recurring_ical_events.__file__).parent / "test" / "calendars"
BACK, AHEAD = timedelta(days=expansion.DAYS_BACK), timedelta(days=expansion.DAYS_AHEAD)


def rows_of(parsed: ical.Parsed, today: date) -> list:
    event = Event(
        summary=parsed.summary,
        starts_at=parsed.starts_at,
        ends_at=parsed.ends_at,
        all_day=parsed.all_day,
        is_recurring=parsed.is_recurring,
        calendar_id=1,
        scope_id=1,
    )
    return expansion.occurrences_of(event, parsed, today=today)


def window(today: date) -> tuple[datetime, datetime]:
    midnight = datetime.combine(today, time.min, UTC)
    return midnight - BACK, midnight + AHEAD


# --- RFC 5545 §3.8.5.3, with the dates that it prints ----------------------------------------------

SEPTEMBER = "19970902T090000"
DAILY_UNTIL = [
    f"{month}-{day}" for month, last in ((9, 30), (10, 31), (11, 30), (12, 23)) for day in range(1, last + 1)
][1:]
PRINTED = [
    (SEPTEMBER, "FREQ=DAILY;COUNT=10", "9-2 9-3 9-4 9-5 9-6 9-7 9-8 9-9 9-10 9-11"),
    (SEPTEMBER, "FREQ=DAILY;UNTIL=19971224T000000Z", " ".join(DAILY_UNTIL)),
    (SEPTEMBER, "FREQ=DAILY;INTERVAL=10;COUNT=5", "9-2 9-12 9-22 10-2 10-12"),
    (SEPTEMBER, "FREQ=WEEKLY;COUNT=10", "9-2 9-9 9-16 9-23 9-30 10-7 10-14 10-21 10-28 11-4"),
    (
        SEPTEMBER,
        "FREQ=WEEKLY;UNTIL=19971224T000000Z",
        "9-2 9-9 9-16 9-23 9-30 10-7 10-14 10-21 10-28 11-4 11-11 11-18 11-25 12-2 12-9 12-16 12-23",
    ),
    (
        SEPTEMBER,
        "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
        "9-2 9-4 9-9 9-11 9-16 9-18 9-23 9-25 9-30 10-2",
    ),
    (SEPTEMBER, "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "9-2 9-4 9-9 9-11 9-16 9-18 9-23 9-25 9-30 10-2"),
    (
        "19970901T090000",
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
        "9-1 9-3 9-5 9-15 9-17 9-19 9-29 10-1 10-3 10-13 10-15 10-17 10-27 10-29 10-31 11-10 11-12 11-14 11-24 11-26 "
        "11-28 12-8 12-10 12-12 12-22",
    ),
    (SEPTEMBER, "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "9-2 9-4 9-16 9-18 9-30 10-2 10-14 10-16"),
    ("19970905T090000", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "9-5 10-3 11-7 12-5 1-2 2-6 3-6 4-3 5-1 6-5"),
    ("19970905T090000", "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "9-5 10-3 11-7 12-5"),
    (
        "19970907T090000",
        "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
        "9-7 9-28 11-2 11-30 1-4 1-25 3-1 3-29 5-3 5-31",
    ),
    ("19970922T090000", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "9-22 10-20 11-17 12-22 1-19 2-16"),
    (SEPTEMBER, "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "9-2 9-15 10-2 10-15 11-2 11-15 12-2 12-15 1-2 1-15"),
    ("19970930T090000", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "9-30 10-1 10-31 11-1 11-30 12-1 12-31 1-1 1-31 2-1"),
    (
        "19970910T090000",
        "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
        "9-10 9-11 9-12 9-13 9-14 9-15 3-10 3-11 3-12 3-13",
    ),
    ("19970610T090000", "FREQ=YEARLY;COUNT=6;BYMONTH=6,7", "6-10 7-10 6-10 7-10 6-10 7-10"),
    (
        "19970313T090000",
        "FREQ=YEARLY;UNTIL=19990401T000000Z;BYMONTH=3;BYDAY=TH",
        "3-13 3-20 3-27 3-5 3-12 3-19 3-26 3-4 3-11 3-18 3-25",
    ),
    ("19970512T090000", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3", "5-12 5-11 5-17"),
    ("19970519T090000", "FREQ=YEARLY;BYDAY=20MO;COUNT=3", "5-19 5-18 5-17"),
    (
        "19970913T090000",
        "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13;COUNT=10",
        "9-13 10-11 11-8 12-13 1-10 2-7 3-7 4-11 5-9 6-13",
    ),
    ("19970904T090000", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "9-4 10-7 11-6"),
    (
        "19970929T090000",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=7",
        "9-29 10-30 11-27 12-30 1-29 2-26 3-30",
    ),
    ("19970805T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "8-5 8-10 8-19 8-24"),
    ("19970805T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "8-5 8-17 8-19 8-31"),
    ("20070115T090000", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "1-15 1-30 2-15 3-15 3-30"),
]


@pytest.mark.parametrize(("start", "rule", "printed"), PRINTED, ids=[rule for _start, rule, _dates in PRINTED])
def test_the_examples_of_the_standard_give_the_dates_it_prints(start, rule, printed):
    parsed = ical.parse(vcalendar(f"DTSTART;TZID=America/New_York:{start}", f"RRULE:{rule}", "SUMMARY:RFC 5545"))
    found = [each.starts_at.astimezone(NEW_YORK) for each in rows_of(parsed, parsed.starts_at.date())]
    expected = printed.split()
    assert [f"{each.month}-{each.day}" for each in sorted(found)][: len(expected)] == expected
    assert {each.time() for each in found} == {time(9)}


@pytest.mark.parametrize(("start", "rule", "printed"), PRINTED, ids=[rule for _start, rule, _dates in PRINTED])
def test_the_second_opinion_prints_them_too(start, rule, printed):
    first = datetime.strptime(start, "%Y%m%dT%H%M%S")
    found = oracle.starts(rule, first, first.date() + timedelta(days=1300))
    # The standard gives UNTIL in UTC; at midnight there it is still the evening before in New York.
    found = [each for each in found if "UNTIL" not in rule or each.strftime("%Y%m%d") < rule.split("UNTIL=")[1][:8]]
    assert [f"{each.month}-{each.day}" for each in found] == printed.split()


# --- The library's public cases -------------------------------------------------------------------

# What an agenda refuses: the reason stands in the sentence that the person reads.
REFUSED = {
    "bad_rrule_missing_until_event": "the rule cannot be read",
    "end_before_start_event": "it ends before it starts",
    "issue_132_swapped_start_and_end": "it ends before it starts",
    "issue_201_mixed_datetime_and_date": "hours and whole days are mixed",
    "issue_201_test_matrix": "hours and whole days are mixed",
}

# A time without zone beside one in UTC: the library reads both in UTC, and we the first in the town's zone.
READ_BY_THE_TOWN = {"VEVENT-DATETIME-UTC"}


def objects_of(path: Path) -> list[str]:
    """The file's events, each with its exceptions and the zones of the file."""
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    zones = "".join(zone.to_ical().decode() for zone in calendar.timezones)
    texts = defaultdict(str)
    for number, event in enumerate(calendar.walk("VEVENT")):
        texts[str(event.get("UID", number))] += event.to_ical().decode()
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
    return [f"{head}{zones}{text}END:VCALENDAR\r\n" for text in texts.values() if "UID" in text]


def moments_of(text: str, first: datetime, last: datetime) -> set[datetime]:
    calendar = icalendar.Calendar.from_ical(text)
    found = recurring_ical_events.of(calendar).between(first, last)
    return {instant(each.start) for each in found if not ical.is_cancelled(each)}


@pytest.mark.parametrize("path", sorted(CASES.glob("*.ics")), ids=lambda path: path.stem)
def test_the_public_cases_of_the_library_come_out_the_same(path):
    refused = 0
    for text in objects_of(path):
        try:
            parsed = ical.parse(text)
        except AgendaError as refusal:
            assert str(refusal).endswith(".")
            refused += 1
            continue
        if parsed.uid in READ_BY_THE_TOWN:
            continue
        today = parsed.starts_at.date()
        found = {row.starts_at for row in rows_of(parsed, today)}
        assert found == moments_of(text, *window(today)), text
    assert bool(refused) == (path.stem in REFUSED)


# --- Random rules against the second opinion ---------------------------------------------------------

TODAY = date(2026, 11, 23)
LAST = TODAY + AHEAD + timedelta(days=2)


def part(name: str, values, most: int = 3) -> st.SearchStrategy[str]:
    lists = st.lists(values, min_size=1, max_size=most, unique=True)
    return st.one_of(st.just(""), lists.map(lambda each: f";{name}=" + ",".join(map(str, each))))


def signed(most: int) -> st.SearchStrategy[int]:
    return st.integers(-most, most).filter(bool)


WEEKDAY = st.sampled_from(oracle.WEEKDAYS)
ENDS = st.one_of(st.just(""), st.integers(1, 40).map(";COUNT={}".format), st.just(";UNTIL=20270630T215959Z"))
COMMON = (
    st.integers(1, 5).map(";INTERVAL={}".format),
    part("BYMONTH", st.integers(1, 12)),
    WEEKDAY.map(";WKST={}".format),
    ENDS,
)


def rules(frequency: str, *parts) -> st.SearchStrategy[str]:
    return st.tuples(*COMMON, *parts).map(lambda each: f"FREQ={frequency}" + "".join(each))


def ordinal_days(most: int) -> st.SearchStrategy[str]:
    return st.one_of(
        part("BYDAY", WEEKDAY), part("BYDAY", st.tuples(signed(most), WEEKDAY).map(lambda each: f"{each[0]}{each[1]}"))
    )


POSITION = st.one_of(st.just(""), signed(3).map(";BYSETPOS={}".format))
WITH_DAYS = st.lists(WEEKDAY, min_size=1, max_size=3, unique=True).map(lambda each: ";BYDAY=" + ",".join(each))
RULES = st.one_of(
    rules("DAILY", part("BYDAY", WEEKDAY), part("BYMONTHDAY", signed(31)), part("BYHOUR", st.integers(0, 23), 1)),
    rules("WEEKLY", part("BYDAY", WEEKDAY)),
    st.tuples(COMMON[0], *COMMON[2:], WITH_DAYS, POSITION).map(lambda each: "FREQ=WEEKLY" + "".join(each)),
    rules("MONTHLY", ordinal_days(5)),
    rules("MONTHLY", part("BYMONTHDAY", signed(31))),
    rules("MONTHLY", WITH_DAYS, part("BYMONTHDAY", signed(31), 8), POSITION),
    rules("YEARLY", ordinal_days(5)),
    rules("YEARLY", part("BYMONTHDAY", signed(31))),
    rules("YEARLY", part("BYYEARDAY", signed(366))),
    st.tuples(*COMMON[:1], *COMMON[2:], part("BYWEEKNO", signed(53)), WITH_DAYS).map(
        lambda each: "FREQ=YEARLY" + "".join(each)
    ),
    st.tuples(*COMMON[:1], *COMMON[3:], ordinal_days(53)).map(lambda each: "FREQ=YEARLY" + "".join(each)),
)


def as_instants(walls: list[datetime]) -> set[datetime]:
    return {each.replace(tzinfo=MADRID).astimezone(UTC) for each in walls}


def written(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}"


@example(
    rule="FREQ=WEEKLY;INTERVAL=1;WKST=MO;BYDAY=MO,TU,WE;BYSETPOS=2", days_before=0, minutes=0, left_out=set(), added=[]
)
@settings(max_examples=250, deadline=None)
@given(
    rule=RULES,
    days_before=st.integers(-100, 900),
    minutes=st.integers(0, 24 * 60 - 1),
    left_out=st.sets(st.integers(0, 60), max_size=3),
    added=st.lists(st.integers(0, 60 * 24 * 300), max_size=2),
)
def test_random_rules_agree_with_the_second_opinion(rule, days_before, minutes, left_out, added):
    earliest = datetime.combine(TODAY - timedelta(days=days_before), time()) + timedelta(minutes=minutes)
    # The standard leaves open what a start outside its own rule means: take the first that the rule gives.
    bare = ";".join(each for each in rule.split(";") if not each.startswith(("COUNT", "UNTIL")))
    candidates = oracle.starts(bare, earliest, earliest.date() + timedelta(days=900))
    assume(candidates and candidates[0].year < 2030)
    first = candidates[0]
    walls = oracle.starts(rule, first, LAST)
    assume(walls)
    gone = [each for place, each in enumerate(walls) if place in left_out]
    extra = [first + timedelta(minutes=each) for each in added]
    lines = [f"DTSTART;TZID=Europe/Madrid:{written(first)}", "DURATION:PT30M", f"RRULE:{rule}"]
    lines += [f"EXDATE;TZID=Europe/Madrid:{written(each)}" for each in gone]
    lines += [f"RDATE;TZID=Europe/Madrid:{written(each)}" for each in extra]
    rows = rows_of(ical.parse(vcalendar(*lines)), TODAY)
    assume(len(rows) < expansion.MOST_OCCURRENCES)
    found = {row.starts_at for row in rows}
    begin, end = window(TODAY)
    expected = as_instants([*walls, *extra]) - as_instants(gone)
    assert {each for each in expected if begin <= each < end} <= found
    near = timedelta(hours=2)
    assert found <= {each for each in expected if begin - near <= each <= end + near}
    assert {row.recurrence_id for row in rows} == found
