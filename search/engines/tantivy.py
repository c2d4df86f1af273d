"""The embedded engine: an index in a folder, without a server."""

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import tantivy
from django.utils import timezone

from search.engines import tantivy_pages
from search.engines.base import (
    EngineUnavailable,
    Hit,
    Progress,
    Results,
    Suggestion,
)
from search.engines.entries import facet_counts, first_titles, read_suggestion
from search.engines.generations import IndexFolder
from search.engines.journal import Journal
from search.engines.tantivy_files import damaged_file
from search.engines.tantivy_pages import PageFinder
from search.engines.tantivy_queries import QueryBuilder
from search.engines.tantivy_schema import (
    VERSION,
    build_schema,
    read_hit,
    stored_id,
    stored_values,
)
from search.engines.tantivy_words import more_like, spellings
from search.engines.tantivy_writing import EntryWriter
from search.query import SearchQuery
from search.sources import SearchEntry

REBUILD_MEMORY = 128_000_000
PROGRESS_EVERY = 500
SWITCH_WAIT_SECONDS = 120
TIE_MARGIN = 50
MAX_WINDOW = 20_000
FACETS = {
    "tipus": {"terms": {"field": "type", "size": 20}},
    "serie": {"terms": {"field": "series_facet", "size": 30}},
    "any": {"terms": {"field": "year", "size": 30, "order": {"_key": "desc"}}},
}

Address = tantivy.DocAddress


class Damage(NamedTuple):
    """What was found wrong, and with which generation: the next one starts with a clean sheet."""

    generation: str = ""
    reason: str = ""


class TantivyEngine:
    def __init__(self, folder: str | Path) -> None:
        self.folder = IndexFolder(folder, version=VERSION)
        self.queries = QueryBuilder(build_schema())
        self.page_finder = PageFinder()
        self._reading = threading.Lock()
        self._index: tantivy.Index | None = None
        self._pages: tantivy.Index | None = None
        self._signature: tuple = ()
        self._damage = Damage()
        self._writer: EntryWriter | None = None

    # --- Asking ----------------------------------------------------------------------------------

    def search(self, query: SearchQuery, scope_ids: Collection[int]) -> Results:
        if not scope_ids:
            return Results(0, (), {})
        matching, ranked = (ask(query, scope_ids) for ask in (self.queries.matching, self.queries.ranked))
        with self._damage_noticed():
            searcher = self._searcher()
            facets = searcher.aggregate(matching, FACETS)
            total = sum(bucket["doc_count"] for bucket in facets["tipus"]["buckets"])
            addresses = _page(searcher, ranked, query) if total > query.offset else []
            hits = [read_hit(searcher.doc(address), score) for score, address in addresses]
        return Results(total, hits, {name: facet_counts(_buckets(facets[name])) for name in FACETS})

    def suggest(self, prefix: str, scope_ids: Collection[int], *, limit: int = 8) -> list[Suggestion]:
        queries = self.queries.suggested(prefix, scope_ids) if scope_ids else ()
        with self._damage_noticed():
            searcher = self._searcher()
            answers = (searcher.search(one, 2 * limit, count=False, order_by_field="newest").hits for one in queries)
            found = (_suggestion(searcher.doc(address)) for hits in answers for _, address in hits)
            return first_titles(found, limit)

    def fetch(self, entry_ids: Collection[str], scope_ids: Collection[int]) -> list[Hit]:
        if not entry_ids or not scope_ids:
            return []
        with self._damage_noticed():
            searcher = self._searcher()
            found = searcher.search(self.queries.those(entry_ids, scope_ids), len(entry_ids), count=False).hits
            hits = {hit.id: hit for hit in (read_hit(searcher.doc(address), 0.0) for _, address in found)}
        return [hits[entry_id] for entry_id in entry_ids if entry_id in hits]

    def best_pages(self, entry_ids: Collection[str], query: SearchQuery) -> dict[str, int]:
        with self._damage_noticed():
            _, pages = self._fresh_indexes()
            return self.page_finder.best(pages.searcher(), entry_ids, query)

    def spellings(self, word: str, scope_ids: Collection[int], *, limit: int = 5) -> list[str]:
        if not scope_ids:
            return []
        with self._damage_noticed():
            return spellings(self._searcher(), self.queries, word, scope_ids, limit)

    def similar(self, entry_id: str, scope_ids: Collection[int], *, limit: int = 5) -> list[Suggestion]:
        if not scope_ids:
            return []
        with self._damage_noticed():
            searcher = self._searcher()
            readable = self.queries.within(scope_ids, self.queries.exactly("id", entry_id))
            found = searcher.search(readable, 1, count=False).hits
            addresses = []
            for score, address in found:
                hit = read_hit(searcher.doc(address), score)
                addresses = more_like(searcher, self.queries, hit, scope_ids, limit)
            return [_suggestion(searcher.doc(address)) for address in addresses]

    def count(self) -> int:
        with self._damage_noticed():
            return self._searcher().num_docs

    def digests(self) -> dict[str, str]:
        with self._damage_noticed():
            # With a query the counts are of living documents only; without one, deleted ids would be among them.
            terms = self._searcher().terms_with_prefix("state", "", tantivy.Query.all_query())
        return dict(term.split(" ") for term, count in terms if count)

    def problem(self) -> str:
        """Why the index cannot answer, in English for the log and the health page; empty when it can."""
        current = self.folder.current()
        if current is None:
            return "there was no readable index in the folder"
        if not (current / "meta.json").is_file():
            return "files of the index were missing"
        return self._damage.reason if self._damage.generation == current.name else ""

    def verify(self) -> str:
        """`problem`, after reading every byte of the index: for the command line, not for a page."""
        current = self.folder.current()
        if current is None or self.problem():
            return self.problem()
        name = damaged_file(current) or damaged_file(current / tantivy_pages.FOLDER)
        return f"the file {name} was damaged" if name else ""

    def health(self) -> dict[str, Any]:
        state = self.folder.state()
        problem = self.problem()
        return {
            "ok": not problem,
            "engine": "tantivy",
            "problem": problem,
            "rebuilding": self.folder.is_locked("rebuild"),
            "built": state.get("built"),
            "built_because": state.get("reason"),
            "documents": 0 if problem else self.count(),
        }

    # --- Writing ---------------------------------------------------------------------------------

    @contextmanager
    def exclusive(self, *, wait: float = 0) -> Iterator[None]:
        with self.folder.lock("writer", wait=wait):
            try:
                yield
            finally:
                self._close_writer()

    def write(self, entries: Iterable[SearchEntry], deleted_ids: Collection[str] = ()) -> None:
        journals = self._journals() if self.folder.is_locked("rebuild") else []
        with self._damage_noticed():
            writer = self._open_writer()
        try:
            writer.delete(deleted_ids)
            for journal in journals:
                journal.append((), deleted_ids)
            for entry in entries:
                writer.replace(entry)
                for journal in journals:
                    journal.append([entry], ())
            with self._damage_noticed():
                writer.commit()
        except BaseException:
            self._close_writer(ValueError, RuntimeError)  # what was not committed is dropped with it
            raise

    def rebuild(self, entries: Iterable[SearchEntry], *, reason: str, progress: Progress | None = None) -> int:
        with self.folder.lock("rebuild"):
            generation = self.folder.new_generation()
            indexes = tantivy.Index(build_schema(), path=str(generation)), tantivy_pages.create(generation)
            count = _fill(EntryWriter(*indexes, REBUILD_MEMORY), entries, progress)
            with self.folder.lock("writer", wait=SWITCH_WAIT_SECONDS):
                _catch_up(EntryWriter(*indexes), generation)
                self.folder.switch_to(generation)
                self.folder.remember(built=timezone.now().isoformat(), reason=reason, entries=count)
        return count

    def _open_writer(self) -> EntryWriter:
        """One writer for the whole time of exclusive access: closing waits for merges, which should happen once."""
        if self._writer is None:
            self._writer = EntryWriter(*self._fresh_indexes())
        return self._writer

    def _close_writer(self, *ignored: type[Exception]) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close(*ignored)

    def _journals(self) -> list[Journal]:
        """Where to note what changes during a rebuild: it is repeated on the new index before that goes live."""
        current = self.folder.current()
        return [Journal(generation) for generation in self.folder.generations() if generation != current]

    # --- Reading ---------------------------------------------------------------------------------

    def _searcher(self) -> tantivy.Searcher:
        index, _ = self._fresh_indexes()
        return index.searcher()

    def _fresh_indexes(self) -> tuple[tantivy.Index, tantivy.Index]:
        """The live index and that of its pages, whichever process wrote last: two `stat` calls tell."""
        with self._reading:
            while True:
                current = self.folder.current()
                if current is None or self.problem():
                    raise EngineUnavailable(self.problem())
                try:
                    return self._opened(current)
                except (OSError, ValueError):
                    if self.folder.current() == current:
                        raise
                    # A rebuild went live between the two steps: open what it made.

    def _opened(self, generation: Path) -> tuple[tantivy.Index, tantivy.Index]:
        signature = _signature(generation)
        if self._index is None or self._pages is None or signature[0] != self._signature[0]:
            self._index = tantivy.Index.open(str(generation))
            self._pages = tantivy_pages.open_beside(generation)
            for index in (self._index, self._pages):
                index.config_reader("manual")
        if signature != self._signature:
            for index in (self._index, self._pages):
                index.reload()
        self._signature = signature
        return self._index, self._pages

    @contextmanager
    def _damage_noticed(self) -> Iterator[None]:
        """Turn what a broken folder makes tantivy say into EngineUnavailable, and remember it until a rebuild."""
        try:
            yield
        except EngineUnavailable:
            raise
        except BaseException as error:
            if not self._is_damage(error):
                raise
            raise EngineUnavailable(self._remember_damage(error)) from error

    def _is_damage(self, error: BaseException) -> bool:
        # A panic of the library is no Exception; it happens only on bytes that are not what was written.
        if isinstance(error, OSError) or type(error).__name__ == "PanicException":
            return True
        return isinstance(error, ValueError) and not self._is_sound()

    def _is_sound(self) -> bool:
        """Whether the simplest question is answered: then the fault was in the question."""
        try:
            index = tantivy.Index.open(str(self.folder.current()))
            searcher = index.searcher()
            everything = tantivy.Query.all_query()
            searcher.aggregate(everything, FACETS)
            for _, address in searcher.search(everything, 1).hits:
                searcher.doc(address)
        except (OSError, ValueError):
            return False
        return True

    def _remember_damage(self, error: BaseException) -> str:
        reason = f"the index was damaged: {error}"[:300]
        current = self.folder.current()
        with self._reading:
            self._index, self._pages, self._signature = None, None, ()
            self._damage = Damage(current.name if current else "", reason)
        return reason


def _page(searcher: tantivy.Searcher, ranked: tantivy.Query, query: SearchQuery) -> list[tuple[float, Address]]:
    """The hits of one page, in an order that repeats itself: score, then newest, then id."""
    if not query.has_words:
        found = searcher.search(ranked, query.page_size, False, "newest", query.offset)
        return [(0.0, address) for _, address in found.hits]
    end = query.offset + query.page_size
    hits = _whole_ties(searcher, ranked, end)
    newest = searcher.fast_field_values("newest", [address for _, address in hits])
    ordered = sorted(zip(hits, newest, strict=True), key=lambda pair: (pair[0][0], pair[1] or 0), reverse=True)
    return [hit for hit, _ in ordered[query.offset : end]]


def _whole_ties(searcher: tantivy.Searcher, ranked: tantivy.Query, end: int) -> list[tuple[float, Address]]:
    """The best `end` hits, and whoever has the same score as the last of them."""
    window = end + TIE_MARGIN
    while True:
        hits = searcher.search(ranked, window, count=False, weight_by_field="recency").hits
        if len(hits) < window or hits[-1][0] < hits[end - 1][0] or window >= MAX_WINDOW:
            return hits
        window = min(window * 4, MAX_WINDOW)


def _fill(writer: EntryWriter, entries: Iterable[SearchEntry], progress: Progress | None) -> int:
    count = 0
    for count, entry in enumerate(entries, start=1):
        writer.add(entry)
        if progress and count % PROGRESS_EVERY == 0:
            progress(count)
    writer.commit()
    writer.close()
    return count


def _catch_up(writer: EntryWriter, generation: Path) -> None:
    writer.catch_up(generation)
    writer.commit()
    writer.close()


def _signature(generation: Path) -> tuple:
    status = (generation / "meta.json").stat()
    return generation.name, status.st_ino, status.st_mtime_ns, status.st_size


def _buckets(facet: Mapping[str, Any]) -> Iterator[tuple[Any, int]]:
    return ((bucket["key"], bucket["doc_count"]) for bucket in facet["buckets"])


def _suggestion(document: tantivy.Document) -> Suggestion:
    entry_id, values = stored_id(document), stored_values(document)
    return read_suggestion(entry_id, values)
