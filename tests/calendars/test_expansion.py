"""Occurrences: wall time over the change of the clock, the window, its limits, and an independent oracle."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule
from django.core.management import call_command
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agenda.calendars import expansion, ical
from agenda.calendars.errors import AgendaError
from agenda.calendars.ical import Draft
from agenda.calendars.models import Event, Occurrence
from agenda.calendars.services import create_events, import_event
from agenda.calendars.tasks import roll_occurrences
from tests.calendars.samples import MADRID, at, day, hours, vcalendar
from tests.factories import make_calendar, make_event, make_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def calendar(town):
    return make_calendar("Ajuntament")


def starts(event) -> list[datetime]:
    return [each.starts_at.astimezone(MADRID) for each in event.occurrences.order_by("starts_at")]


def on_that_day(event) -> Event:
    """The event as its window stood on 23 November 2026, so that the dates below never grow old."""
    expansion.materialise(event, today=TODAY)
    return event


def imported(calendar, *lines) -> Event:
    return on_that_day(import_event(None, calendar, vcalendar(*lines)))


@pytest.mark.parametrize(
    ("first", "before", "after"),
    [
        ("2027-03-21 10:00", timedelta(hours=1), timedelta(hours=2)),
        ("2027-10-24 10:00", timedelta(hours=2), timedelta(hours=1)),
    ],
)
def test_ten_o_clock_stays_ten_o_clock_over_the_last_sunday(calendar, first, before, after):
    event = make_event(calendar, "Mercat", at(first), at(first) + hours(2), rrule="FREQ=WEEKLY;COUNT=3")
    on_that_day(event)
    rows = list(event.occurrences.order_by("starts_at"))
    assert [each.starts_at.astimezone(MADRID).time() for each in rows] == [time(10)] * 3
    assert rows[0].starts_at.astimezone(MADRID).utcoffset() == before
    assert rows[2].starts_at.astimezone(MADRID).utcoffset() == after
    assert all(each.ends_at - each.starts_at == timedelta(hours=2) for each in rows)


def test_an_hour_that_the_clock_jumps_over_still_takes_place(calendar):
    event = make_event(calendar, "Guàrdia", at("2027-03-27 02:30"), at("2027-03-27 03:00"), rrule="FREQ=DAILY;COUNT=3")
    on_that_day(event)
    rows = list(event.occurrences.order_by("starts_at"))
    assert len(rows) == 3
    assert rows[1].starts_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert all(each.ends_at >= each.starts_at for each in rows)


def test_whole_days_stay_whole_days_over_the_change_of_the_clock(calendar):
    event = make_event(calendar, "Fira", day("2027-03-26"), day("2027-03-30"))
    [row] = event.occurrences.all()
    assert (row.day, row.last_day, row.spans_days) == (day("2027-03-26"), day("2027-03-29"), True)


def test_an_event_until_midnight_belongs_to_its_day_alone(calendar):
    event = make_event(calendar, "Sopar", at("2026-11-28 21:00"), at("2026-11-29 00:00"))
    [row] = event.occurrences.all()
    assert (row.day, row.last_day) == (day("2026-11-28"), day("2026-11-28"))


def test_exceptions_of_a_series_are_kept(calendar):
    event = imported(
        calendar,
        "DTSTART;TZID=Europe/Madrid:20261103T100000",
        "DTEND;TZID=Europe/Madrid:20261103T110000",
        "RRULE:FREQ=WEEKLY;COUNT=5",
        "RDATE;TZID=Europe/Madrid:20261113T090000",
        "EXDATE;TZID=Europe/Madrid:20261110T100000",
        "SUMMARY:Coordinació",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:prova-1@exemple",
        "DTSTAMP:20260101T000000Z",
        "RECURRENCE-ID;TZID=Europe/Madrid:20261117T100000",
        "DTSTART;TZID=Europe/Madrid:20261118T160000",
        "DTEND;TZID=Europe/Madrid:20261118T170000",
        "SUMMARY:A la tarda",
        "LOCATION:Biblioteca",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:prova-1@exemple",
        "DTSTAMP:20260101T000000Z",
        "RECURRENCE-ID;TZID=Europe/Madrid:20261201T100000",
        "DTSTART;TZID=Europe/Madrid:20261201T100000",
        "STATUS:CANCELLED",
    )
    assert starts(event) == [
        at("2026-11-03 10:00"),
        at("2026-11-13 09:00"),
        at("2026-11-18 16:00"),
        at("2026-11-24 10:00"),
    ]
    moved = event.occurrences.get(starts_at=at("2026-11-18 16:00"))
    assert (moved.summary, moved.location) == ("A la tarda", "Biblioteca")


def test_a_series_without_end_is_written_out_for_the_window_alone(calendar):
    today = timezone.localdate()
    event = make_event(calendar, "Obertura", at("2000-01-01 09:00"), at("2000-01-01 14:00"), rrule="FREQ=DAILY")
    found = starts(event)
    assert len(found) == expansion.DAYS_BACK + expansion.DAYS_AHEAD
    assert found[0].date() == today - timedelta(days=expansion.DAYS_BACK)
    assert event.expanded_until == today + timedelta(days=expansion.DAYS_AHEAD)


def test_of_a_dense_series_the_2000_times_nearest_to_today_are_kept(calendar):
    event = make_event(
        calendar, "Ronda", at("2020-01-01 00:00"), at("2020-01-01 01:00"), rrule="FREQ=HOURLY;INTERVAL=4"
    )
    found = starts(event)
    assert len(found) == expansion.MOST_OCCURRENCES
    assert found[0].date() < timezone.localdate() < found[-1].date()


def test_a_single_event_has_its_row_however_long_ago(calendar):
    event = make_event(calendar, "Inauguració", at("1979-04-03 12:00"), at("1979-04-03 14:00"))
    assert starts(event) == [at("1979-04-03 12:00")]
    assert event.expanded_until is None


def test_rolling_moves_the_window_on_and_asking_twice_changes_nothing(calendar):
    times = at("2026-01-06 09:00"), at("2026-01-06 14:00")
    endless = make_event(calendar, "Mercat", *times, rrule="FREQ=WEEKLY")
    make_event(calendar, "Curs", *times, rrule="FREQ=WEEKLY;COUNT=3")
    make_event(calendar, "Visita", *times)
    next_season = timezone.localdate() + timedelta(days=100)
    assert expansion.roll(today=next_season) == 1
    assert expansion.roll(today=next_season) == 0
    endless.refresh_from_db()
    assert endless.expanded_until == next_season + timedelta(days=expansion.DAYS_AHEAD)
    written = starts(endless)
    assert written[-1].date() > next_season + timedelta(days=expansion.DAYS_AHEAD - 8)
    assert len(written) == len(set(written))


def test_many_events_at_once_are_the_same_as_one_by_one(calendar):
    drafts = [
        Draft(
            summary=f"Acte {n}", start=at("2026-11-24 10:00") + n * hours(1), end=at("2026-11-24 12:00") + n * hours(1)
        )
        for n in range(30)
    ]
    drafts.append(
        Draft(summary="Sèrie", start=at("2026-11-24 10:00"), end=at("2026-11-24 11:00"), rrule="FREQ=DAILY;COUNT=5")
    )
    events = create_events(None, calendar, drafts, organizer=make_person())
    on_that_day(Event.objects.get(summary="Sèrie"))
    assert Occurrence.objects.filter(event__in=events).count() == 35
    assert Event.objects.get(summary="Sèrie").last_ends_at == at("2026-11-28 11:00")
    assert [each.summary for each in Occurrence.objects.filter(event=events[7])] == ["Acte 7"]


FREQUENCIES = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}
ZONES = st.sampled_from([MADRID, ZoneInfo("America/New_York"), ZoneInfo("UTC")])


@settings(max_examples=80, deadline=None)
@given(
    frequency=st.sampled_from(sorted(FREQUENCIES)),
    interval=st.integers(1, 6),
    count=st.one_of(st.none(), st.integers(1, 60)),
    days_before=st.integers(-200, 500),
    minutes=st.integers(0, 24 * 60 - 1),
    length=st.integers(0, 72 * 60),
    zone=ZONES,
)
def test_expansion_agrees_with_an_independent_count(frequency, interval, count, days_before, minutes, length, zone):
    start = datetime.combine(TODAY, time(), zone) - timedelta(days=days_before) + timedelta(minutes=minutes)
    rule = f"FREQ={frequency};INTERVAL={interval}" + (f";COUNT={count}" if count else "")
    draft = Draft(summary="Prova", start=start, end=start + timedelta(minutes=length), rrule=rule)
    parsed = ical.build(draft, uid="prova", now=datetime(2026, 1, 1, tzinfo=UTC))
    event = Event(summary="Prova", is_recurring=True, calendar_id=1, scope_id=1)
    found = {row.starts_at for row in expansion.occurrences_of(event, parsed, today=TODAY)}

    local = parsed.master.start
    first = datetime.combine(TODAY - timedelta(days=expansion.DAYS_BACK), time(), UTC)
    last = datetime.combine(TODAY + timedelta(days=expansion.DAYS_AHEAD), time(), UTC)
    oracle = rrule(
        FREQUENCIES[frequency], dtstart=local.replace(tzinfo=None), interval=interval, count=count,
        until=None if count else datetime(2030, 1, 1),
    )  # fmt: skip
    expected = {wall.replace(tzinfo=local.tzinfo).astimezone(UTC) for wall in oracle}
    inside = {each for each in expected if first <= each and each < last}
    near = {each for each in expected if first - timedelta(days=4) <= each <= last + timedelta(days=1)}
    assert inside <= found <= near


def test_the_daily_command_rolls_the_window(calendar, capsys):
    event = make_event(calendar, "Mercat", at("2026-01-06 09:00"), at("2026-01-06 14:00"), rrule="FREQ=WEEKLY")
    Event.objects.filter(pk=event.pk).update(expanded_until=TODAY)
    call_command("roll_occurrences")
    assert "1 series" in capsys.readouterr().out
    event.refresh_from_db()
    assert event.expanded_until == timezone.localdate() + timedelta(days=expansion.DAYS_AHEAD)
    assert roll_occurrences.enqueue().return_value == 0


def part(name: str, values) -> st.SearchStrategy[str]:
    lists = st.lists(values, max_size=2, unique=True)
    return lists.map(lambda each: f";{name}=" + ",".join(map(str, each)) if each else "")


ODD_RULES = st.tuples(
    st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]),
    st.sampled_from(["", ";INTERVAL=0", ";INTERVAL=2", ";INTERVAL=7", ";COUNT=0", ";COUNT=900", ";UNTIL=20261201"]),
    part("BYMONTH", st.integers(0, 13)),
    part("BYMONTHDAY", st.integers(-32, 32)),
    part("BYDAY", st.sampled_from(["MO", "2TU", "-1FR", "6SA", "53SU", "0MO"])),
    part("BYHOUR", st.integers(0, 25)),
    part("BYSETPOS", st.integers(-3, 400)),
    part("BYYEARDAY", st.sampled_from([1, 366, -1, 400])),
).map(lambda parts: "FREQ=" + "".join(parts))


@settings(max_examples=150, deadline=None)
@given(rule=ODD_RULES, whole_days=st.booleans())
@example(rule="FREQ=HOURLY;INTERVAL=7;BYHOUR=24", whole_days=False)
def test_whatever_the_rule_it_is_refused_with_a_sentence_or_written_out(rule, whole_days):
    start = "DTSTART;VALUE=DATE:20261124" if whole_days else "DTSTART;TZID=Europe/Madrid:20261124T100000"
    event = Event(summary="Prova", is_recurring=True, calendar_id=1, scope_id=1)
    try:
        parsed = ical.parse(vcalendar(start, f"RRULE:{rule}"))
        rows = expansion.occurrences_of(event, parsed, today=TODAY)
    except AgendaError as refusal:
        assert str(refusal).endswith(".")
    else:
        assert len(rows) <= expansion.MOST_OCCURRENCES
        assert all(row.ends_at >= row.starts_at and row.last_day >= row.day for row in rows)
