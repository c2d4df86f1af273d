"""The reports: which events, their text, their repetitions, and what they cost (RFC 4791)."""

from datetime import timedelta

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agenda.calendars.ical import Draft
from agenda.calendars.services import create_events
from tests.caldav.program import (
    an_event,
    condition,
    declared,
    events_in,
    multiget,
    path_of,
    query,
    read,
    soon,
    span,
    utc,
)
from tests.calendars.samples import hours
from tests.factories import give, make_calendar, make_event

pytestmark = pytest.mark.django_db


# --- Reports ---------------------------------------------------------------------------------------------


def test_multiget_brings_the_events_and_says_which_are_missing(phone, calendar):
    make_event(calendar, "Reunió", soon(), soon() + hours(1), uid="a b/ç@x")
    href = f"{path_of(calendar)}a%20b%2F%C3%A7@x.ics"
    answers = phone.report(
        path_of(calendar),
        multiget([href, f"{path_of(calendar)}no.ics", "/un/altre/lloc.ics", f"http://testserver{href}", "http://[x"]),
    )
    assert str(read(answers.text(href, "C:calendar-data"))["SUMMARY"]) == "Reunió"
    assert answers.gone() == ["[x", "lloc.ics", "no.ics"]
    assert phone.ask("GET", href).status_code == 200


def test_a_time_range_finds_single_events_series_and_their_exceptions(phone, calendar):
    make_event(calendar, "Sola", soon(3), soon(3) + hours(1), uid="sola")
    make_event(calendar, "Sèrie", soon(-30), soon(-30) + hours(1), uid="serie", rrule="FREQ=DAILY")
    make_event(calendar, "Acabada", soon(-30), soon(-30) + hours(1), uid="acabada", rrule="FREQ=DAILY;COUNT=3")
    make_event(calendar, "Instant", soon(3), soon(3), uid="instant")

    def found(start=None, end=None) -> list[str]:
        return [name[:-4] for name in phone.report(path_of(calendar), events_in(span(start, end))).names()]

    assert found(soon(3), soon(3) + hours(1)) == ["instant", "serie", "sola"]
    assert found(soon(3) + hours(1), soon(3) + hours(2)) == []
    assert found(soon(3) - hours(1), soon(3)) == []
    assert found(start=soon(10)) == ["serie"]
    assert found(end=soon(-29)) == ["acabada", "serie"]
    # Far from today, where nothing is written out.
    assert found(soon(3000, 9), soon(3000, 12)) == ["serie"]
    assert found(soon(3000, 12), soon(3000, 14)) == []
    assert found(soon(-3000), soon(-2999)) == []
    assert found(soon(2000), soon(9000)) == ["serie"]


def test_a_time_range_without_sense_is_refused(phone, calendar):
    for text in ('<C:time-range start="demà"/>', "<C:time-range/>", span(soon(2), soon(1)), span(soon(1), soon(1))):
        response = phone.ask("REPORT", path_of(calendar), declared(events_in(text)))
        assert (response.status_code, condition(response)) == (400, "valid-filter")


def test_events_are_found_by_their_identifier_and_words(phone, calendar):
    phone.put(f"{path_of(calendar)}un.ics", an_event("un", "Acte a la Plaça", "LOCATION:Plaça"))
    phone.put(f"{path_of(calendar)}dos.ics", an_event("dos", "Visita", "CATEGORIES:visita"))

    def found(name: str, inner: str) -> list[str]:
        prop = f'<C:prop-filter name="{name}">{inner}</C:prop-filter>'
        return phone.report(path_of(calendar), events_in(prop)).names()

    assert found("UID", '<C:text-match collation="i;octet">un</C:text-match>') == ["un.ics"]
    assert found("SUMMARY", "<C:text-match>ACTE</C:text-match>") == ["un.ics"]
    assert found("SUMMARY", '<C:text-match collation="i;octet">ACTE</C:text-match>') == []
    assert found("SUMMARY", '<C:text-match negate-condition="yes">acte</C:text-match>') == ["dos.ics"]
    assert found("CATEGORIES", "<C:text-match>visita</C:text-match>") == ["dos.ics"]
    assert found("LOCATION", "<C:is-not-defined/>") == ["dos.ics"]
    assert found("LOCATION", "") == ["un.ics"]


def test_tasks_are_asked_for_and_there_are_none(phone, calendar):
    make_event(calendar, "Reunió", soon(), soon() + hours(1))
    assert phone.report(path_of(calendar), query('<C:comp-filter name="VTODO"/>')).names() == []
    without = '<C:comp-filter name="VTODO"><C:is-not-defined/></C:comp-filter>'
    assert len(phone.report(path_of(calendar), query(without)).names()) == 1
    assert len(phone.report(path_of(calendar), query("")).names()) == 1


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ('<C:comp-filter name="VALARM"/>', "supported-filter"),
        ('<C:prop-filter name="X-COSA"/>', "supported-filter"),
        ('<C:prop-filter name="SUMMARY"><C:param-filter name="LANGUAGE"/></C:prop-filter>', "supported-filter"),
        (
            '<C:prop-filter name="SUMMARY"><C:text-match collation="i;x">a</C:text-match></C:prop-filter>',
            "supported-collation",
        ),
    ],
)
def test_filters_that_we_would_not_try_are_refused(phone, calendar, inner, expected):
    response = phone.ask("REPORT", path_of(calendar), declared(events_in(inner)))
    assert (response.status_code, condition(response)) == (403, expected)


def test_repetitions_are_given_one_by_one_in_utc(phone, calendar):
    make_event(calendar, "Sèrie", soon(1), soon(1) + hours(1), rrule="FREQ=DAILY")
    expand = f'<C:calendar-data><C:expand start="{utc(soon(1))}" end="{utc(soon(4))}"/></C:calendar-data>'
    answers = phone.report(path_of(calendar), events_in(span(soon(1), soon(4)), expand))
    [href] = answers.of
    text = answers.text(href, "C:calendar-data")
    events = icalendar.Calendar.from_ical(text).events
    assert len(events) == 3
    assert "RRULE" not in text and "TZID" not in text
    assert all(each["RECURRENCE-ID"].dt == each["DTSTART"].dt for each in events)


def test_free_and_busy_without_any_detail(phone, calendar):
    make_event(calendar, "Una", soon(2, 10), soon(2, 12))
    make_event(calendar, "Que trepitja", soon(2, 11), soon(2, 13))
    phone.put(f"{path_of(calendar)}lliure.ics", an_event("lliure", "Lliure", "TRANSP:TRANSPARENT", days=2, hour=17))
    body = declared(f"<C:free-busy-query>{span(soon(2, 9), soon(2, 20))}</C:free-busy-query>")
    response = phone.ask("REPORT", path_of(calendar), body)
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/calendar")
    busy = [line for line in text.split("\r\n") if line.startswith("FREEBUSY")]
    assert len(busy) == 1 and "Una" not in text
    response = phone.ask("REPORT", path_of(calendar), declared("<C:free-busy-query></C:free-busy-query>"))
    assert (response.status_code, condition(response)) == (403, "valid-filter")


# --- Cost ------------------------------------------------------------------------------------------------


def test_the_number_of_queries_does_not_grow_with_events_or_calendars(phone, calendar, anna):
    requests = (
        lambda: phone.propfind("/caldav/calendaris/", "CS:getctag", "D:sync-token", "D:displayname", depth="1"),
        lambda: phone.propfind(path_of(calendar), "D:getetag", depth="1"),
        lambda: phone.report(path_of(calendar), events_in(span(soon(-10), soon(90)), "<C:calendar-data/>")),
        lambda: phone.sync(path_of(calendar)),
    )

    def costs() -> list[int]:
        return [_count(each) for each in requests]

    def fill(count: int) -> None:
        drafts = [Draft(summary=f"Acte {n}", start=soon(n), end=soon(n) + timedelta(hours=1)) for n in range(count)]
        create_events(None, calendar, drafts, organizer=anna)
        for _each in range(count // 10):
            give(anna, make_calendar().scope)

    fill(10)
    costs()
    before = costs()
    fill(80)
    assert costs() == before
    assert max(before) <= 14


def _count(action) -> int:
    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


def test_what_is_new_costs_the_same_however_many_events_there_are(phone, calendar, anna):
    token = phone.sync(path_of(calendar)).token
    make_event(calendar, "Una", soon(), soon() + hours(1), owner=anna)
    before = _count(lambda: phone.sync(path_of(calendar), token))
    for number in range(30):
        make_event(calendar, f"Acte {number}", soon(), soon() + hours(1), owner=anna)
    assert _count(lambda: phone.sync(path_of(calendar), token)) == before
