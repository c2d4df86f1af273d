"""Addresses of people from outside: in feeds, files and programs only for who invites or writes there."""

import icalendar
import pytest
from django.test import Client

from agenda.caldav.passwords import create_password
from agenda.calendars import feeds, ical
from agenda.calendars.guests.discretion import number_of
from agenda.calendars.services import import_event
from tests.caldav.program import Program, events_in, path_of
from tests.calendars.samples import vcalendar
from tests.factories import give, make_person
from tests.guests.samples import invite, next_monday

pytestmark = pytest.mark.django_db
PERE = "pere@fora.example"
NADIA = "nadia.exterior@un-altre-lloc.molt-llarg.example"
FROM_OUTSIDE = (
    "DTSTART;TZID=Europe/Madrid:20991103T100000",
    "SUMMARY:Visita",
    f'ORGANIZER;CN="{NADIA}";SENT-BY="mailto:{PERE}";X-WHO={NADIA}:MAILTO:{NADIA}',
    f'ATTENDEE;CN=Pere Fora;EMAIL={PERE};DELEGATED-FROM="mailto:{NADIA}";PARTSTAT=ACCEPTED:mailto:{PERE}',
    "ATTENDEE;CN=Marta;PARTSTAT=ACCEPTED:mailto:marta.soler@vilaexemple.example",
    "ATTENDEE;CN=Telèfon:tel:+34600123456",
    f"X-MS-OLK-SENDER:MAILTO:{PERE}",
    f"REQUEST-STATUS:2.0;Success;ATTENDEE:mailto:{PERE}",
    "X-COLOR:blau",
    "BEGIN:VALARM",
    "ACTION:EMAIL",
    "SUMMARY:Avís",
    "DESCRIPTION:Avís",
    "TRIGGER:-PT15M",
    f"ATTENDEE:mailto:{PERE.replace('@', '%40')}",
    "END:VALARM",
)


@pytest.fixture
def looker(office):
    """Reads what the office does and writes nowhere."""
    person = make_person("joan.mira")
    give(person, office)
    return person


def program(person) -> Program:
    return Program(person.get_username(), create_password(person, "Mòbil", "write")[1])


def feed_of(person) -> str:
    return icalendar.Calendar.from_ical(feeds.body_of(person)).to_ical().decode().replace("\r\n ", "")


def file_of(client, event) -> str:
    response = client.get(f"{event.get_absolute_url()}esdeveniment.ics")
    assert response.status_code == 200
    return response.content.decode().replace("\r\n ", "")


def test_who_only_reads_the_event_reads_names_and_no_address(anna, calendar, looker, stranger, marta, signed_in):
    event = invite(anna, calendar, f"Marta Soler, Pere Fora <{PERE}>, {NADIA}")
    address = f"{path_of(calendar)}{event.uid}.ics"
    texts = [
        feed_of(looker),
        file_of(signed_in(looker), event),
        program(looker).ask("GET", address).content.decode().replace("\r\n ", ""),
    ]
    for text in texts:
        assert "fora.example" not in text
        assert "molt-llarg" not in text
        assert "Pere Fora" in text
        assert "mailto:marta.soler@vilaexemple.example" in text
        assert number_of(event.pk, f"mailto:{PERE}") in text
        assert len(icalendar.Calendar.from_ical(text).events[0]["ATTENDEE"]) == 3
    assert event.uid not in feed_of(stranger)
    assert program(stranger).ask("GET", address).status_code == 404


def test_who_invites_or_writes_in_the_calendar_reads_the_addresses(anna, calendar, office, signed_in):
    event = invite(anna, calendar, PERE)
    clerk = make_person("clara.escriu")
    give(clerk, office, "edit")
    for person in (anna, clerk):
        assert f"mailto:{PERE}" in feed_of(person)
        assert f"mailto:{PERE}" in file_of(signed_in(person), event)
    assert PERE in signed_in(clerk).get(event.get_absolute_url()).content.decode()


def test_what_came_from_elsewhere_is_read_without_addresses_in_any_of_its_lines(calendar, looker, marta):
    event = import_event(None, calendar, vcalendar(*FROM_OUTSIDE, uid="google-7@google.example"))
    text = feed_of(looker)
    for secret in (PERE, NADIA, "600123456", "%40", "fora.example"):
        assert secret not in text
    assert "UID:google-7@google.example" in text
    assert "X-COLOR:blau" in text
    [found] = icalendar.Calendar.from_ical(text).events
    assert [str(each) for each in found["ATTENDEE"]] == [
        number_of(event.pk, f"mailto:{PERE}"),
        "mailto:marta.soler@vilaexemple.example",
        number_of(event.pk, "tel:+34600123456"),
    ]
    assert found["ATTENDEE"][0].params["PARTSTAT"] == "ACCEPTED"
    assert [str(each["ACTION"]) for each in found.walk("VALARM")] == ["EMAIL"]
    assert all(len(line.encode()) <= 75 for line in feeds.body_of(looker).split("\r\n"))


def test_the_numbers_differ_from_event_to_event_and_cannot_be_tried_out(anna, calendar, looker):
    first, second = (invite(anna, calendar, PERE, at=next_monday(hour)) for hour in (10, 12))
    assert number_of(first.pk, f"mailto:{PERE}") != number_of(second.pk, f"mailto:{PERE}")


def test_programs_search_only_the_addresses_that_they_see(anna, calendar, looker):
    event = invite(anna, calendar, PERE)
    asked = events_in(f'<C:prop-filter name="ATTENDEE"><C:text-match>{PERE}</C:text-match></C:prop-filter>')
    assert program(looker).report(path_of(calendar), asked).names() == []
    assert program(anna).report(path_of(calendar), asked).names() == [f"{event.uid}.ics"]


def test_a_new_right_brings_another_tag_and_a_new_beginning(anna, calendar, looker, office):
    event = invite(anna, calendar, PERE)
    address, phone = f"{path_of(calendar)}{event.uid}.ics", program(looker)
    before, token = phone.ask("GET", address), phone.sync(path_of(calendar)).token
    _feed, secret = feeds.create_token(looker, "Tauleta")
    tag = Client().get(f"/agenda/feed/{secret}.ics")["ETag"]
    give(looker, office, "edit")
    after = phone.ask("GET", address, If_None_Match=before["ETag"])
    assert (after.status_code, after["ETag"] != before["ETag"]) == (200, True)
    assert PERE in after.content.decode()
    again = f"<D:sync-collection xmlns:D='DAV:'><D:sync-token>{token}</D:sync-token></D:sync-collection>"
    assert phone.ask("REPORT", path_of(calendar), again).status_code == 403
    assert Client().get(f"/agenda/feed/{secret}.ics", headers={"If-None-Match": tag}).status_code == 200


def test_a_copy_without_addresses_that_comes_back_loses_nobody(anna, calendar, looker, mailoutbox):
    event = invite(anna, calendar, f"{PERE}")
    foreign = import_event(None, calendar, vcalendar(*FROM_OUTSIDE, uid="de-fora"))
    mailoutbox.clear()
    for each in (event, foreign):
        address = f"{path_of(calendar)}{each.uid}.ics"
        trimmed = program(looker).ask("GET", address)
        assert program(looker).put(address, trimmed.content).status_code == 403
        stale = program(anna).put(address, trimmed.content, If_Match=trimmed["ETag"])
        assert stale.status_code == 412
        assert program(anna).put(address, trimmed.content).status_code == 204
        before = {str(row) for row in _people(each.ics)}
        each.refresh_from_db()
        assert {str(row) for row in _people(each.ics)} == before
    assert event.attendees.get().email == PERE
    assert not [mail for mail in mailoutbox if "CANCEL" in mail.message().as_string()]


def _people(ics: str) -> list:
    master = ical.parse(ics).master
    found = [master[name] for name in ("ATTENDEE", "ORGANIZER") if name in master]
    return [row for rows in found for row in (rows if isinstance(rows, list) else [rows])]
