"""Who keeps the search: synonyms, pinned answers and the care desk."""

from dataclasses import dataclass
from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet

from intranet.access import policies, principals
from intranet.access.models import Level, Scope
from intranet.access.scopes import readable_scopes
from intranet.access.services import create_scope, grant

CACHE_KEY = "search.care_scope"
# Content, and so in Catalan. Nothing is above it: what everybody may read of the town does not reach it.
SCOPE_NAME = "Cura de la cerca"
REASON = "Qui té cura de la cerca"
KEEPERS = ("secretary", "method_lead")


@dataclass(frozen=True)
class CareDesk:
    """What is kept of the search, as an object that somebody may or may not see."""

    scope_id: int


def care_desk() -> CareDesk:
    """The secretary and the e-SET lead keep it, until its scope is granted otherwise; made at first use."""
    known = cache.get(CACHE_KEY)
    if known is None:
        scopes = Scope.objects.filter(kind=Scope.Kind.TOWN, parent=None, name=SCOPE_NAME).order_by("pk")
        known = (scopes.first() or _create_scope()).pk
        # Not before it is written for good: the number could be another scope's tomorrow.
        transaction.on_commit(partial(cache.set, CACHE_KEY, known))
    return CareDesk(known)


def keeping_scopes(user) -> QuerySet:
    """The scope of the care desk if this person keeps it, to be asked within another query."""
    kept = care_desk()  # made before it is asked who may: at its first use it is newer than the question
    return readable_scopes(user, level=Level.EDIT).filter(scope=kept.scope_id)


def keeps_search(user) -> bool:
    return keeping_scopes(user).exists()


def require_keeper(user) -> None:
    """Hidden from everybody else: what people look for is not to be known by chance."""
    policies.require(user, care_desk(), Level.EDIT)


@transaction.atomic
def _create_scope() -> Scope:
    scope = create_scope(Scope.Kind.TOWN, SCOPE_NAME, inherits=False)
    for code in KEEPERS:
        grant(None, scope, principals.role(code), Level.EDIT, reason=REASON)
    return scope
