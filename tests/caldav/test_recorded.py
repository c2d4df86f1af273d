"""Requests as the programs of people write them: DAVx5, iOS and Thunderbird."""

import pytest

from tests.caldav.program import (
    Answers,
    condition,
    declared,
    events_in,
    path_of,
    soon,
    utc,
)
from tests.calendars.samples import hours
from tests.factories import make_event

pytestmark = pytest.mark.django_db


DAVX5_HOME = """<?xml version='1.0' encoding='UTF-8' ?><propfind xmlns="DAV:" \
xmlns:CAL="urn:ietf:params:xml:ns:caldav" xmlns:CARD="urn:ietf:params:xml:ns:carddav"><prop>\
<resourcetype /><displayname /><owner />\
<current-user-privilege-set /><n0:calendar-color xmlns:n0="http://apple.com/ns/ical/" /><CAL:calendar-description />\
<CAL:calendar-timezone /><CAL:supported-calendar-component-set />\
<n1:source xmlns:n1="http://calendarserver.org/ns/" />\
<CARD:addressbook-description /><sync-token /></prop></propfind>"""
DAVX5_LIST = """<?xml version='1.0' encoding='UTF-8' ?><CAL:calendar-query xmlns="DAV:" \
xmlns:CAL="urn:ietf:params:xml:ns:caldav"><prop><getetag /></prop><CAL:filter><CAL:comp-filter name="VCALENDAR">\
<CAL:comp-filter name="VEVENT"><CAL:time-range start="{start}" /></CAL:comp-filter></CAL:comp-filter></CAL:filter>\
</CAL:calendar-query>"""
IOS_HOME = """<?xml version="1.0" encoding="UTF-8"?><A:propfind xmlns:A="DAV:"><A:prop><A:add-member/>\
<C:allowed-sharing-modes xmlns:C="http://calendarserver.org/ns/"/>\
<E:calendar-color xmlns:E="http://apple.com/ns/ical/"/><E:calendar-order xmlns:E="http://apple.com/ns/ical/"/>\
<A:current-user-privilege-set/><A:displayname/><C:getctag xmlns:C="http://calendarserver.org/ns/"/><A:owner/>\
<A:quota-available-bytes/><A:resourcetype/><B:supported-calendar-component-set \
xmlns:B="urn:ietf:params:xml:ns:caldav"/><A:supported-report-set/><A:sync-token/></A:prop></A:propfind>"""
IOS_SYNC = """<?xml version="1.0" encoding="UTF-8"?><A:sync-collection xmlns:A="DAV:">\
<A:sync-token>{token}</A:sync-token>\
<A:sync-level>1</A:sync-level><A:prop><A:getetag/><A:getcontenttype/></A:prop></A:sync-collection>"""
THUNDERBIRD_FIRST = """<?xml version="1.0" encoding="UTF-8"?>
<D:propfind xmlns:D="DAV:" xmlns:CS="http://calendarserver.org/ns/" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop>\
<D:resourcetype/><D:owner/><D:current-user-principal/><D:current-user-privilege-set/><D:supported-report-set/>\
<C:supported-calendar-component-set/><CS:getctag/></D:prop></D:propfind>"""
THUNDERBIRD_GET = """<?xml version="1.0" encoding="UTF-8"?>
<C:calendar-multiget xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/><C:calendar-data/>\
</D:prop><D:href>{href}</D:href></C:calendar-multiget>"""


def test_davx5_lists_the_calendars_and_the_events_from_three_months_ago(phone, calendar):
    make_event(calendar, "Reunió", soon(), soon() + hours(1), uid="r")
    make_event(calendar, "Antiga", soon(-200), soon(-200) + hours(1), uid="antiga")
    home = Answers(phone.ask("PROPFIND", "/caldav/calendaris/", DAVX5_HOME, Depth="1"))
    statuses = home.statuses(path_of(calendar))
    assert (statuses["sync-token"], statuses["addressbook-description"]) == ("200", "404")
    listed = phone.ask("REPORT", path_of(calendar), DAVX5_LIST.format(start=utc(soon(-90))), Depth="1")
    assert Answers(listed).names() == ["r.ics"]


def test_ios_finds_the_calendars_and_keeps_in_step(phone, calendar):
    home = Answers(
        phone.ask("PROPFIND", "/caldav/calendaris/", IOS_HOME, Depth="1", Brief="t", Prefer="return=minimal")
    )
    assert home.text(path_of(calendar), "CS:getctag")
    assert home.found(path_of(calendar), "C:supported-calendar-component-set/C:comp").get("name") == "VEVENT"
    first = Answers(phone.ask("REPORT", path_of(calendar), IOS_SYNC.format(token=""), Depth="1"))
    make_event(calendar, "Reunió", soon(), soon() + hours(1), uid="r")
    news = Answers(phone.ask("REPORT", path_of(calendar), IOS_SYNC.format(token=first.token), Depth="1"))
    assert news.names() == ["r.ics"]


def test_thunderbird_learns_what_the_calendar_is_and_gets_an_event(phone, calendar):
    make_event(calendar, "Reunió", soon(), soon() + hours(1), uid="r")
    first = Answers(phone.ask("PROPFIND", path_of(calendar), THUNDERBIRD_FIRST, Depth="0"))
    assert first.found(path_of(calendar), "D:supported-report-set/D:supported-report") is not None
    href = f"{path_of(calendar)}r.ics"
    found = Answers(phone.ask("REPORT", path_of(calendar), THUNDERBIRD_GET.format(href=href), Depth="1"))
    assert "Reunió" in found.text(href, "C:calendar-data")


def test_a_span_from_the_year_1_to_9999_is_everything(phone, calendar):
    make_event(calendar, "Sola", soon(), soon() + hours(1), uid="sola")
    make_event(calendar, "Sèrie", soon(-30), soon(-30) + hours(1), uid="serie", rrule="FREQ=YEARLY")
    always = '<C:time-range start="00010101T000000Z" end="99991231T235959Z"/>'
    assert phone.report(path_of(calendar), events_in(always)).names() == ["serie.ics", "sola.ics"]
    expand = '<C:calendar-data><C:expand start="99980101T000000Z" end="99991231T235959Z"/></C:calendar-data>'
    response = phone.ask("REPORT", path_of(calendar), declared(events_in("", expand)))
    assert (response.status_code, condition(response)) == (400, "valid-filter")
