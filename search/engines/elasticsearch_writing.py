"""Entries on their way to the server, in pieces that it takes at once."""

import json
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import BulkIndexError, streaming_bulk

from search.engines.base import EngineUnavailable, Progress
from search.engines.elasticsearch_schema import build_document
from search.sources import SearchEntry

CHUNK = 500
CHUNK_BYTES = 8 * 1024 * 1024
IN_MEMORY = 16 * 1024 * 1024
WRITE_TIMEOUT = 120
PROGRESS_EVERY = 500
OVERLOADED = frozenset([429, 502, 503, 504])
MISSING, CONFLICT = 404, 409

Action = dict[str, Any]


@contextmanager
def spooled(entries: Iterable[SearchEntry]) -> Iterator[IO[str]]:
    """All of the entries, read to the end before anything is written; on disk when they are many."""
    with tempfile.SpooledTemporaryFile(IN_MEMORY, mode="w+", encoding="utf-8") as spool:
        for entry in entries:
            spool.write(f"{json.dumps(build_document(entry))}\n")
        yield spool


def replace(client: Elasticsearch, index: str, spool: IO[str], deleted_ids: Collection[str], *, live: bool) -> None:
    """Those ids out, those entries in."""
    spool.seek(0)
    written = ({"_index": index, "_id": document["id"], **document} for document in map(json.loads, spool))
    # Without the alias there is no live index, and none should come to be by writing to it.
    send(client, _deletions(index, deleted_ids, live=live), accepted=MISSING, require_alias=live)
    send(client, written, require_alias=live)


def fill(client: Elasticsearch, index: str, entries: Iterable[SearchEntry], progress: Progress | None) -> int:
    """A new generation; what a delivery has written there meanwhile is newer and stays."""
    count = 0

    def actions() -> Iterator[Action]:
        nonlocal count
        for count, entry in enumerate(entries, start=1):
            yield {"_op_type": "create", "_index": index, "_id": entry.id, **build_document(entry)}
            if progress and count % PROGRESS_EVERY == 0:
                progress(count)

    send(client, actions(), accepted=CONFLICT)
    return count


def send(client: Elasticsearch, actions: Iterable[Action], *, accepted: int = 0, require_alias: bool = False) -> None:
    slow = client.options(request_timeout=WRITE_TIMEOUT)
    sent = streaming_bulk(
        slow,
        actions,
        chunk_size=CHUNK,
        max_chunk_bytes=CHUNK_BYTES,
        raise_on_error=False,
        require_alias=require_alias,
    )
    for ok, answer in sent:
        if not ok:
            _refuse(next(iter(answer.values())), accepted)


def _refuse(answer: dict[str, Any], accepted: int) -> None:
    status = answer.get("status")
    if status in OVERLOADED:
        raise EngineUnavailable(f"the server could not take an entry: {status}")
    if status != accepted:
        raise BulkIndexError(f"{answer.get('_id')} was refused", [answer])


def _deletions(index: str, ids: Collection[str], *, live: bool) -> Iterator[Action]:
    """In a generation that is being filled a deleted entry leaves a mark, or the filling would bring it back."""
    for entry_id in ids:
        if live:
            yield {"_op_type": "delete", "_index": index, "_id": entry_id}
        else:
            yield {"_index": index, "_id": entry_id, "gone": True}
