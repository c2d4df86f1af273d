"""iCalendar objects: what is kept, what is read, what is refused (design §3.5, §7)."""

from datetime import UTC, date, datetime

import icalendar
import pytest

from agenda.calendars import ical
from agenda.calendars.errors import (
    CalendarTooBig,
    ImpossibleDates,
    ImpossibleRule,
    MalformedCalendar,
    UnknownTimezone,
)
from agenda.calendars.ical import Draft
from tests.calendars.samples import at, day, vcalendar

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CUSTOM_ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Vila/Plaça\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    "TZOFFSETFROM:+0530\r\nTZOFFSETTO:+0530\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def build(**fields) -> ical.Parsed:
    draft = Draft(**{"summary": "Reunió", "start": at("2026-11-24 10:00"), "end": at("2026-11-24 11:00")} | fields)
    built = ical.build(draft, uid="u-1", now=NOW)
    assert ical.parse(built.text).text == built.text
    return built


def test_a_built_object_carries_wall_time_zone_and_vtimezone():
    text = build().text
    assert "DTSTART;TZID=Europe/Madrid:20261124T100000" in text
    assert text.index("BEGIN:VTIMEZONE") < text.index("BEGIN:VEVENT")
    assert text.count("BEGIN:VTIMEZONE") == 1


def test_a_time_in_utc_is_written_as_the_town_reads_it():
    parsed = build(start=datetime(2026, 11, 24, 9, 0, tzinfo=UTC), end=datetime(2026, 11, 24, 10, 0, tzinfo=UTC))
    assert "DTSTART;TZID=Europe/Madrid:20261124T100000" in parsed.text
    assert parsed.starts_at == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_whole_days_end_on_the_day_after_and_begin_at_the_midnight_of_the_town():
    parsed = build(start=day("2026-12-24"), end=day("2026-12-27"))
    assert parsed.all_day
    assert "DTSTART;VALUE=DATE:20261224" in parsed.text
    assert "VTIMEZONE" not in parsed.text
    assert parsed.starts_at == at("2026-12-24 00:00")
    assert parsed.ends_at == at("2026-12-27 00:00")


def test_a_duration_stands_for_the_end():
    parsed = ical.parse(vcalendar("DTSTART;TZID=Europe/Madrid:20261124T100000", "DURATION:PT90M", "SUMMARY:Visita"))
    assert parsed.ends_at == at("2026-11-24 11:30")


def test_a_time_without_zone_is_the_town_s():
    assert ical.parse(vcalendar("DTSTART:20261124T100000")).starts_at == at("2026-11-24 10:00")


def test_properties_of_other_programs_survive_a_change():
    source = vcalendar(
        "DTSTART;TZID=Europe/Madrid:20261124T100000",
        "SUMMARY:Visita",
        "X-ALTRI;SCALE=7:valor",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Avís",
        "TRIGGER:-PT15M",
        "END:VALARM",
    )
    draft = Draft(summary="Visita d'obra", start=at("2026-11-24 12:00"), end=at("2026-11-24 13:00"), rrule=None)
    text = ical.revise(ical.parse(source).text, draft, now=NOW).text
    assert "X-ALTRI;SCALE=7:valor" in text
    assert "TRIGGER:-PT15M" in text
    assert "SUMMARY:Visita d'obra" in text
    assert "SEQUENCE:1" in text
    assert "LAST-MODIFIED:20261123T090000Z" in text


def series(*more: str) -> str:
    return vcalendar(
        "DTSTART;TZID=Europe/Madrid:20261103T100000",
        "DTEND;TZID=Europe/Madrid:20261103T110000",
        "RRULE:FREQ=WEEKLY;COUNT=8",
        "EXDATE;TZID=Europe/Madrid:20261110T100000",
        "SUMMARY:Coordinació",
        *more,
    )


MOVED = (
    "END:VEVENT",
    "BEGIN:VEVENT",
    "UID:prova-1@exemple",
    "DTSTAMP:20260101T000000Z",
    "RECURRENCE-ID;TZID=Europe/Madrid:20261117T100000",
    "DTSTART;TZID=Europe/Madrid:20261118T160000",
    "DTEND;TZID=Europe/Madrid:20261118T170000",
    "SUMMARY:Coordinació a la tarda",
)


def test_a_new_title_keeps_the_exceptions_of_a_series_and_a_new_hour_lets_them_go():
    parsed = ical.parse(series(*MOVED))
    assert parsed.exceptions == 2
    same_hour = {"start": at("2026-11-03 10:00"), "end": at("2026-11-03 11:00"), "rrule": None}
    renamed = ical.revise(parsed.text, Draft(summary="Nou", **same_hour), now=NOW)
    assert renamed.exceptions == 2
    later = Draft(summary="Nou", start=at("2026-11-03 12:00"), end=at("2026-11-03 13:00"), rrule=None)
    assert ical.revise(parsed.text, later, now=NOW).exceptions == 0


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("FREQ=WEEKLY", None),
        ("FREQ=WEEKLY;COUNT=3", at("2026-12-08 11:00")),
        ("FREQ=WEEKLY;UNTIL=20261201T090000Z", at("2026-12-01 11:00")),
        ("FREQ=DAILY;COUNT=999999", None),
    ],
)
def test_the_end_of_a_series_is_known_where_it_has_one(rule, last):
    assert build(rrule=rule).last_ends_at == last


def test_an_object_brings_the_zone_that_only_it_knows():
    parsed = ical.parse(vcalendar("DTSTART;TZID=Vila/Plaça:20261124T100000", before=CUSTOM_ZONE))
    assert parsed.starts_at == datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
    assert "TZID:Vila/Plaça" in parsed.text
    assert ical.parse(parsed.text).starts_at == parsed.starts_at


def test_a_windows_zone_is_understood_and_described():
    parsed = ical.parse(vcalendar("DTSTART;TZID=Romance Standard Time:20261124T100000"))
    assert parsed.starts_at == at("2026-11-24 10:00")
    assert "BEGIN:VTIMEZONE" in parsed.text


def test_our_description_of_the_zone_says_what_the_zone_does():
    """Read by a program that knows no zone but what the object describes, the hours are the same all year."""
    text = build().text.replace("Europe/Madrid", "Descrita/Aqui")
    for month in range(1, 13):
        moved = text.replace(":20261124T", f":2027{month:02}28T")
        assert ical.parse(moved).starts_at == at(f"2027-{month:02}-28 10:00")


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("", MalformedCalendar),
        ("hola", MalformedCalendar),
        (b"\xff\xfe\x00", MalformedCalendar),
        ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", MalformedCalendar),
        ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", MalformedCalendar),
        ("BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n", MalformedCalendar),
        (vcalendar("DTSTART:20261341T100000"), MalformedCalendar),
        (vcalendar("DTSTART:20261124T100000", *["BEGIN:X-A"] * 3_000, *["END:X-A"] * 3_000), MalformedCalendar),
        (vcalendar("DTSTART:20261124T100000", "AIXÒ NO ÉS UNA LÍNIA"), MalformedCalendar),
        (vcalendar("DTSTART:20261124T100000", "RRULE:FREQ=DE TANT EN TANT"), MalformedCalendar),
        (vcalendar("DTSTART:20261124T100000", uid=""), MalformedCalendar),
        (vcalendar("DTSTART:20261124T100000", uid="x" * 300), MalformedCalendar),
        (vcalendar("SUMMARY:Sense data"), ImpossibleDates),
        (vcalendar("DTSTART:20261124T100000", "DTEND:20261124T090000"), ImpossibleDates),
        (vcalendar("DTSTART:20261124T100000", "DTEND;VALUE=DATE:20261125"), ImpossibleDates),
        (vcalendar("DTSTART:00010101T000000"), ImpossibleDates),
        (vcalendar("DTSTART:99991231T235959", "DURATION:P9D"), ImpossibleDates),
        (vcalendar("DTSTART;TZID=Mart/Olimp:20261124T100000"), UnknownTimezone),
        (vcalendar("DTSTART:20261124T100000Z", "EXDATE;TZID=Mart/Olimp:20261125T100000"), UnknownTimezone),
        (vcalendar("DTSTART:20261124T100000", "DESCRIPTION:" + "a" * 10_000_000), CalendarTooBig),
    ],
)
def test_what_is_no_event_is_refused_with_a_sentence(source, refusal):
    with pytest.raises(refusal) as refused:
        ical.parse(source)
    assert str(refused.value).endswith(".")


def test_two_events_in_one_object_are_refused():
    other = vcalendar("DTSTART:20261125T100000", uid="altre").split("VERSION:2.0\r\nPRODID:-//Altri//EN\r\n")[1]
    both = vcalendar("DTSTART:20261124T100000").replace("END:VCALENDAR\r\n", other)
    with pytest.raises(MalformedCalendar):
        ical.parse(both)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=5",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=8,9,10;BYMINUTE=0,10,20,30",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=DAILY;BYSETPOS=2;BYHOUR=9",
        "FREQ=YEARLY;BYYEARDAY=1;BYMONTH=6",
        "FREQ=DAILY;BYMONTH=13",
        "FREQ=MONTHLY;BYDAY=9MO",
        "FREQ=YEARLY;BYDAY=54MO",
        "FREQ=WEEKLY;BYSETPOS=300",
        "FREQ=DAILY;COUNT=-5",
    ],
)
def test_a_rule_that_never_or_always_happens_is_refused_at_once(rule):
    with pytest.raises(ImpossibleRule) as refused:
        build(rrule=rule)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;BYDAY=2TU",
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
        "FREQ=DAILY;INTERVAL=2;BYDAY=MO",
        "FREQ=HOURLY;INTERVAL=4",
        "FREQ=DAILY",
    ],
)
def test_rules_of_the_standard_are_taken(rule):
    assert build(rrule=rule).is_recurring


def test_a_text_that_looks_like_a_line_of_the_format_stays_a_text():
    parsed = build(summary="x\r\nEND:VEVENT\r\nATTENDEE:mailto:a@b", location="Sala; gran, i \\ bella")
    assert len(icalendar.Calendar.from_ical(parsed.text).events) == 1
    assert "ATTENDEE" not in parsed.master
    assert parsed.location == "Sala; gran, i \\ bella"


def test_years_that_no_agenda_has_are_refused():
    with pytest.raises(ImpossibleDates):
        build(start=date(1, 1, 1), end=date(1, 1, 2))
