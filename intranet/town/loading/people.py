"""People, units, bodies, memberships and roles of the demo town."""

from django.contrib.auth.models import Group, Permission

from intranet.access.models import Level, Scope
from intranet.access.principals import role
from intranet.access.services import create_scope, grant
from intranet.people.models import (
    Body,
    Membership,
    Municipality,
    PoliticalGroup,
    RoleAssignment,
    Term,
    Unit,
    User,
)
from intranet.town.demo.shapes import DemoBody, DemoContent, DemoPerson
from intranet.town.loading import credentials
from intranet.town.loading.index import Index

EDITOR_ROLES = {"secretary", "method_lead"}
REASON = "vila de mostra"


def load(content: DemoContent, index: Index) -> None:
    _municipality(content)
    _roles()
    for unit in content.units:
        index.units[unit.key] = Unit.objects.create(name=unit.name)
    for group in content.groups:
        index.groups[group.key] = PoliticalGroup.objects.create(
            name=group.name, abbreviation=group.abbreviation, in_government=group.in_government
        )
    editors = _editors()
    for person in content.people:
        index.people[person.username] = _person(content, person, editors)
    for body in content.bodies:
        index.bodies[body.key] = _body(body)
    _memberships(content, index)


def _municipality(content: DemoContent) -> None:
    town = content.town
    Municipality.objects.create(
        pk=1,
        name=town.name,
        ine_code=town.ine_code,
        dir3_code=town.dir3_code,
        population=town.population,
        legal_members=town.legal_members,
        local_holidays=list(town.local_holidays),
        # The demo counts this very machine as outside: everyone shows the second factor.
        trusted_networks=[],
    )


def _roles() -> None:
    for code, name in RoleAssignment.Role.choices:
        role(code, str(name))


def _editors() -> Group:
    """Who may open the page editor."""
    group, _created = Group.objects.get_or_create(name="Redacció")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    return group


def _person(content: DemoContent, shape: DemoPerson, editors: Group) -> User:
    person = User.objects.create_user(
        shape.username,
        email=shape.email,
        password=credentials.PASSWORD,
        first_name=shape.first_name,
        last_name=shape.last_name,
        phone=shape.phone,
    )
    credentials.enrol(person)
    end = content.term.end if shape.group else None
    RoleAssignment.objects.bulk_create(
        RoleAssignment(person=person, role=code, start_date=content.term.start, end_date=end) for code in shape.roles
    )
    if EDITOR_ROLES.intersection(shape.roles):
        person.groups.add(editors)
    return person


def _body(shape: DemoBody) -> Body:
    """Its members read what is below its scope; the secretary convenes."""
    scope = create_scope(Scope.Kind.BODY, shape.name)
    body = Body.objects.create(
        name=shape.name, short_name=shape.short_name, kind=shape.kind, hue=shape.hue, scope=scope
    )
    grant(None, scope, body.principal, Level.READ, reason=REASON)
    grant(None, scope, role("secretary"), Level.MANAGE, reason=REASON)
    return body


def _memberships(content: DemoContent, index: Index) -> None:
    term = Term.objects.create(name=content.term.name, start_date=content.term.start, end_date=content.term.end)
    Membership.objects.bulk_create(
        Membership(
            person=index.people[shape.person],
            body=index.bodies.get(shape.body),
            unit=index.units.get(shape.unit),
            term=term if shape.body else None,
            group=index.groups.get(shape.group),
            position=shape.position,
            start_date=shape.start,
            end_date=shape.end,
        )
        for shape in content.memberships
    )
