"""Rooms: what they tell of events that somebody may not read, and numbers that no room has."""

import pytest

from agenda.calendars.rooms.services import create_room
from agenda.calendars.services import create_calendar
from intranet.access.services import create_scope
from intranet.people.municipality import town_scope
from tests.factories import give, make_calendar, make_person
from tests.rooms.samples import book, next_monday

pytestmark = pytest.mark.django_db
PICKER = "/agenda/espais/lliures/"
MANY_DIGITS = "9" * 5_000


@pytest.fixture
def room(town):
    return create_room(None, "Sala petita")


@pytest.fixture
def anna(town, room):
    person = make_person("anna.clerk", roles=["clerk"])
    for scope in (make_calendar("Registre").scope, room.calendar.scope):
        give(person, scope, "edit")
    return person


@pytest.fixture
def hidden(room):
    """An event in that room, in a calendar that nobody else sees."""
    scope = create_scope("town", "Serveis socials", parent=town_scope(), inherits=False)
    owner = make_person("carme.batlle")
    give(owner, scope, "edit")
    give(owner, room.calendar.scope, "edit")
    return book(owner, create_calendar("Serveis socials", "unit", parent=scope), room, summary="Cas Puig")


def is_free(client, room, **asked) -> bool:
    start = next_monday()
    times = {
        "start_day": f"{start:%Y-%m-%d}",
        "start_hour": "10:00",
        "end_day": f"{start:%Y-%m-%d}",
        "end_hour": "11:00",
    }
    response = client.get(PICKER, times | asked)
    assert response.status_code == 200
    [found] = [each for each in response.context["proposals"] if each.room == room]
    return not found.obstacle


def test_nobody_tries_out_by_its_number_which_room_a_hidden_event_has(room, anna, hidden, signed_in):
    assert not is_free(signed_in(anna), room)
    assert not is_free(signed_in(anna), room, event=hidden.pk)


def test_the_event_that_is_being_changed_leaves_its_own_room_free(room, anna, signed_in):
    board = make_calendar("Secretaria")
    give(anna, board.scope, "edit")
    mine = book(anna, board, room)
    assert not is_free(signed_in(anna), room)
    assert is_free(signed_in(anna), room, event=mine.pk)


@pytest.mark.parametrize("number", [MANY_DIGITS, "9" * 18, "9" * 30, "-1", "١", "²", "1e9", "0x1", ""])
def test_numbers_that_no_row_has_are_as_if_they_had_not_been_said(room, anna, signed_in, number):
    client = signed_in(anna)
    assert is_free(client, room, rooms=number, event=number)
    assert client.get("/agenda/esdeveniment/nou/", {"sala": number}).status_code == 200


@pytest.mark.parametrize(
    "posted",
    [
        {"take": f"1>{MANY_DIGITS}@2027-01-11T10:00:00+01:00/2027-01-11T11:00:00+01:00"},
        {"take": "1>1@0001-01-01T00:00:00+14:00/9999-12-31T23:59:59-14:00"},
        {"take": "1>²@2027-01-11T10:00:00+01:00/2027-01-11T11:00:00+01:00"},
        {f"repair.{MANY_DIGITS}.2027-01-11T10:00:00+01:00": "skip"},
        {"repair.².2027-01-11T10:00:00+01:00": "skip"},
        {"repair.1.2027-01-11T10:00:00+01:00": f"room:{MANY_DIGITS}"},
        {"repair.1.0001-01-01T00:00:00+14:00": "time:9999-12-31T23:59:59-14:00"},
        {"rooms": MANY_DIGITS},
    ],
)
def test_no_form_breaks_on_them(room, anna, signed_in, posted):
    assert signed_in(anna).post("/agenda/esdeveniment/nou/", posted).status_code == 400
