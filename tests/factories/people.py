from datetime import date, datetime
from itertools import count

from intranet.access import principals
from intranet.access.models import Grant, Level, Principal, Scope
from intranet.access.services import create_scope, grant
from intranet.people.models import Membership, Municipality, RoleAssignment, Unit, User

_numbers = count(1)
LONG_AGO = date(2020, 1, 1)


def make_municipality(name: str = "Vilaexemple") -> Municipality:
    row, _created = Municipality.objects.get_or_create(
        pk=1, defaults={"name": name, "population": 870, "legal_members": 7}
    )
    return row


def make_unit(name: str = "") -> Unit:
    return Unit.objects.create(name=name or f"Unitat {next(_numbers)}")


def make_person(
    username: str = "",
    *,
    roles=(),
    units=(),
    bodies=(),
    start: date | None = None,
    end: date | None = None,
    password: str | None = None,
    **fields,
) -> User:
    """A person with roles, units and bodies in force from `start` (long ago) to `end` (open)."""
    username = username or f"persona.{next(_numbers)}"
    first, _dot, last = username.partition(".")
    person = User.objects.create_user(
        username,
        email=f"{username}@vilaexemple.example",
        password=password,
        first_name=fields.pop("first_name", first.capitalize()),
        last_name=fields.pop("last_name", last.capitalize()),
        **fields,
    )
    dates = {"start_date": start or LONG_AGO, "end_date": end}
    for role in roles:
        principals.role(role)
        RoleAssignment.objects.create(person=person, role=role, **dates)
    for unit in units:
        Membership.objects.create(person=person, unit=unit, **dates)
    for body in bodies:
        Membership.objects.create(person=person, body=body, **dates)
    return person


def make_scope(kind: str = "town", name: str = "", parent: Scope | None = None, inherits: bool = True) -> Scope:
    return create_scope(Scope.Kind(kind), name or f"Àmbit {next(_numbers)}", parent=parent, inherits=inherits)


def give(
    to,
    scope: Scope,
    level: str = "read",
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> Grant:
    """Grant a level to a principal, or to whoever has one: a person, a unit, a body."""
    principal = to if isinstance(to, Principal) else to.principal
    return grant(
        None, scope, principal, Level[level.upper()], valid_from=valid_from, valid_to=valid_to, reason="prova"
    )
