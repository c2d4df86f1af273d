"""The single answer to "what may this person see": scopes, as a subquery or as a set of ids."""

from datetime import datetime

from django.db.models import QuerySet

from intranet.access.models import EffectiveGrant, Level
from intranet.access.principals import principals_of


def readable_scopes(user, *, at: datetime | None = None, level: Level = Level.READ) -> QuerySet:
    """Ids of the scopes that `user` may read (or edit, manage) at `at`, as a queryset to use in `scope__in`.

    Lists, counts, facets, suggestions, search, feeds, downloads, previews and jobs all filter by this. Being a
    superuser adds nothing: technical administration does not read files.
    """
    mine = principals_of(user, at)
    return EffectiveGrant.objects.of(mine, level).in_force(at).values("scope_id")


def readable_scope_ids(user, *, at: datetime | None = None) -> frozenset[int]:
    """The same answer as numbers, for what is not SQL (the search engine's filter)."""
    return frozenset(readable_scopes(user, at=at).values_list("scope_id", flat=True).distinct())


def scope_allows(user, scope_id: int, *, level: Level = Level.READ, at: datetime | None = None) -> bool:
    return readable_scopes(user, at=at, level=level).filter(scope=scope_id).exists()
