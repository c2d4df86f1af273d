"""From rows to entries: what the database holds now, as the index should hold it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from search import sources
from search.sources import PK_CHUNK, SearchEntry, Source


@dataclass
class Changes:
    """What has to be written for the index to agree with the database about some objects."""

    entries: list[SearchEntry] = field(default_factory=list)
    deleted_ids: list[str] = field(default_factory=list)


def current_state(touched: Iterable[tuple[str, int]]) -> Changes:
    """Entries of those objects that exist and may be found, ids of those that do not (any more)."""
    changes = Changes()
    for key, pks in _by_source(touched).items():
        source = sources.get_source(key)
        entries = list(source.entries(sorted(pks))) if source else []
        changes.entries += entries
        found = {entry.id for entry in entries}
        changes.deleted_ids += sorted({sources.entry_id(key, pk) for pk in pks} - found)
    return changes


def all_entries() -> Iterator[SearchEntry]:
    """Everything that can be found, a chunk at a time."""
    for source in sources.all_sources():
        for chunk in _chunks(source):
            yield from source.entries(chunk)


def all_ids() -> set[str]:
    return {sources.entry_id(source.key, pk) for source in sources.all_sources() for pk in source.pks()}


def _by_source(touched: Iterable[tuple[str, int]]) -> dict[str, set[int]]:
    """Touched twice is written once."""
    grouped: dict[str, set[int]] = {}
    for key, pk in touched:
        grouped.setdefault(key, set()).add(pk)
    return grouped


def _chunks(source: Source) -> Iterator[list[int]]:
    pks = iter(source.pks())
    while chunk := list(islice(pks, PK_CHUNK)):
        yield chunk
