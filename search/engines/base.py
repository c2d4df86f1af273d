"""What any engine must do. Two engines, one contract: the suite in tests/search runs against this protocol."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from search.query import SearchQuery
from search.sources import SearchEntry

Progress = Callable[[int], None]


class EngineUnavailable(Exception):
    """The index cannot answer now: it was never built, was deleted, is damaged or is being mended."""


class EngineDown(EngineUnavailable):
    """The server of the engine does not answer: nothing here can mend it, and what is to be written waits."""


class EngineBusy(Exception):
    """Somebody else is writing; whoever it is will take the work that is waiting."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One result as the index keeps it: nothing of it is asked from the database."""

    id: str
    type: str
    pk: int
    title: str
    url: str
    body: str
    score: float
    series: str = ""
    series_label: str = ""
    date: str = ""
    page_starts: Sequence[int] = ()
    """Where each page begins in `body`, for what has pages."""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def page_text(self, number: int) -> str:
        """The text of one page, as far as the index keeps it."""
        starts = [*self.page_starts, len(self.body)]
        return self.body[starts[number - 1] : starts[number]].rstrip() if 0 < number < len(starts) else ""


@dataclass(frozen=True, slots=True)
class FacetCount:
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    total: int
    hits: Sequence[Hit]
    facets: Mapping[str, Sequence[FacetCount]]
    """By name of the filter: `tipus`, `serie`, `any`."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    id: str
    type: str
    title: str
    url: str
    series_label: str = ""
    date: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


class Engine(Protocol):
    """An index of entries that can be written by one at a time and asked by everyone.

    Every question carries the scopes of the person who asks; there is no question without them.
    """

    def exclusive(self, *, wait: float = 0) -> AbstractContextManager[None]:
        """The right to write; raises EngineBusy if another still holds it after `wait` seconds."""
        ...

    def write(self, entries: Iterable[SearchEntry], deleted_ids: Collection[str] = ()) -> None:
        """Take those ids out and put those entries in, in place of what has their id; all at once and durably.

        An id that is in both is put in. If reading the entries fails, nothing is written. Ask for `exclusive` first.
        """
        ...

    def search(self, query: SearchQuery, scope_ids: Collection[int]) -> Results: ...

    def fetch(self, entry_ids: Collection[str], scope_ids: Collection[int]) -> list[Hit]:
        """Those of the entries that the scopes hold, in the order of `entry_ids`."""
        ...

    def suggest(self, prefix: str, scope_ids: Collection[int], *, limit: int = 8) -> list[Suggestion]:
        """Titles with all the words, the last of which may be unfinished: those that begin so first, then the newest.

        Each title once.
        """
        ...

    def best_pages(self, entry_ids: Collection[str], query: SearchQuery) -> dict[str, int]:
        """The page that says most of what was asked, for those of the entries that have pages.

        To be asked only for hits that are about to be shown: what the person may read was decided before.
        """
        ...

    def spellings(self, word: str, scope_ids: Collection[int], *, limit: int = 5) -> list[str]:
        """Words of what those scopes hold that differ from `word` in a letter or two, the likeliest first.

        Folded, as `analysis` makes exact words. Empty if the word itself is there, so that nothing is wrong with it.
        """
        ...

    def similar(self, entry_id: str, scope_ids: Collection[int], *, limit: int = 5) -> list[Suggestion]:
        """Other entries of the same kind that use the same telling words; none if the entry itself is not readable."""
        ...

    def rebuild(self, entries: Iterable[SearchEntry], *, reason: str, progress: Progress | None = None) -> int:
        """A new index beside the live one, switched in one step; returns how many entries it holds."""
        ...

    def count(self) -> int: ...

    def digests(self) -> dict[str, str]:
        """The ids of all entries, with what tells the state of each (`SearchEntry.digest`)."""
        ...

    def problem(self) -> str:
        """Why it cannot answer and should be rebuilt, in English; empty when all is well."""
        ...

    def verify(self) -> str:
        """`problem`, found out with all the time it takes."""
        ...

    def health(self) -> dict[str, Any]: ...
