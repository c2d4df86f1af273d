"""What a person is at an instant follows the dates of memberships and roles, and nothing else (design §2)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intranet.access import principals
from intranet.access.models import Principal
from intranet.access.principals import principals_of
from intranet.access.scopes import scope_allows
from intranet.people.models import Membership, RoleAssignment
from tests.factories import give, make_body, make_person, make_scope, make_unit

pytestmark = pytest.mark.django_db

TOWN = ZoneInfo("Europe/Madrid")
START = date(2026, 3, 20)  # the clocks change on 29 March

days = st.integers(-6, 20).map(lambda offset: START + timedelta(days=offset))
spans = st.tuples(days, st.none() | st.integers(0, 12)).map(
    lambda pair: (pair[0], None if pair[1] is None else pair[0] + timedelta(days=pair[1]))
)
PLACES = ("secretaria", "brigada", "ple", "junta")
ROLES = ("councillor", "mayor")
lives = st.lists(st.tuples(st.sampled_from(PLACES + ROLES), spans), max_size=8)
moments = st.tuples(days, st.sampled_from([time(0, 0), time(0, 1), time(12, 0), time(23, 59, 59)]))


@pytest.fixture
def places(town):
    return {
        "secretaria": make_unit("Secretaria"),
        "brigada": make_unit("Brigada"),
        "ple": make_body("Ple"),
        "junta": make_body("Junta"),
    }


def live(person, places, life) -> None:
    """Write down a life of memberships and roles."""
    Membership.objects.filter(person=person).delete()
    RoleAssignment.objects.filter(person=person).delete()
    for what, (start, end) in life:
        dates = {"person": person, "start_date": start, "end_date": end}
        if what in ROLES:
            RoleAssignment.objects.create(role=what, **dates)
        else:
            place = places[what]
            Membership.objects.create(**{place._meta.model_name: place}, **dates)


def expected(person, places, life, moment: datetime) -> set[int]:
    """The oracle: walk the life day by day as the calendar on the wall of the town hall does."""
    today = moment.astimezone(TOWN).date()
    held = {what for what, (start, end) in life if start <= today and (end is None or today <= end)}
    ids = {person.principal_id, principals.everyone_signed_in().pk}
    ids |= {places[what].principal_id for what in held if what in places}
    ids |= {principals.role(what).pk for what in held if what in ROLES}
    if held & {"secretaria", "brigada"}:
        ids.add(principals.staff().pk)
    return ids


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=lives, other=lives, when=moments)
def test_principals_follow_the_memberships_in_force(places, life, other, when):
    person = _same("anna.prova")
    neighbour = _same("bernat.prova")
    for common in (principals.everyone_signed_in, principals.staff, *(lambda r=r: principals.role(r) for r in ROLES)):
        common()
    live(person, places, life)
    live(neighbour, places, other)
    moment = datetime.combine(*when, tzinfo=TOWN)
    assert principals_of(person, moment) == expected(person, places, life, moment)


def _same(username: str):
    """One person for all the examples."""
    from intranet.people.models import User

    return User.objects.filter(username=username).first() or make_person(username)


def test_a_mandate_that_ends_tonight_ends_access_tonight(town):
    body = make_body("Ple")
    councillor = make_person("marta.soler", bodies=[body], end=date(2027, 6, 16))
    papers = make_scope("papers", "Papers del Ple")
    give(body, papers)
    last_minute = datetime(2027, 6, 16, 23, 59, 59, tzinfo=TOWN)
    assert scope_allows(councillor, papers.pk, at=last_minute)
    assert not scope_allows(councillor, papers.pk, at=last_minute + timedelta(seconds=1))


def test_a_mandate_begins_at_midnight_of_the_town_and_not_of_greenwich(town):
    body = make_body("Ple")
    councillor = make_person("nou.regidor", bodies=[body], start=date(2026, 7, 1))
    midnight = datetime(2026, 7, 1, tzinfo=TOWN)
    assert body.principal_id in principals_of(councillor, midnight)
    assert body.principal_id not in principals_of(councillor, midnight - timedelta(seconds=1))


def test_visitors_and_closed_accounts_are_nobody(town):
    unit = make_unit()
    gone = make_person("pere.marxat", units=[unit], is_active=False)
    assert principals_of(gone) == set()
    assert principals_of(AnonymousUser()) == set()


def test_a_member_of_a_body_alone_is_not_staff(town):
    staff = principals.staff()
    councillor = make_person("marta.soler", bodies=[make_body("Ple")])
    clerk = make_person("nuria.pages", units=[make_unit()])
    assert staff.pk not in principals_of(councillor)
    assert staff.pk in principals_of(clerk)


def test_being_superuser_adds_no_principal(town):
    admin = make_person("admin.total", is_superuser=True, is_staff=True)
    everyone = principals.everyone_signed_in()
    assert principals_of(admin) == {admin.principal_id, everyone.pk}


def test_principals_take_the_same_queries_however_many_memberships(town, django_assert_max_num_queries):
    person = make_person("omni.present", units=[make_unit() for _each in range(15)], roles=["clerk", "archivist"])
    with django_assert_max_num_queries(3):
        found = principals_of(person)
    assert Principal.objects.filter(pk__in=found, kind=Principal.Kind.UNIT).count() == 15
