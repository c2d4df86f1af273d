"""The promise that index and database do not drift.

`touch` is called by the services of every app inside the transaction that changes something findable. The row it
writes lives or dies with that transaction; the consumer takes it right after commit, and a crash in between only
means that it is taken later.
"""

from collections.abc import Iterable
from itertools import islice

from django.db import transaction

from search import consumer
from search.models import OutboxEntry

INSERT_CHUNK = 1000


def touch(source_key: str, pks: Iterable[int]) -> None:
    """Announce that those objects were created, changed or deleted. Cheap for one and for ten thousand."""
    remaining = iter(pks)
    with transaction.atomic():
        while chunk := [OutboxEntry(source=source_key, object_pk=pk) for pk in islice(remaining, INSERT_CHUNK)]:
            OutboxEntry.objects.bulk_create(chunk)
        transaction.on_commit(consumer.wake)
