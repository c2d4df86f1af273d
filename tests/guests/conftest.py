"""A clerk who invites, a councillor and a secretary who are invited, and somebody who is not."""

import pytest
from django.core import mail

from agenda.calendars.guests import letters
from agenda.calendars.services import create_calendar
from intranet.access.services import create_scope
from intranet.people.municipality import town_scope
from tests.factories import give, make_person, make_unit


@pytest.fixture
def office(town):
    """The scope of those who work here: strangers see nothing below it."""
    return create_scope("town", "Oficina", parent=town_scope(), inherits=False)


@pytest.fixture
def calendar(office):
    return create_calendar("Ajuntament", "town", parent=office)


@pytest.fixture
def anna(office):
    person = make_person("anna.clerk", units=[make_unit("Registre")])
    give(person, office, "edit")
    return person


@pytest.fixture
def elisenda(office):
    person = make_person("elisenda.roca", roles=["secretary"])
    give(person, office)
    return person


@pytest.fixture
def marta(office):
    """She reads none of the calendars of the office."""
    return make_person("marta.soler", roles=["councillor"])


class Post:
    """The letters that have left. They leave after a commit, which a test does not have: so they do when one looks."""

    def _sent(self) -> list:
        letters.send_waiting()
        return mail.outbox

    def __iter__(self):
        return iter(self._sent())

    def __len__(self) -> int:
        return len(self._sent())

    def __getitem__(self, index):
        return self._sent()[index]

    def clear(self) -> None:
        self._sent().clear()


@pytest.fixture
def mailoutbox(mailoutbox):
    return Post()
