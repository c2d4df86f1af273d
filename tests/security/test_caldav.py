"""Calendar programs of somebody curious: other people's addresses, and questions that would never end."""

import pytest

from agenda.caldav.models import Name
from agenda.caldav.passwords import create_password
from agenda.calendars.models import Event
from tests.caldav.program import DECLARED, Program, an_event, condition, declared, events_in, path_of
from tests.factories import give, make_calendar, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar(town):
    return make_calendar("Ajuntament")


def phone_of(person) -> Program:
    _password, secret = create_password(person, "Mòbil", "write")
    return Program(person.get_username(), secret)


@pytest.fixture
def owner(calendar):
    person = make_person("anna.clerk")
    give(person, calendar.scope, "edit")
    return person


@pytest.fixture
def curious(calendar):
    person = make_person("laura.marti")
    give(person, calendar.scope, "edit")
    return person


@pytest.fixture
def private(owner, calendar):
    """A private event, by the name that its owner's telephone gave it."""
    body = an_event("secret", "Metge", "CLASS:PRIVATE")
    assert phone_of(owner).put(path_of(calendar) + "del-telefon.ics", body).status_code == 201
    return Event.objects.get(uid="secret")


@pytest.mark.parametrize("name", ["del-telefon.ics", "secret.ics", "ocupat-{pk}@casagran.ics", "a%00b.ics"])
def test_nobody_takes_the_address_of_an_event_that_they_see_as_busy(calendar, owner, curious, private, name):
    path = path_of(calendar) + name.format(pk=private.pk)
    response = phone_of(curious).put(path, an_event("altre", "Fals"))
    assert response.status_code in {403, 409}
    assert Name.objects.get(event=private.pk).name == "del-telefon.ics"
    assert b"Metge" in phone_of(owner).ask("GET", path_of(calendar) + "del-telefon.ics").content
    assert not Event.objects.filter(uid="altre").exists()


def test_an_address_whose_event_is_gone_can_be_used_again(calendar, owner, private):
    phone, path = phone_of(owner), path_of(calendar) + "del-telefon.ics"
    assert phone.ask("DELETE", path).status_code == 204
    assert phone.put(path, an_event("nou", "Nou")).status_code == 201


def test_nobody_asks_for_more_properties_than_there_are(calendar, owner):
    names = "".join(f"<D:x{number}/>" for number in range(101))
    body = f"<D:propfind {DECLARED}><D:prop>{names}</D:prop></D:propfind>"
    assert phone_of(owner).ask("PROPFIND", path_of(calendar), body, Depth="1").status_code == 413


def test_nor_tries_thousands_of_conditions_on_each_event(calendar, owner):
    tried = '<C:prop-filter name="SUMMARY"><C:text-match>a</C:text-match></C:prop-filter>' * 21
    response = phone_of(owner).ask("REPORT", path_of(calendar), declared(events_in(tried)), Depth="1")
    assert response.status_code == 403
    assert condition(response) == "supported-filter"


@pytest.mark.parametrize("method", ["COPY", "MOVE", "LOCK", "PROPPATCH", "MKCALENDAR", "DELETE"])
@pytest.mark.parametrize("place", ["{own}", "persones/{other}/", "calendaris/{hidden}/", "calendaris/../../editor/"])
def test_no_method_reaches_what_is_not_ones_own(calendar, owner, curious, method, place):
    hidden = make_calendar("Serveis socials")
    path = "/caldav/" + place.format(own=f"calendaris/{calendar.pk}/", other=curious.pk, hidden=hidden.pk)
    response = phone_of(owner).ask(method, path, Destination=f"http://testserver/caldav/calendaris/{hidden.pk}/x.ics")
    assert response.status_code in {400, 403, 404, 405}
    assert not hidden.events.exists()
