"""The one row of `Municipality`, kept in the cache: every page shows its name."""

from django.core.cache import cache
from django.db.models.signals import post_save
from django.dispatch import receiver

from intranet.people.models import Municipality

CACHE_KEY = "municipality"
CACHE_SECONDS = 300


def municipality() -> Municipality:
    """The town hall of this installation; a nameless one until `setup_town` has been run."""
    found = cache.get(CACHE_KEY)
    if found is None:
        found = Municipality.objects.first() or Municipality(pk=1, name="Casa Gran")
        cache.set(CACHE_KEY, found, CACHE_SECONDS)
    return found


@receiver(post_save, sender=Municipality)
def forget(**kwargs) -> None:
    cache.delete(CACHE_KEY)
