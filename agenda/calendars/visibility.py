"""Who reads what an event is: the scope of each visibility, made at its first use (R17).

Everyone who sees the calendar reads its open events. The other visibilities cut a scope off from the calendar and
grant it to an audience; whoever sees the calendar without belonging to the audience sees "busy".
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agenda.calendars.errors import AgendaError
from agenda.calendars.models import Calendar, Visibility, VisibilityScope
from intranet.access import principals
from intranet.access.models import Level, Principal, Scope
from intranet.access.services import create_scope, grant
from intranet.people.models import Body, RoleAssignment


@transaction.atomic
def scope_for(calendar: Calendar, visibility: str, organizer=None) -> Scope:
    """The scope for events of that calendar with that visibility; what is private is each organizer's own."""
    if visibility == Visibility.EVERYONE:
        return calendar.scope
    owner = organizer or calendar.owner if visibility == Visibility.PRIVATE else None
    audience = _audience(calendar, visibility, owner)
    found = VisibilityScope.objects.filter(calendar=calendar, visibility=visibility, owner=owner).first()
    scope = found.scope if found else _create(calendar, visibility, owner)
    _grant_missing(scope, audience)
    return scope


def those_read_by(user) -> set[str]:
    """The visibilities under which this person would still read what they write."""
    mine = principals.principals_of(user)
    shared = {visibility: _shared_audience(visibility) for visibility in (Visibility.STAFF, Visibility.GOVERNMENT)}
    reached = {name for name, audience in shared.items() if mine & {principal.pk for principal in audience}}
    return {Visibility.EVERYONE, Visibility.PRIVATE} | reached


def _audience(calendar: Calendar, visibility: str, owner) -> list[Principal]:
    if visibility != Visibility.PRIVATE:
        return _shared_audience(visibility)
    if owner is None:
        raise AgendaError(_("A private event needs somebody it belongs to."))
    people = {person.pk: person for person in (owner, calendar.owner) if person}
    return [person.principal for person in people.values()]


def _shared_audience(visibility: str) -> list[Principal]:
    if visibility == Visibility.STAFF:
        return [principals.staff()]
    boards = Body.objects.filter(kind=Body.Kind.LOCAL_BOARD).select_related("principal")
    return [principals.role(RoleAssignment.Role.MAYOR), *(board.principal for board in boards)]


def _create(calendar: Calendar, visibility: str, owner) -> Scope:
    name = " · ".join(str(part) for part in (calendar, visibility, owner) if part)
    scope = create_scope(Scope.Kind.EVENTS, name, parent=calendar.scope, inherits=False)
    VisibilityScope.objects.create(calendar=calendar, visibility=visibility, owner=owner, scope=scope)
    return scope


def _grant_missing(scope: Scope, audience: Iterable[Principal]) -> None:
    """A board formed after the scope was made belongs to its audience too."""
    held = set(scope.grants.in_force().values_list("principal", flat=True))
    for principal in audience:
        if principal.pk not in held:
            grant(None, scope, principal, Level.READ, reason="R17")
