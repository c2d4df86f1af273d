"""The right to write, kept on the server: several machines share one index and only the server is common to them.

A lock is a document with a date until which it holds. Who works renews it; who dies leaves it to run out.
"""

import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from elasticsearch import ConflictError, Elasticsearch, NotFoundError

from search.engines.base import EngineBusy

LEASE_SECONDS = 60.0
RETRY_SECONDS = 0.05


class Lock:
    """One lock by its name, for as long as one holds it."""

    def __init__(self, client: Elasticsearch, index: str, name: str) -> None:
        self.client, self.index, self.name = client, index, name
        self.owner = secrets.token_hex(8)
        self.details: dict[str, str] = {}
        self._renewed = 0.0
        self._written: dict[str, Any] = {}

    @contextmanager
    def held(self, *, wait: float = 0) -> Iterator["Lock"]:
        """Hold it; raise EngineBusy if others still hold it after `wait` seconds."""
        deadline = time.monotonic() + wait
        while not self._take():
            if time.monotonic() >= deadline:
                raise EngineBusy(self.name)
            time.sleep(RETRY_SECONDS)
        try:
            yield self
        finally:
            self._release()

    def renew(self, **details: str) -> None:
        """Say that the work goes on, and what others should know of it; the server hears of it now and then.

        Raises EngineBusy if it ran out meanwhile and somebody else has taken it: the work is theirs now.
        """
        self.details |= details
        if (details or time.monotonic() - self._renewed > LEASE_SECONDS / 4) and not self._write(**self._written):
            raise EngineBusy(self.name)

    def read(self) -> dict[str, Any]:
        """Who holds it and with what details; empty if nobody does."""
        found = self._found()
        return found["_source"] if found and found["_source"]["until"] > time.time() else {}

    def _take(self) -> bool:
        found = self._found()
        if found and found["_source"]["until"] > time.time():
            return False
        return self._write(**_condition(found)) if found else self._write(op_type="create")

    def _write(self, **condition: Any) -> bool:
        """Whether the document was still as the condition says; from now on it is as we have written it."""
        try:
            answer = self.client.index(index=self.index, id=self.name, document=self._document(), **condition)
        except ConflictError:
            return False
        self._written = _condition(answer.body)
        return True

    def _found(self) -> dict[str, Any] | None:
        try:
            return self.client.get(index=self.index, id=self.name).body
        except NotFoundError:
            return None

    def _release(self) -> None:
        """Nothing is deleted that somebody else has taken meanwhile."""
        with suppress(NotFoundError, ConflictError):
            self.client.delete(index=self.index, id=self.name, **self._written)

    def _document(self) -> dict[str, Any]:
        self._renewed = time.monotonic()
        return {"owner": self.owner, "until": time.time() + LEASE_SECONDS, **self.details}


def _condition(document: Mapping[str, Any]) -> dict[str, Any]:
    """Which state of a document a write means; the server refuses it in any other (optimistic concurrency)."""
    return {"if_seq_no": document["_seq_no"], "if_primary_term": document["_primary_term"]}
