"""The embedded engine: an index in a folder, without a server."""

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import tantivy
from django.utils import timezone

from search.engines.base import (
    EngineUnavailable,
    FacetCount,
    Progress,
    Results,
    Suggestion,
)
from search.engines.generations import IndexFolder
from search.engines.journal import Journal
from search.engines.tantivy_files import damaged_file
from search.engines.tantivy_queries import QueryBuilder
from search.engines.tantivy_schema import (
    LABEL_SEPARATOR,
    VERSION,
    build_document,
    build_schema,
    read_hit,
    stored_id,
    stored_values,
)
from search.query import SearchQuery
from search.sources import SearchEntry

WRITER_MEMORY = 32_000_000
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
        self._reading = threading.Lock()
        self._index: tantivy.Index | None = None
        self._signature: tuple = ()
        self._damage = Damage()
        self._writer: tantivy.IndexWriter | None = None

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
        return Results(total, hits, {name: _facet_counts(facets[name]["buckets"]) for name in FACETS})

    def suggest(self, prefix: str, scope_ids: Collection[int], *, limit: int = 8) -> list[Suggestion]:
        query = self.queries.suggested(prefix, scope_ids) if scope_ids else None
        if query is None:
            return []
        with self._damage_noticed():
            searcher = self._searcher()
            found = searcher.search(query, 2 * limit, count=False, order_by_field="newest")
            suggestions = [_suggestion(searcher.doc(address)) for _, address in found.hits]
        by_title: dict[str, Suggestion] = {}
        for suggestion in suggestions:
            by_title.setdefault(suggestion.title.casefold(), suggestion)
        return list(by_title.values())[:limit]

    def count(self) -> int:
        with self._damage_noticed():
            return self._searcher().num_docs

    def ids(self) -> set[str]:
        with self._damage_noticed():
            # With a query the counts are of living documents only; without one, deleted ids would be among them.
            terms = self._searcher().terms_with_prefix("id", "", tantivy.Query.all_query())
        return {term for term, count in terms if count}

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
        name = damaged_file(current)
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
            _delete(writer, deleted_ids)
            for journal in journals:
                journal.append((), deleted_ids)
            for entry in entries:
                _replace(writer, entry)
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
            index = tantivy.Index(build_schema(), path=str(generation))
            count = _fill(index, entries, progress)
            with self.folder.lock("writer", wait=SWITCH_WAIT_SECONDS):
                self._catch_up(index, generation)
                self.folder.switch_to(generation)
                self.folder.remember(built=timezone.now().isoformat(), reason=reason, entries=count)
        return count

    def _open_writer(self) -> tantivy.IndexWriter:
        """One writer for the whole time of exclusive access: closing waits for merges, which should happen once."""
        if self._writer is None:
            self._writer = self._fresh_index().writer(WRITER_MEMORY, 1)
        return self._writer

    def _close_writer(self, *ignored: type[Exception]) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            with suppress(*ignored):
                writer.wait_merging_threads()

    def _journals(self) -> list[Journal]:
        """Where to note what changes during a rebuild: it is repeated on the new index before that goes live."""
        current = self.folder.current()
        return [Journal(generation) for generation in self.folder.generations() if generation != current]

    def _catch_up(self, index: tantivy.Index, generation: Path) -> None:
        writer = index.writer(WRITER_MEMORY, 1)
        for entries, deleted_ids in Journal(generation).read():
            _delete(writer, deleted_ids)
            for entry in entries:
                _replace(writer, entry)
        writer.commit()
        writer.wait_merging_threads()

    # --- Reading ---------------------------------------------------------------------------------

    def _searcher(self) -> tantivy.Searcher:
        return self._fresh_index().searcher()

    def _fresh_index(self) -> tantivy.Index:
        """The live index as of its last commit, whichever process made it: two `stat` calls tell."""
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

    def _opened(self, generation: Path) -> tantivy.Index:
        signature = _signature(generation)
        if self._index is None or signature[0] != self._signature[0]:
            self._index = tantivy.Index.open(str(generation))
            self._index.config_reader("manual")
            self._index.reload()
        elif signature != self._signature:
            self._index.reload()
        self._signature = signature
        return self._index

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
            self._index, self._signature = None, ()
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


def _fill(index: tantivy.Index, entries: Iterable[SearchEntry], progress: Progress | None) -> int:
    writer = index.writer(REBUILD_MEMORY, 1)
    count = 0
    for count, entry in enumerate(entries, start=1):
        writer.add_document(build_document(entry))
        if progress and count % PROGRESS_EVERY == 0:
            progress(count)
    writer.commit()
    writer.wait_merging_threads()
    return count


def _replace(writer: tantivy.IndexWriter, entry: SearchEntry) -> None:
    document = build_document(entry)
    writer.delete_documents_by_term("id", entry.id)
    writer.add_document(document)


def _delete(writer: tantivy.IndexWriter, ids: Iterable[str]) -> None:
    for entry_id in ids:
        writer.delete_documents_by_term("id", entry_id)


def _signature(generation: Path) -> tuple:
    status = (generation / "meta.json").stat()
    return generation.name, status.st_ino, status.st_mtime_ns, status.st_size


def _facet_counts(buckets: Sequence[Mapping[str, Any]]) -> list[FacetCount]:
    """Counts by key; a series that was renamed may appear under two labels until its objects are indexed again."""
    counts: dict[str, FacetCount] = {}
    for bucket in buckets:
        value, _, label = str(bucket["key"]).partition(LABEL_SEPARATOR)
        known = counts.get(value, FacetCount(value, label or value, 0))
        counts[value] = FacetCount(value, known.label, known.count + bucket["doc_count"])
    return list(counts.values())


def _suggestion(document: tantivy.Document) -> Suggestion:
    entry_id, values = stored_id(document), stored_values(document)
    return Suggestion(entry_id, entry_id.rpartition(":")[0], values["title"], values["url"])
