"""The one row of `Municipality`, kept in the cache (every page shows its name), and the scope of the whole town."""

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from intranet.access import principals
from intranet.access.models import Level, Scope
from intranet.access.services import create_scope, grant
from intranet.people.models import Municipality

CACHE_KEY = "municipality"
CACHE_SECONDS = 300
# What tells this scope from other scopes without a parent; content, and so in Catalan.
TOWN_SCOPE_NAME = "Ajuntament"


def municipality() -> Municipality:
    """The town hall of this installation; a nameless one until `setup_town` has been run."""
    found = cache.get(CACHE_KEY)
    if found is None:
        found = Municipality.objects.first() or Municipality(pk=1, name="Casa Gran")
        cache.set(CACHE_KEY, found, CACHE_SECONDS)
    return found


def town_scope() -> Scope:
    """The scope above all others, which everyone signed in may read; made at first use."""
    roots = Scope.objects.filter(kind=Scope.Kind.TOWN, parent=None, name=TOWN_SCOPE_NAME)
    return roots.order_by("pk").first() or _create_town_scope()


@transaction.atomic
def _create_town_scope() -> Scope:
    scope = create_scope(Scope.Kind.TOWN, TOWN_SCOPE_NAME)
    grant(None, scope, principals.everyone_signed_in(), Level.READ, reason="Tothom que ha entrat")
    return scope


@receiver(post_save, sender=Municipality)
def forget(**kwargs) -> None:
    cache.delete(CACHE_KEY)
