"""One date of a series, those that follow, or all: what changes, what stays, and the way back (R17, RFC 5545)."""

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from agenda.calendars import expansion, ical, series
from agenda.calendars.errors import AgendaError, EventChanged, ImpossibleRule
from agenda.calendars.ical import Draft
from agenda.calendars.models import Event
from agenda.calendars.series import Reach
from agenda.calendars.services import create_event, import_event
from intranet.access.models import AuditEvent
from tests.calendars.samples import MADRID, at, day, hours, vcalendar

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _the_window_of_that_day(monkeypatch):
    """The dates below never grow old: the window stands where it stood on 23 November 2026."""
    monkeypatch.setattr(expansion.timezone, "localdate", lambda *_args: TODAY)


@pytest.fixture
def weekly(calendar, anna) -> Event:
    """Five Tuesdays at ten, from 3 November on."""
    times = at("2026-11-03 10:00"), at("2026-11-03 11:00")
    return create_event(
        anna,
        calendar,
        summary="Coordinació",
        start=times[0],
        end=times[1],
        rrule="FREQ=WEEKLY;COUNT=5",
        location="Sala petita",
    )


def draft(start: str, *, minutes: int = 60, **fields) -> Draft:
    begin = at(start)
    return Draft(
        **{
            "summary": "Coordinació",
            "location": "Sala petita",
            "start": begin,
            "end": begin + hours(minutes / 60),
            "rrule": None,
            "category": "reunio",
        }
        | fields
    )


def whole_days(first: str, end: str, **fields) -> Draft:
    return Draft(summary="Fira", start=day(first), end=day(end), rrule=None, category="reunio", **fields)


def change(user, event, wanted, reach, moment=None, **fields):
    moment = at(moment) if isinstance(moment, str) else moment
    fields.setdefault("visibility", "everyone")
    return series.change(user, event, wanted, reach=reach, recurrence_id=moment, **fields)


def remove(user, event, reach, moment):
    return series.remove(user, event, reach=reach, recurrence_id=at(moment))


def starts(event) -> list[str]:
    rows = event.occurrences.order_by("starts_at").values_list("starts_at", flat=True)
    return [f"{each.astimezone(MADRID):%m-%d %H:%M}" for each in rows]


def versions(event) -> list[int]:
    return [int(each["SEQUENCE"]) for each in ical.parse(event.ics).events]


# --- This one -----------------------------------------------------------------------------------


def test_one_date_moves_alone(weekly, anna):
    change(anna, weekly, draft("2026-11-18 16:00", location="Biblioteca"), Reach.ONE, "2026-11-17 10:00")
    weekly.refresh_from_db()
    assert starts(weekly) == ["11-03 10:00", "11-10 10:00", "11-18 16:00", "11-24 10:00", "12-01 10:00"]
    moved = weekly.occurrences.get(starts_at=at("2026-11-18 16:00"))
    assert (moved.location, moved.recurrence_id) == ("Biblioteca", at("2026-11-17 10:00"))
    assert "RECURRENCE-ID;TZID=Europe/Madrid:20261117T100000" in weekly.ics
    assert (versions(weekly), weekly.sequence) == ([0, 1], 1)


def test_a_date_that_was_moved_is_moved_again_from_where_it_is(weekly, anna):
    change(anna, weekly, draft("2026-11-18 16:00"), Reach.ONE, "2026-11-17 10:00")
    change(anna, weekly, draft("2026-11-19 09:00", summary="Última"), Reach.ONE, "2026-11-17 10:00")
    weekly.refresh_from_db()
    assert weekly.ics.count("RECURRENCE-ID") == 1
    assert starts(weekly)[2] == "11-19 09:00"
    assert versions(weekly) == [0, 2]


def test_one_date_is_left_out_and_its_exception_goes_with_it(weekly, anna):
    change(anna, weekly, draft("2026-11-18 16:00"), Reach.ONE, "2026-11-17 10:00")
    remove(anna, weekly, Reach.ONE, "2026-11-17 10:00")
    weekly.refresh_from_db()
    assert starts(weekly) == ["11-03 10:00", "11-10 10:00", "11-24 10:00", "12-01 10:00"]
    assert "EXDATE;TZID=Europe/Madrid:20261117T100000" in weekly.ics
    assert "RECURRENCE-ID" not in weekly.ics


def test_with_its_last_date_the_event_goes(weekly, anna):
    for each in ("03", "10", "17", "24"):
        remove(anna, weekly, Reach.ONE, f"2026-11-{each} 10:00")
    assert Event.objects.count() == 1
    remove(anna, weekly, Reach.ONE, "2026-12-01 10:00")
    assert not Event.objects.exists()


def test_one_date_has_no_repetition_and_no_visibility_of_its_own(weekly, anna):
    for wanted, visibility in (
        (draft("2026-11-17 10:00", rrule="FREQ=DAILY"), "everyone"),
        (draft("2026-11-17 10:00"), "private"),
        (draft("2026-11-17 10:00", category="acte"), "everyone"),
    ):
        with pytest.raises(AgendaError) as refused:
            change(anna, weekly, wanted, Reach.ONE, "2026-11-17 10:00", visibility=visibility)
        assert str(refused.value).endswith(".")
    weekly.refresh_from_db()
    assert weekly.sequence == 0


def test_a_date_may_move_out_of_the_window_and_come_back(weekly, anna):
    change(anna, weekly, draft("2031-05-05 10:00"), Reach.ONE, "2026-11-17 10:00")
    weekly.refresh_from_db()
    assert len(starts(weekly)) == 4
    assert weekly.last_ends_at == at("2031-05-05 11:00")
    assert weekly.expanded_until is not None
    expansion.materialise(weekly, today=date(2031, 1, 1))
    assert starts(weekly) == ["05-05 10:00"]


def test_alarms_and_foreign_properties_come_along_with_a_date(calendar, anna):
    source = vcalendar(
        "DTSTART;TZID=Europe/Madrid:20261103T100000",
        "DTEND;TZID=Europe/Madrid:20261103T110000",
        "RRULE:FREQ=WEEKLY;COUNT=5",
        "SUMMARY:Coordinació",
        "X-ALTRI;SCALE=7:valor",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Avís",
        "TRIGGER:-PT15M",
        "END:VALARM",
    )
    event = import_event(anna, calendar, source)
    change(anna, event, draft("2026-11-18 16:00"), Reach.ONE, "2026-11-17 10:00")
    event.refresh_from_db()
    assert event.ics.count("X-ALTRI;SCALE=7:valor") == 2
    assert event.ics.count("TRIGGER:-PT15M") == 2
    assert event.ics.count("RRULE") == 1 + event.ics.split("BEGIN:VEVENT")[0].count("RRULE")


# --- This one and those that follow ---------------------------------------------------------------


def test_those_that_follow_become_a_series_of_their_own(weekly, anna):
    made, _back = change(anna, weekly, draft("2026-11-17 12:00"), Reach.FOLLOWING, "2026-11-17 10:00")
    weekly.refresh_from_db()
    assert starts(weekly) == ["11-03 10:00", "11-10 10:00"]
    assert starts(made) == ["11-17 12:00", "11-24 12:00", "12-01 12:00"]
    assert made.uid != weekly.uid
    assert f"RELATED-TO;RELTYPE=SIBLING:{weekly.uid}" in made.ics.replace("\r\n ", "")
    assert "UNTIL=20261117T085959Z" in weekly.ics
    assert "COUNT=3" in made.ics
    assert (weekly.sequence, made.sequence) == (1, 0)


def test_exceptions_stay_on_their_side(weekly, anna):
    remove(anna, weekly, Reach.ONE, "2026-11-10 10:00")
    change(anna, weekly, draft("2026-11-03 10:00", summary="Primera"), Reach.ONE, "2026-11-03 10:00")
    remove(anna, weekly, Reach.ONE, "2026-11-24 10:00")
    change(anna, weekly, draft("2026-12-01 10:00", summary="Última"), Reach.ONE, "2026-12-01 10:00")
    made, _back = change(
        anna, weekly, draft("2026-11-17 12:00", location="Biblioteca"), Reach.FOLLOWING, "2026-11-17 10:00"
    )
    weekly.refresh_from_db()
    assert starts(weekly) == ["11-03 10:00"]
    assert starts(made) == ["11-17 12:00", "12-01 12:00"]
    last = made.occurrences.get(starts_at=at("2026-12-01 12:00"))
    assert (last.summary, last.location) == ("Última", "Biblioteca")
    assert weekly.occurrences.get().summary == "Primera"


def test_an_exception_that_somebody_moved_stays_where_it_was_put(weekly, anna):
    change(anna, weekly, draft("2026-11-26 09:00"), Reach.ONE, "2026-11-24 10:00")
    made, _back = change(anna, weekly, draft("2026-11-17 12:00"), Reach.FOLLOWING, "2026-11-17 10:00")
    assert starts(made) == ["11-17 12:00", "11-26 09:00", "12-01 12:00"]
    row = made.occurrences.get(starts_at=at("2026-11-26 09:00"))
    assert row.recurrence_id == at("2026-11-24 12:00")


def test_from_the_first_date_on_is_the_whole_series(weekly, anna):
    made, _back = change(anna, weekly, draft("2026-11-03 12:00"), Reach.FOLLOWING, "2026-11-03 10:00")
    assert made == weekly
    assert Event.objects.count() == 1
    assert len(starts(weekly)) == 5


def test_those_that_follow_are_removed(weekly, anna):
    remove(anna, weekly, Reach.FOLLOWING, "2026-11-17 10:00")
    weekly.refresh_from_db()
    assert starts(weekly) == ["11-03 10:00", "11-10 10:00"]
    remove(anna, weekly, Reach.FOLLOWING, "2026-11-03 10:00")
    assert not Event.objects.exists()


def test_a_new_repetition_from_a_date_on(weekly, anna):
    wanted = draft("2026-11-17 10:00", rrule="FREQ=DAILY;COUNT=2")
    made, _back = change(anna, weekly, wanted, Reach.FOLLOWING, "2026-11-17 10:00")
    assert starts(made) == ["11-17 10:00", "11-18 10:00"]


def test_a_series_by_rule_and_single_dates_splits_both(calendar, anna):
    event = create_event(
        anna,
        calendar,
        summary="Curs",
        start=at("2026-11-02 10:00"),
        end=at("2026-11-02 11:00"),
        rrule="FREQ=WEEKLY;INTERVAL=2;UNTIL=20261214T225959Z",
        rdates=[at("2026-11-04 10:00"), at("2026-11-20 10:00")],
        exdates=[at("2026-11-30 10:00")],
    )
    assert starts(event) == ["11-02 10:00", "11-04 10:00", "11-16 10:00", "11-20 10:00", "12-14 10:00"]
    made, _back = change(anna, event, draft("2026-11-20 12:00", summary="Curs"), Reach.FOLLOWING, "2026-11-20 10:00")
    event.refresh_from_db()
    assert starts(event) == ["11-02 10:00", "11-04 10:00", "11-16 10:00"]
    # The fortnights go on in their own weeks, and the single date has not become their first.
    assert starts(made) == ["11-20 12:00", "12-14 12:00"]


# --- All ------------------------------------------------------------------------------------------


def test_the_whole_series_moves_by_what_one_date_was_moved(weekly, anna):
    remove(anna, weekly, Reach.ONE, "2026-11-10 10:00")
    change(anna, weekly, draft("2026-11-19 12:30", minutes=90), Reach.ALL, "2026-11-17 10:00")
    weekly.refresh_from_db()
    assert starts(weekly) == ["11-05 12:30", "11-19 12:30", "11-26 12:30", "12-03 12:30"]
    assert {row.ends_at - row.starts_at for row in weekly.occurrences.all()} == {hours(1.5)}


def test_a_new_title_reaches_exceptions_that_had_none_of_their_own(weekly, anna):
    change(anna, weekly, draft("2026-11-18 16:00"), Reach.ONE, "2026-11-17 10:00")
    change(anna, weekly, draft("2026-11-24 10:00", summary="Extra"), Reach.ONE, "2026-11-24 10:00")
    change(anna, weekly, draft("2026-11-03 10:00", summary="Coordinació general"), Reach.ALL, "2026-11-03 10:00")
    titles = [row.summary for row in weekly.occurrences.order_by("starts_at")]
    assert titles == ["Coordinació general"] * 3 + ["Extra", "Coordinació general"]


def test_what_was_not_touched_in_a_moved_date_does_not_move_the_series(weekly, anna):
    change(anna, weekly, draft("2026-11-18 16:00", location="Biblioteca"), Reach.ONE, "2026-11-17 10:00")
    wanted = draft("2026-11-18 16:00", location="Biblioteca", description="Porteu els comptes.")
    change(anna, weekly, wanted, Reach.ALL, "2026-11-17 10:00")
    weekly.refresh_from_db()
    assert starts(weekly)[0] == "11-03 10:00"
    assert (weekly.location, weekly.description) == ("Sala petita", "Porteu els comptes.")


@pytest.mark.parametrize(
    ("rule", "start", "to", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4", "2026-11-03", "2026-11-04", ["11-04", "11-06", "11-11", "11-13"]),
        ("FREQ=MONTHLY;BYDAY=1TU;COUNT=3", "2026-11-03", "2026-11-12", ["11-12", "12-10", "01-14"]),
        ("FREQ=MONTHLY;BYDAY=-1TU;COUNT=3", "2026-11-24", "2026-11-25", ["11-25", "12-30", "01-27"]),
        ("FREQ=MONTHLY;BYMONTHDAY=3;COUNT=3", "2026-11-03", "2026-11-05", ["11-05", "12-05", "01-05"]),
        ("FREQ=MONTHLY;COUNT=2", "2026-11-03", "2026-11-04", ["11-04", "12-04"]),
        ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=3;COUNT=2", "2026-11-03", "2026-12-01", ["12-01", "12-01"]),
        ("FREQ=WEEKLY;UNTIL=20261117T090000Z", "2026-11-03", "2026-11-05", ["11-05", "11-12", "11-19"]),
    ],
)
def test_the_rule_follows_the_new_day(calendar, anna, rule, start, to, expected):
    first = at(f"{start} 10:00")
    event = create_event(anna, calendar, summary="Coordinació", start=first, end=first + hours(1), rrule=rule)
    change(anna, event, draft(f"{to} 10:00", location=""), Reach.ALL, first)
    assert starts(event) == [f"{each} 10:00" for each in expected]


def test_a_day_that_the_rule_cannot_follow_is_refused(calendar, anna):
    first = at("2026-11-02 10:00")
    event = create_event(
        anna,
        calendar,
        summary="Coordinació",
        start=first,
        end=first + hours(1),
        rrule="FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1;COUNT=3",
    )
    with pytest.raises(ImpossibleRule) as refused:
        change(anna, event, draft("2026-11-05 10:00"), Reach.ALL, first)
    assert "repet" in str(refused.value)


@pytest.mark.parametrize("month", ["03", "10"])
def test_the_hour_on_the_wall_stays_over_the_change_of_the_clock(calendar, anna, month):
    first = at(f"2026-{month}-20 10:00")
    event = create_event(
        anna, calendar, summary="Coordinació", start=first, end=first + hours(1), rrule="FREQ=WEEKLY;COUNT=4"
    )
    made, _back = change(anna, event, draft(f"2026-{month}-27 11:15"), Reach.FOLLOWING, at(f"2026-{month}-27 10:00"))
    assert {each[6:] for each in starts(made)} == {"11:15"}
    assert len(starts(made)) == 3


def test_days_become_hours_and_hours_days(calendar, anna):
    event = create_event(
        anna,
        calendar,
        summary="Fira",
        start=day("2026-11-03"),
        end=day("2026-11-05"),
        rrule="FREQ=WEEKLY;UNTIL=20261201",
        exdates=[day("2026-11-10")],
    )
    change(anna, event, draft("2026-11-17 09:00", summary="Fira"), Reach.ALL, at("2026-11-17 00:00"))
    event.refresh_from_db()
    assert starts(event) == ["11-03 09:00", "11-17 09:00", "11-24 09:00", "12-01 09:00"]
    made, _back = change(anna, event, whole_days("2026-11-24", "2026-11-25"), Reach.FOLLOWING, at("2026-11-24 09:00"))
    event.refresh_from_db()
    assert starts(event) == ["11-03 09:00", "11-17 09:00"]
    assert starts(made) == ["11-24 00:00", "12-01 00:00"]
    assert all(row.all_day for row in made.occurrences.all())


def test_several_days_stay_several_days(calendar, anna):
    event = create_event(
        anna, calendar, summary="Fira", start=day("2026-11-06"), end=day("2026-11-09"), rrule="FREQ=WEEKLY;COUNT=3"
    )
    made, _back = change(anna, event, whole_days("2026-11-14", "2026-11-17"), Reach.FOLLOWING, at("2026-11-13 00:00"))
    assert [(row.day, row.last_day) for row in made.occurrences.order_by("day")] == [
        (day("2026-11-14"), day("2026-11-16")),
        (day("2026-11-21"), day("2026-11-23")),
    ]
    event.refresh_from_db()
    assert "UNTIL=20261112" in event.ics


def test_a_series_in_the_zone_of_another_place_keeps_it(calendar, anna):
    source = vcalendar(
        "DTSTART;TZID=America/New_York:20261020T090000",
        "DTEND;TZID=America/New_York:20261020T100000",
        "RRULE:FREQ=WEEKLY;COUNT=3",
        "SUMMARY:Agermanament",
    )
    event = import_event(anna, calendar, source)
    assert starts(event) == ["10-20 15:00", "10-27 14:00", "11-03 15:00"]
    wanted = draft("2026-10-20 16:00", summary="Agermanament", location="")
    change(anna, event, wanted, Reach.ALL, datetime(2026, 10, 20, 13, tzinfo=at("2026-10-20 13:00").tzinfo) + hours(2))
    event.refresh_from_db()
    assert "DTSTART;TZID=America/New_York:20261020T100000" in event.ics


# --- The way back -----------------------------------------------------------------------------------


@pytest.mark.parametrize("reach", list(Reach))
def test_every_change_is_taken_back(weekly, anna, reach):
    remove(anna, weekly, Reach.ONE, "2026-11-24 10:00")
    weekly.refresh_from_db()
    before = starts(weekly)
    _event, back = change(anna, weekly, draft("2026-11-17 12:00", summary="Nou"), reach, "2026-11-17 10:00")
    series.undo(anna, back)
    event = Event.objects.get()
    assert (event.pk, event.uid, event.summary, starts(event)) == (weekly.pk, weekly.uid, "Coordinació", before)
    assert event.sequence > back.sequence
    assert not any(each.summary == "Nou" for each in event.occurrences.all())


@pytest.mark.parametrize("reach", [Reach.ONE, Reach.FOLLOWING])
def test_dates_removed_come_back(weekly, anna, reach):
    before = starts(weekly)
    series.undo(anna, remove(anna, weekly, reach, "2026-11-17 10:00"))
    assert starts(Event.objects.get()) == before


def test_nothing_is_taken_back_over_the_work_of_another(weekly, anna):
    _made, back = change(anna, weekly, draft("2026-11-17 12:00"), Reach.FOLLOWING, "2026-11-17 10:00")
    weekly.refresh_from_db()
    change(anna, weekly, draft("2026-11-03 10:00", summary="Nou"), Reach.ALL, "2026-11-03 10:00")
    with pytest.raises(EventChanged):
        series.undo(anna, back)
    assert Event.objects.count() == 2


# --- Who, and when ------------------------------------------------------------------------------------


def test_the_second_of_two_is_told(weekly, anna):
    change(anna, weekly, draft("2026-11-18 16:00"), Reach.ONE, "2026-11-17 10:00", sequence=0)
    with pytest.raises(EventChanged):
        change(anna, weekly, draft("2026-11-24 16:00"), Reach.ONE, "2026-11-24 10:00", sequence=0)


@pytest.mark.parametrize("moment", ["2026-11-18 10:00", "2026-12-08 10:00"])
@pytest.mark.parametrize("reach", [Reach.ONE, Reach.FOLLOWING])
def test_a_date_that_is_not_in_the_series_is_not_changed(weekly, anna, moment, reach):
    with pytest.raises(EventChanged):
        change(anna, weekly, draft(moment), reach, moment)
    with pytest.raises(EventChanged):
        remove(anna, weekly, reach, moment)


@pytest.mark.parametrize("reach", list(Reach))
def test_a_stranger_changes_no_date(weekly, stranger, reach):
    with pytest.raises((PermissionDenied, Http404)):
        change(stranger, weekly, draft("2026-11-18 16:00"), reach, "2026-11-17 10:00")
    with pytest.raises((PermissionDenied, Http404)):
        remove(stranger, weekly, reach, "2026-11-17 10:00")
    weekly.refresh_from_db()
    assert weekly.sequence == 0


def test_every_step_is_recorded_without_a_title(weekly, anna):
    made, back = change(
        anna, weekly, draft("2026-11-17 12:00", summary="Secreta"), Reach.FOLLOWING, "2026-11-17 10:00"
    )
    remove(anna, made, Reach.ONE, "2026-11-24 12:00")
    actions = list(AuditEvent.objects.filter(actor=anna).order_by("pk").values_list("action", flat=True))
    assert actions[-3:] == ["event.series_ended", "event.created", "event.dates_removed"]
    assert "Secreta" not in str(list(AuditEvent.objects.values_list("data", flat=True)))
    assert back.made == made.pk


def test_the_draft_and_the_series_share_their_stamps(weekly, anna):
    change(anna, weekly, draft("2026-11-03 11:00"), Reach.ALL, "2026-11-03 10:00")
    weekly.refresh_from_db()
    master = ical.parse(weekly.ics).master
    assert master["LAST-MODIFIED"].dt == master["DTSTAMP"].dt
    assert weekly.sequence == 1
