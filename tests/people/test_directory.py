"""The directory: who is in what today, in the page and in the search alike."""

from datetime import timedelta

import pytest
from django.utils import timezone

from intranet.access.models import Grant, Scope
from intranet.people.directory import headings
from intranet.people.models import Membership, PoliticalGroup, User
from intranet.people.municipality import town_scope
from intranet.people.search_sources import PersonSource
from search.models import OutboxEntry
from tests.factories import make_body, make_person, make_unit
from tests.people.conftest import says

pytestmark = pytest.mark.django_db


@pytest.fixture
def office_of_records(town):
    return make_unit("Registre i atenció")


@pytest.fixture
def clerk(office_of_records):
    return make_person("nuria.pages", units=[office_of_records], phone="972 00 11 22")


@pytest.fixture
def councillor(town):
    body = make_body("Ple", members=[])
    person = make_person("marta.soler")
    group = PoliticalGroup.objects.create(name="Junts pel Poble", abbreviation="JP")
    Membership.objects.create(
        person=person, body=body, group=group, position="Regidora", start_date=timezone.localdate()
    )
    return person


def names(q: str = "") -> list[str]:
    return [str(entry.person) for heading in headings(q) for entry in heading.entries]


def test_everyone_signed_in_sees_units_bodies_groups_and_how_to_reach_people(clerk, councillor, stranger, signed_in):
    response = signed_in(stranger).get("/directori/")
    page = response.content.decode()
    for word in (
        "Registre i atenció",
        "Nuria Pages",
        "tel:972001122",
        "972 00 11 22",
        "Ple",
        "Marta Soler",
        "Junts pel Poble",
    ):
        assert word in page
    assert says(response, "Other people")


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("pagès", ["Nuria Pages"]),
        ("NÚRIA", ["Nuria Pages"]),
        ("972 00", ["Nuria Pages"]),
        ("registre", ["Nuria Pages"]),
        ("junts regidora", ["Marta Soler"]),
        ("ningú", []),
        ("' OR 1=1", []),
        ("%", []),
    ],
)
def test_the_filter_reads_as_people_type(clerk, councillor, q, found):
    assert names(q) == found


def test_a_filter_that_finds_nobody_says_what_to_do(clerk, stranger, signed_in):
    response = signed_in(stranger).get("/directori/", {"nom": "x" * 10_000})
    assert says(response, "Nobody answers to that")
    assert len(response.context["q"]) == 100


def test_a_membership_that_ended_yesterday_is_not_shown(office_of_records):
    yesterday = timezone.localdate() - timedelta(days=1)
    make_person("pere.marxat", units=[office_of_records], end=yesterday)
    assert [heading.key for heading in headings()] == ["others"]


def test_who_left_is_in_no_list_and_has_no_page(clerk, stranger, signed_in):
    clerk.is_active = False
    clerk.save()
    assert "Nuria Pages" not in names()
    assert signed_in(stranger).get(f"/directori/{clerk.pk}/").status_code == 404
    assert list(PersonSource().entries([clerk.pk])) == []


def test_the_directory_hangs_on_the_scope_of_the_town(clerk, stranger, signed_in):
    client = signed_in(stranger)
    assert client.get("/directori/").status_code == 200
    scope = town_scope()
    scope.effective_grants.all().delete()
    assert client.get("/directori/").status_code == 404
    assert client.get(f"/directori/{clerk.pk}/").status_code == 404


def test_the_scope_of_the_town_is_made_once_and_readable_by_all(town):
    assert town_scope() == town_scope()
    assert Scope.objects.filter(kind=Scope.Kind.TOWN).count() == 1
    assert Grant.objects.get(scope=town_scope()).principal.kind == "signed_in"


def test_the_directory_asks_the_same_for_three_people_as_for_thirty(
    clerk, stranger, signed_in, django_assert_max_num_queries
):
    unit = make_unit("Brigada")
    for _each in range(30):
        make_person(units=[unit])
    client = signed_in(stranger)
    client.get("/directori/")
    with django_assert_max_num_queries(10):
        client.get("/directori/")


def test_a_person_page_shows_where_and_until_when(councillor, stranger, signed_in):
    Membership.objects.update(end_date=timezone.localdate() + timedelta(days=3))
    page = signed_in(stranger).get(f"/directori/{councillor.pk}/")
    for word in ("Marta Soler", "Ple", "Regidora", "Junts pel Poble"):
        assert word in page.content.decode()
    assert says(page, "Until")
    assert not says(page, "Help to come in")


def test_the_search_knows_the_same_people_as_the_page(clerk, councillor, stranger):
    assert {str(entry.title) for entry in PersonSource().entries(PersonSource().pks())} == set(names())


def test_what_the_search_keeps_of_a_person(clerk):
    (entry,) = PersonSource().entries([clerk.pk])
    assert (entry.type, entry.title, entry.scope_id) == ("person", "Nuria Pages", town_scope().pk)
    assert entry.url == f"/directori/{clerk.pk}/"
    assert "Registre i atenció" in entry.headings
    assert "972001122" in entry.body


def test_entries_take_the_same_queries_however_many(town, django_assert_max_num_queries):
    people = [make_person(units=[make_unit()]) for _each in range(12)]
    town_scope()
    with django_assert_max_num_queries(3):
        assert len(list(PersonSource().entries([person.pk for person in people]))) == 12


def test_changes_are_announced_to_the_search_and_sign_ins_are_not(clerk, office_of_records):
    def announced(act) -> list[int]:
        OutboxEntry.objects.all().delete()
        act()
        return sorted(set(OutboxEntry.objects.filter(source="person").values_list("object_pk", flat=True)))

    assert announced(lambda: clerk.save(update_fields=["last_login"])) == []
    assert announced(lambda: clerk.save(update_fields=["phone"])) == [clerk.pk]
    assert announced(lambda: office_of_records.save()) == [clerk.pk]
    assert announced(lambda: clerk.memberships.get().delete()) == [clerk.pk]


def test_the_directory_lists_people_in_the_order_of_their_surnames(town):
    unit = make_unit("Secretaria")
    for first, last in (("Zoe", "Àlvarez"), ("Anna", "Zurita"), ("Blai", "Bosch")):
        make_person(f"{first.lower()}.x{last[-3:]}", first_name=first, last_name=last, units=[unit])
    assert names() == ["Zoe Àlvarez", "Blai Bosch", "Anna Zurita"]
    assert User.objects.listed().count() == 3


def test_the_search_knows_what_a_telephone_is_called(clerk):
    """R19: the number is asked for with the word in front of it, and written with and without spaces."""
    (entry,) = PersonSource().entries([clerk.pk])
    assert {"telèfon", "teléfono", "972001122"} <= set(entry.body.split())
