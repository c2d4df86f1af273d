"""How the search is doing, for the health page and the command line."""

from typing import Any

from django.utils import timezone

from search import consumer
from search.engines import get_engine
from search.models import OutboxEntry


def health() -> dict[str, Any]:
    """`ok` when questions are answered; the rest says what waits, what fails and when the index was built and why."""
    waiting = OutboxEntry.objects.order_by("created").values_list("created", flat=True)
    oldest = waiting.first()
    return {
        **get_engine().health(),
        "pending": waiting.count(),
        "pending_seconds": round((timezone.now() - oldest).total_seconds(), 1) if oldest else 0,
        "failing": OutboxEntry.objects.filter(attempts__gt=0).count(),
        "consumer": consumer.health(),
    }
