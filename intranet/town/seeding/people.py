"""Ordinary people of a synthetic town: a clerk, a councillor and a stranger. No superuser is measured."""

from dataclasses import dataclass
from datetime import date

from intranet.access.models import Level, Scope
from intranet.access.principals import role
from intranet.access.services import create_scope, grant
from intranet.people.models import Body, Membership, Municipality, RoleAssignment, Unit, User

LONG_AGO = date(2023, 6, 17)
REASON = "vila sintètica"


@dataclass(frozen=True)
class Cast:
    clerk: User
    councillor: User
    stranger: User
    unit: Unit
    body: Body


def seed(number: int) -> Cast:
    Municipality.objects.get_or_create(pk=1, defaults={"name": "Vila sintètica", "population": 4900})
    unit = Unit.objects.create(name=f"Administració {number}")
    body = _body(number)
    clerk = _person(f"sintetic{number}.clerk", "clerk")
    councillor = _person(f"sintetic{number}.councillor", "councillor")
    Membership.objects.create(person=clerk, unit=unit, start_date=LONG_AGO)
    Membership.objects.create(person=councillor, body=body, start_date=LONG_AGO)
    stranger = User.objects.create_user(f"sintetic{number}.stranger", first_name="Estrany", last_name="Sintètic")
    return Cast(clerk, councillor, stranger, unit, body)


def _person(username: str, code: str) -> User:
    person = User.objects.create_user(username, first_name=code.capitalize(), last_name="Sintètic")
    role(code)
    RoleAssignment.objects.create(person=person, role=code, start_date=LONG_AGO)
    return person


def _body(number: int) -> Body:
    name = f"Ple sintètic {number}"
    scope = create_scope(Scope.Kind.BODY, name)
    body = Body.objects.create(name=name, short_name=name, kind=Body.Kind.PLENARY, scope=scope)
    grant(None, scope, body.principal, Level.READ, reason=REASON)
    return body
