"""A small hall, somebody who books it, and somebody who sees neither."""

import pytest

from agenda.calendars.rooms.models import Room
from agenda.calendars.services import create_calendar
from intranet.access.services import create_scope
from intranet.people.municipality import town_scope
from tests.factories import give, make_person, make_unit


@pytest.fixture
def office(town):
    """The scope of those who work here: strangers see nothing below it."""
    return create_scope("town", "Oficina", parent=town_scope(), inherits=False)


@pytest.fixture
def make_room(office):
    """Rooms that the clerks write in and the councillor reads."""

    def make(name: str, **profile) -> Room:
        calendar = create_calendar(name, "room", parent=office)
        Room.objects.filter(pk=calendar.pk).update(**profile)
        return Room.objects.select_related("calendar", "keeper").get(pk=calendar.pk)

    return make


@pytest.fixture
def hall(make_room):
    return make_room("Sala petita", capacity=10)


@pytest.fixture
def calendar(office):
    return create_calendar("Ajuntament", "town", parent=office)


@pytest.fixture
def anna(office):
    """A clerk: writes in the calendars of the office."""
    person = make_person("anna.clerk", roles=["clerk"], units=[make_unit("Secretaria")])
    give(person, office, "edit")
    return person


@pytest.fixture
def bernat(office):
    """Another clerk."""
    person = make_person("bernat.clerk")
    give(person, office, "edit")
    return person


@pytest.fixture
def marta(office):
    """Reads the calendars and has one of her own."""
    person = make_person("marta.soler", roles=["councillor"])
    give(person, office, "read")
    create_calendar("Marta", "person", parent=office, owner=person)
    return person


@pytest.fixture
def joan(office):
    """Will keep a room."""
    person = make_person("joan.conserge")
    give(person, office, "read")
    return person
