"""What changes who may see what: scopes and grants, with their trace."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from intranet.access import audit
from intranet.access.models import EffectiveGrant, Grant, Level, Principal, Scope


@transaction.atomic
def create_scope(kind: Scope.Kind, name: str, *, parent: Scope | None = None, inherits: bool = True) -> Scope:
    """A new scope; what its parent is granted reaches it at once unless it is cut."""
    scope = Scope.objects.create(kind=kind, name=name[:255], parent=parent, inherits=inherits)
    refresh_effective_grants([scope.pk])
    return scope


@transaction.atomic
def grant(
    author,
    scope: Scope,
    principal: Principal,
    level: Level,
    *,
    reason: str = "",
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> Grant:
    """Give `principal` a level on `scope` and all below it. `author` may be None for what the product itself does."""
    given = Grant.objects.create(
        scope=scope,
        principal=principal,
        level=level,
        reason=reason,
        author=author,
        valid_from=valid_from or timezone.now(),
        valid_to=valid_to,
    )
    refresh_effective_grants(branch_ids(scope.pk))
    audit.record(author, "grant.given", scope, principal=principal.pk, level=int(level), reason=reason)
    return given


@transaction.atomic
def revoke(author, given: Grant, *, reason: str = "") -> None:
    """End a grant now. The row stays, with its end, as evidence; one that had not begun disappears."""
    now = timezone.now()
    branch = branch_ids(given.scope_id)
    if given.valid_from >= now:
        audit.record(author, "grant.revoked", given.scope, principal=given.principal_id, reason=reason)
        given.delete()
    else:
        given.valid_to = min(filter(None, (given.valid_to, now)))
        given.save(update_fields=["valid_to"])
        audit.record(author, "grant.revoked", given.scope, principal=given.principal_id, reason=reason)
    refresh_effective_grants(branch)


@transaction.atomic
def set_inheritance(author, scope: Scope, *, inherits: bool, reason: str = "") -> None:
    """Cut a scope from what flows from above, or join it again."""
    scope.inherits = inherits
    scope.save(update_fields=["inherits"])
    refresh_effective_grants(branch_ids(scope.pk))
    audit.record(author, "scope.joined" if inherits else "scope.cut", scope, reason=reason)


def branch_ids(scope_id: int) -> list[int]:
    """A scope and all below it, parents before children."""
    found, level = [scope_id], [scope_id]
    while level:
        level = list(Scope.objects.filter(parent__in=level).values_list("pk", flat=True))
        found += level
    return found


def refresh_effective_grants(scope_ids: Iterable[int]) -> None:
    """Write out again what reaches each of these scopes."""
    wanted = list(scope_ids)
    tree = _ancestry(wanted)
    by_scope: dict[int, list[Grant]] = {}
    for given in Grant.objects.filter(scope__in=tree.keys()):
        by_scope.setdefault(given.scope_id, []).append(given)
    EffectiveGrant.objects.filter(scope__in=wanted).delete()
    EffectiveGrant.objects.bulk_create(
        [_effect(pk, given) for pk in wanted for given in _reaching(pk, tree, by_scope)], batch_size=1000
    )


def _ancestry(scope_ids: list[int]) -> dict[int, tuple[int | None, bool]]:
    """`{scope: (parent, inherits)}` for these scopes and all above them, one query for each level of the tree."""
    tree: dict[int, tuple[int | None, bool]] = {}
    level = set(scope_ids)
    while level:
        rows = Scope.objects.filter(pk__in=level).values_list("pk", "parent_id", "inherits")
        tree.update({pk: (parent, inherits) for pk, parent, inherits in rows})
        level = {parent for parent, _inherits in tree.values() if parent and parent not in tree}
    return tree


def _reaching(scope_id: int, tree: dict, by_scope: dict[int, list[Grant]]) -> Iterable[Grant]:
    current: int | None = scope_id
    while current is not None:
        yield from by_scope.get(current, ())
        parent, inherits = tree[current]
        current = parent if inherits else None


def _effect(scope_id: int, given: Grant) -> EffectiveGrant:
    return EffectiveGrant(
        scope_id=scope_id,
        principal_id=given.principal_id,
        level=given.level,
        valid_from=given.valid_from,
        valid_to=given.valid_to,
        grant=given,
    )
