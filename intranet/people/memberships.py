"""What a person is at an instant: the provider of principals that this room gives to `intranet.access`."""

from collections.abc import Iterator
from datetime import datetime

from intranet.access.models import Principal
from intranet.people.models import Membership, RoleAssignment


def principal_ids(user, at: datetime) -> Iterator[int]:
    """The person, everyone signed in, and whatever memberships and roles are in force at `at`; three queries."""
    yield user.principal_id
    shared = [Principal.Kind.SIGNED_IN]
    memberships = list(
        Membership.objects.in_force(at).filter(person=user.pk).values_list("unit__principal", "body__principal")
    )
    yield from (pk for pair in memberships for pk in pair if pk)
    if any(unit for unit, _body in memberships):
        shared.append(Principal.Kind.STAFF)
    roles = RoleAssignment.objects.in_force(at).filter(person=user.pk).values("role")
    held = Principal.objects.filter(kind=Principal.Kind.ROLE, key__in=roles)
    common = Principal.objects.filter(kind__in=shared)
    yield from held.union(common).values_list("pk", flat=True)
