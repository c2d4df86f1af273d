"""Why can this person see this? The same rows that decide, told as sentences."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from intranet.access.models import EffectiveGrant, Level, Principal, Scope
from intranet.access.principals import principals_of
from intranet.access.scopes import readable_scopes

# These sets have no row of their own to take a name from: their name is in the language of whoever reads.
COMMON = {Principal.Kind.SIGNED_IN, Principal.Kind.STAFF}
# Their names are no secret: the town hall itself, and the table of classes above what one reads.
IN_SIGHT = {Scope.Kind.TOWN, Scope.Kind.NODE}


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
    # What a person who asks is told of the origin.
    through: str = ""

    @property
    def who(self) -> str:
        return str(self.principal.get_kind_display() if self.principal.kind in COMMON else self.principal.name)


def explain(scope_id: int, *, at: datetime | None = None) -> list[Reason]:
    """Everybody who may do something with what carries this scope, told once; one query."""
    effects = EffectiveGrant.objects.filter(scope=scope_id).in_force(at).select_related("principal", "grant__scope")
    return list(_telling(effects.order_by("principal__kind", "principal__name", "-level", "grant")))


def explain_to(user, scope_id: int) -> list[tuple[Reason, bool]]:
    """Every reason, and whether it is one by which the person who asks sees it.

    Where a grant was given is named only as far as that person knows the place: a paper of a meeting may come from a
    case file that its members do not see, and may be a paper of another meeting too.
    """
    mine, reasons = principals_of(user), explain(scope_id)
    known = _known_places(user, reasons)
    return [(replace(reason, through=_name(reason.origin, known)), reason.principal.pk in mine) for reason in reasons]


def _known_places(user, reasons: list[Reason]) -> set[int]:
    """Asked only where something came from a place that may be hidden."""
    doubtful = {reason.origin.pk for reason in reasons if reason.is_inherited and reason.origin.kind not in IN_SIGHT}
    return (
        set(readable_scopes(user).filter(scope__in=doubtful).values_list("scope_id", flat=True)) if doubtful else set()
    )


def _name(origin: Scope, known: set[int]) -> str:
    """The name of the place; of one that is hidden, and of papers, which are named after their meeting, the kind."""
    is_told = origin.kind in IN_SIGHT or (origin.pk in known and origin.kind != Scope.Kind.PAPERS)
    return origin.name if is_told else str(origin.get_kind_display())


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
