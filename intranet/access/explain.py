"""Why can this person see this? The same rows that decide, told as sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from intranet.access.models import EffectiveGrant, Level, Principal, Scope
from intranet.access.principals import principals_of

# These sets have no row of their own to take a name from: their name is in the language of whoever reads.
COMMON = {Principal.Kind.SIGNED_IN, Principal.Kind.STAFF}


@dataclass(frozen=True)
class Reason:
    """One grant that reaches an object: to whom, how much, where it was given, until when and why."""

    principal: Principal
    level: Level
    origin: Scope
    is_inherited: bool
    valid_from: datetime
    valid_to: datetime | None
    words: str

    @property
    def who(self) -> str:
        return str(self.principal.get_kind_display() if self.principal.kind in COMMON else self.principal.name)


def explain(scope_id: int, *, at: datetime | None = None) -> list[Reason]:
    """Everybody who may do something with what carries this scope, told once; one query."""
    effects = EffectiveGrant.objects.filter(scope=scope_id).in_force(at).select_related("principal", "grant__scope")
    return list(_telling(effects.order_by("principal__kind", "principal__name", "-level", "grant")))


def explain_person(user, scope_id: int, *, at: datetime | None = None) -> list[Reason]:
    """The grants that open it to this person: none means that it is hidden."""
    mine = principals_of(user, at)
    return [reason for reason in explain(scope_id, at=at) if reason.principal.pk in mine]


def explain_to(user, scope_id: int) -> list[tuple[Reason, bool]]:
    """Every reason, and whether it is one by which the person who asks sees it."""
    mine = principals_of(user)
    return [(reason, reason.principal.pk in mine) for reason in explain(scope_id)]


def _telling(effects) -> Iterator[Reason]:
    """A weaker grant to the same principal in the same place says nothing beside one without an end."""
    lasting = set()
    for effect in effects:
        key = (effect.principal_id, effect.grant.scope_id)
        if key not in lasting:
            yield _reason(effect)
        if effect.valid_to is None:
            lasting.add(key)


def _reason(effect: EffectiveGrant) -> Reason:
    return Reason(
        principal=effect.principal,
        level=Level(effect.level),
        origin=effect.grant.scope,
        is_inherited=effect.grant.scope_id != effect.scope_id,
        valid_from=effect.valid_from,
        valid_to=effect.valid_to,
        words=effect.grant.reason,
    )
