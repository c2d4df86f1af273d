"""Calendars per unit, person and town hall (R17): who opens them, who writes in them, what they are called."""

import pytest
from django.core.exceptions import PermissionDenied

from agenda.calendars.keeping.services import NameTaken, Whose, open_calendar, rename_calendar
from agenda.calendars.models import Calendar
from agenda.calendars.services import create_calendar
from intranet.people.municipality import town_scope
from tests.factories import make_person, make_unit

PAGE = "/agenda/calendaris/"


@pytest.fixture
def secretary(town):
    return make_person("elisenda.roca", roles=["secretary"])


@pytest.fixture
def unit(town):
    return make_unit("Serveis socials")


@pytest.fixture
def clerk(unit):
    return make_person("carme.batlle", units=[unit])


def writes(person, calendar: Calendar) -> bool:
    return Calendar.objects.editable(person).filter(pk=calendar.pk).exists()


def test_in_the_calendar_of_a_unit_its_people_write_and_the_others_only_see_it(secretary, unit, clerk, stranger):
    opened = open_calendar(secretary, Whose(unit=unit))
    assert (opened.name, opened.kind) == ("Serveis socials", Calendar.Kind.UNIT)
    assert writes(clerk, opened)
    assert not writes(stranger, opened)
    assert Calendar.objects.readable(stranger).filter(pk=opened.pk).exists()


def test_in_the_calendar_of_the_town_hall_the_staff_writes(secretary, clerk, stranger):
    opened = open_calendar(secretary, Whose(), "Agenda municipal")
    assert writes(clerk, opened)
    assert not writes(stranger, opened)


def test_anybody_opens_one_of_their_own_and_one_only(signed_in, stranger, secretary):
    client = signed_in(stranger)
    assert client.post(f"{PAGE}meu/").status_code == 302
    opened = Calendar.objects.get(owner=stranger)
    assert opened.kind == Calendar.Kind.PERSON
    assert writes(stranger, opened)
    assert not writes(secretary, opened)
    client.post(f"{PAGE}meu/")
    assert Calendar.objects.filter(owner=stranger).count() == 1
    with pytest.raises(PermissionDenied):
        open_calendar(stranger, Whose(person=secretary))
    with pytest.raises(PermissionDenied):
        open_calendar(stranger, Whose())


def test_two_people_of_one_name_each_have_theirs(secretary, town):
    one, other = make_person("pere.vila"), make_person("pere.vila.2")
    other.first_name, other.last_name = one.first_name, one.last_name
    other.save()
    open_calendar(one, Whose(person=one))
    assert open_calendar(other, Whose(person=other)).name == f"{other} (pere.vila.2)"


def test_who_keeps_the_agenda_opens_and_renames_at_the_screen(signed_in, secretary, unit):
    client = signed_in(secretary)
    assert client.post(PAGE, {"whose": f"unit:{unit.pk}", "name": ""}).status_code == 302
    opened = Calendar.objects.get(kind=Calendar.Kind.UNIT)
    again = client.post(PAGE, {"whose": f"unit:{unit.pk}", "name": ""})
    assert again.status_code == 400
    assert 'aria-invalid="true"' in again.content.decode()
    assert client.post(PAGE, {"whose": "unit:0", "name": "X"}).status_code == 400
    assert client.post(PAGE, {"whose": "person:²", "name": "X"}).status_code == 400
    assert client.post(f"{PAGE}{opened.pk}/", {"name": "Benestar"}).status_code == 302
    opened.refresh_from_db()
    assert opened.name == "Benestar"


def test_nobody_else_names_them_and_a_name_stands_once(signed_in, secretary, clerk, unit, stranger):
    opened, body = open_calendar(secretary, Whose(unit=unit)), create_calendar("Ple", "body", parent=town_scope())
    for person in (clerk, stranger):
        assert signed_in(person).post(f"{PAGE}{opened.pk}/", {"name": "Meu"}).status_code == 403
        assert signed_in(person).post(PAGE, {"whose": "town"}).status_code == 403
    with pytest.raises(PermissionDenied):
        rename_calendar(secretary, body, "Un altre")
    with pytest.raises(NameTaken):
        rename_calendar(secretary, opened, "Ple")
    opened.refresh_from_db()
    assert opened.name == "Serveis socials"


def test_the_list_costs_the_same_with_many_calendars(signed_in, secretary, django_assert_max_num_queries, unit):
    client = signed_in(secretary)
    client.get(PAGE)
    for number in range(3):
        create_calendar(f"Calendari {number}", "unit", parent=town_scope())
    with django_assert_max_num_queries(40) as few:
        client.get(PAGE)
    for number in range(3, 15):
        create_calendar(f"Calendari {number}", "unit", parent=town_scope())
    with django_assert_max_num_queries(len(few)):
        client.get(PAGE)
