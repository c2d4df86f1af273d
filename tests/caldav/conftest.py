"""A calendar, who writes in it, who only looks, and a program for each."""

import pytest

from agenda.caldav.passwords import create_password
from tests.caldav.program import Program
from tests.factories import give, make_calendar, make_person, make_unit


@pytest.fixture
def calendar(town):
    return make_calendar("Ajuntament")


@pytest.fixture
def anna(calendar):
    person = make_person("anna.clerk", roles=["clerk"], units=[make_unit("Secretaria")])
    give(person, calendar.scope, "edit")
    return person


@pytest.fixture
def looker(calendar):
    """Sees the calendar and writes nowhere."""
    person = make_person("marta.soler", roles=["councillor"])
    give(person, calendar.scope)
    return person


@pytest.fixture
def program():
    """A calendar program of somebody, with a password of its own."""

    def connect(person, reach: str = "write") -> Program:
        _password, secret = create_password(person, "Mòbil", reach)
        return Program(person.get_username(), secret)

    return connect


@pytest.fixture
def phone(program, anna):
    return program(anna)


@pytest.fixture
def curious(program, looker):
    return program(looker)
