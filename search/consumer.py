"""Who carries the outbox into the index.

Any process may deliver; the engine lets one write at a time and the others leave the work to it. Under gunicorn and
in the embedded default each process runs one daemon thread, woken by its own commits and looking every second for
rows of other processes. With SEARCH_SYNCHRONOUS (tests) delivery happens inside `on_commit` instead.
"""

import logging
import threading
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection
from django.db.models import F

from search import indexing
from search.engines import get_engine
from search.engines.base import Engine, EngineBusy, EngineDown, EngineUnavailable
from search.models import OutboxEntry

logger = logging.getLogger(__name__)

BATCH = 500
POLL_SECONDS = 1.0
RETRY_SECONDS = 5.0
SYNCHRONOUS_WAIT_SECONDS = 10.0
ATTEMPT_LIMIT = 32_000

Row = tuple[int, str, int, int]


def deliver(*, wait: float = 0) -> int:
    """Bring the index up to the outbox and mend it first if it is broken; returns how many rows were consumed."""
    engine = get_engine()
    try:
        if problem := engine.problem():
            heal(engine, problem)
        with engine.exclusive(wait=wait):
            return _drain(engine)
    except EngineBusy:
        return 0


def heal(engine: Engine, problem: str) -> None:
    """Build the index anew from the database; what was asked meanwhile got a sentence instead of results."""
    logger.warning("Rebuilding the search index: %s", problem)
    count = engine.rebuild(indexing.all_entries(), reason=problem)
    logger.warning("The search index was rebuilt with %d entries", count)


def _drain(engine: Engine) -> int:
    consumed = 0
    while rows := _next_rows():
        _deliver_rows(engine, rows)
        consumed += len(rows)
    return consumed


def _next_rows() -> list[Row]:
    """A batch of fresh rows; one at a time of those that failed, so that the culprit is found."""
    rows = list(OutboxEntry.objects.values_list("pk", "source", "object_pk", "attempts")[:BATCH])
    fresh = [row for row in rows if row[3] == 0]
    return fresh or rows[:1]


def _deliver_rows(engine: Engine, rows: list[Row]) -> None:
    """Exactly the rows that were read are forgotten, and only when the index holds what they announced."""
    ids = [row[0] for row in rows]
    touched = [(source, object_pk) for _, source, object_pk, _ in rows]
    try:
        # Every id is taken out and what the database still holds is put in again: gone means gone.
        engine.write(indexing.entries_of(touched), indexing.ids_of(touched))
    except EngineUnavailable:
        raise
    except Exception:
        OutboxEntry.objects.filter(pk__in=ids, attempts__lt=ATTEMPT_LIMIT).update(attempts=F("attempts") + 1)
        raise
    OutboxEntry.objects.filter(pk__in=ids).delete()


class Consumer(threading.Thread):
    """Delivers when woken and at least every second, for as long as the process lives."""

    def __init__(self) -> None:
        super().__init__(name="search-consumer", daemon=True)
        self.awake = threading.Event()
        self.stopped = threading.Event()
        self.last_error = ""

    def run(self) -> None:
        try:
            while not self.stopped.is_set():
                self.awake.wait(RETRY_SECONDS if self.last_error else POLL_SECONDS)
                self.awake.clear()
                self._attempt()
        finally:
            connection.close()

    def stop(self) -> None:
        self.stopped.set()
        self.awake.set()

    def _attempt(self) -> None:
        close_old_connections()
        try:
            deliver()
            self.last_error = ""
        except EngineDown as down:
            self.last_error = str(down)
            logger.warning("The search outbox waits: %s", down)
        except Exception as error:
            # The thread outlives whatever one object, the disk or the database does to it; the rows stay.
            self.last_error = f"{type(error).__name__}: {error}"
            logger.exception("The search outbox could not be delivered; it will be tried again")


_consumer: Consumer | None = None
_starting = threading.Lock()


def start() -> Consumer:
    """Start the thread of this process; asking twice does no harm."""
    global _consumer
    with _starting:
        if _consumer is None or not _consumer.is_alive():
            _consumer = Consumer()
            _consumer.start()
        return _consumer


def wake() -> None:
    """Called on commit: there is something to deliver."""
    if settings.SEARCH_SYNCHRONOUS:
        with suppress(EngineDown):  # the rows wait for the server
            deliver(wait=SYNCHRONOUS_WAIT_SECONDS)
    elif _consumer is not None:
        _consumer.awake.set()


def health() -> dict[str, Any]:
    return {
        "running": settings.SEARCH_SYNCHRONOUS or bool(_consumer and _consumer.is_alive()),
        "last_error": _consumer.last_error if _consumer else "",
    }
