"""From rows to entries: what the database holds now, as the index should hold it."""

from collections.abc import Iterable, Iterator
from itertools import islice

from search import sources
from search.sources import SearchEntry

Touched = tuple[str, int]

PK_CHUNK = 100
"""Objects read at a time: some carry the text of hundreds of pages."""


def entries_of(touched: Iterable[Touched]) -> Iterator[SearchEntry]:
    """Entries of those of the objects that exist and may be found, read a chunk at a time."""
    for key, pks in _by_source(touched).items():
        if source := sources.get_source(key):
            for chunk in _chunks(sorted(pks)):
                yield from source.entries(chunk)


def ids_of(touched: Iterable[Touched]) -> set[str]:
    return {sources.entry_id(key, pk) for key, pk in touched}


def all_entries() -> Iterator[SearchEntry]:
    """Everything that can be found, a chunk at a time."""
    for source in sources.all_sources():
        for chunk in _chunks(source.pks()):
            yield from source.entries(chunk)


def all_digests() -> dict[str, str]:
    return {entry.id: entry.digest for entry in all_entries()}


def _by_source(touched: Iterable[Touched]) -> dict[str, set[int]]:
    """Touched twice is written once."""
    grouped: dict[str, set[int]] = {}
    for key, pk in touched:
        grouped.setdefault(key, set()).add(pk)
    return grouped


def _chunks(pks: Iterable[int]) -> Iterator[list[int]]:
    remaining = iter(pks)
    while chunk := list(islice(remaining, PK_CHUNK)):
        yield chunk
