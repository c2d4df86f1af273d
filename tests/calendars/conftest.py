"""The calendar of the town hall, who writes in it, and somebody who only looks."""

import pytest

from agenda.calendars.services import create_calendar
from intranet.people.municipality import town_scope
from tests.factories import give, make_person, make_unit


@pytest.fixture
def calendar(town):
    return create_calendar("Ajuntament", "town", parent=town_scope())


@pytest.fixture
def anna(calendar):
    person = make_person("anna.clerk", units=[make_unit("Secretaria")])
    give(person, calendar.scope, "edit")
    return person


@pytest.fixture
def reader(signed_in, stranger):
    return signed_in(stranger)
