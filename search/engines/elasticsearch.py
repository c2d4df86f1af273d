"""The distributed engine: Elasticsearch 8, for when one machine is not enough."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch
from elasticsearch.helpers import scan
from elasticsearch_dsl import Q, Search
from elasticsearch_dsl.query import Query

from search import analysis, likeness, spelling
from search.engines import elasticsearch_queries as queries
from search.engines import elasticsearch_writing as writing
from search.engines.base import EngineDown, EngineUnavailable, Hit, Progress, Results, Suggestion
from search.engines.elasticsearch_generations import Generations
from search.engines.elasticsearch_locks import Lock
from search.engines.elasticsearch_schema import STORED, read_hit
from search.engines.entries import SUGGESTED, facet_counts, first_titles, read_suggestion
from search.query import SearchQuery
from search.sources import SearchEntry

ASK_TIMEOUT = 10
SWITCH_WAIT_SECONDS = 120
NEAR_HITS = 12
READ_CHARACTERS = 30_000
NO_ENTRY = frozenset([401, 403])
NOT_NOW = frozenset([404, 429, 502, 503, 504])
BY_NEWEST = {"newest": "desc"}
FACETS: Mapping[str, Mapping[str, Any]] = {
    "tipus": {"field": "type", "size": 20},
    "serie": {"field": "series_facet", "size": 30},
    "any": {"field": "year", "size": 30, "order": {"_key": "desc"}},
}


class ElasticsearchEngine:
    def __init__(self, folder: str | Path = "") -> None:
        """Nothing is kept in the folder: server and name of the index are settings of their own."""
        self.alias = settings.SEARCH_ELASTICSEARCH_INDEX
        self._writing: Lock | None = None

    @cached_property
    def client(self) -> Elasticsearch:
        return Elasticsearch(settings.SEARCH_ELASTICSEARCH_URL, request_timeout=ASK_TIMEOUT, max_retries=1)

    @cached_property
    def generations(self) -> Generations:
        return Generations(self.client, self.alias)

    # --- Asking ----------------------------------------------------------------------------------

    def search(self, query: SearchQuery, scope_ids: Collection[int]) -> Results:
        if not scope_ids:
            return Results(0, (), {})
        search = self._asking(queries.ranked(query, scope_ids)).extra(track_total_hits=True, track_scores=True)
        search = search.sort(*(["_score"] if query.has_words else []), BY_NEWEST)
        for name, facet in FACETS.items():
            search.aggs.bucket(name, "terms", **facet)
        with self._answering():
            answer = search[query.offset : query.offset + query.page_size].execute().to_dict()
        facets = {name: facet_counts(_buckets(answer["aggregations"][name])) for name in FACETS}
        return Results(answer["hits"]["total"]["value"], [_hit(found) for found in answer["hits"]["hits"]], facets)

    def suggest(self, prefix: str, scope_ids: Collection[int], *, limit: int = 8) -> list[Suggestion]:
        query = queries.suggested(prefix, scope_ids) if scope_ids else None
        if query is None:
            return []
        found = self._found(query, 3 * limit, "_score", BY_NEWEST, of=("id", *SUGGESTED))
        return first_titles(map(_suggestion, found), limit)

    def fetch(self, entry_ids: Collection[str], scope_ids: Collection[int]) -> list[Hit]:
        if not entry_ids or not scope_ids:
            return []
        those = Q("ids", values=list(entry_ids))
        hits = {found["_id"]: _hit(found) for found in self._found(queries.within(scope_ids, those), len(entry_ids))}
        return [hits[entry_id] for entry_id in entry_ids if entry_id in hits]

    def best_pages(self, entry_ids: Collection[str], query: SearchQuery) -> dict[str, int]:
        pages = queries.on_pages(entry_ids, query) if entry_ids else None
        if pages is None:
            return {}
        best: dict[str, int] = {}
        for found in self._found(pages, len(entry_ids), of=("id",)):
            page = found["inner_hits"]["pages"]["hits"]["hits"][0]
            best[found["_id"]] = page["fields"]["pages.number"][0]
        return best

    def spellings(self, word: str, scope_ids: Collection[int], *, limit: int = 5) -> list[str]:
        edits = spelling.edits_allowed(word)
        if not edits or not scope_ids or self._holding([word], scope_ids)[word]:
            return []
        near = self._words_near(word, edits, scope_ids)
        counted = self._holding(near, scope_ids) if near else {}
        likeliest = sorted(counted, key=lambda one: (spelling.distance(word, one, edits), -counted[one], one))
        return [one for one in likeliest if counted[one]][:limit]

    def similar(self, entry_id: str, scope_ids: Collection[int], *, limit: int = 5) -> list[Suggestion]:
        if not scope_ids:
            return []
        itself = Q("ids", values=[entry_id])
        for found in self._found(queries.within(scope_ids, itself), 1):
            hit = read_hit(found["_source"], None)
            said = likeness.candidates(hit)
            telling = likeness.telling_words(said, self._holding([*said], scope_ids) if said else {})
            if len(telling) < likeness.MIN_SHARED:
                break
            same_kind, like = Q("term", type=hit.type), queries.like(telling)
            alike = queries.within(scope_ids, same_kind, like, without=[itself])
            return [_suggestion(one) for one in self._found(alike, limit, "_score", BY_NEWEST, of=("id", *SUGGESTED))]
        return []

    def count(self) -> int:
        with self._answering():
            return self.client.count(index=self.alias)["count"]

    def digests(self) -> dict[str, str]:
        asked = {"_source": False, "docvalue_fields": ["digest"]}
        with self._answering():
            found = scan(self.client, index=self.alias, query=asked, size=5000)
            return {one["_id"]: one["fields"]["digest"][0] for one in found}

    def problem(self) -> str:
        """What a rebuild would mend; a server that does not answer is no such thing and raises EngineDown."""
        with self._answering():
            current = self.generations.current()
        if not current:
            return "there was no index on the server"
        return "" if self.generations.is_readable(current) else "the index was of another version"

    def verify(self) -> str:
        return self.problem()

    def health(self) -> dict[str, Any]:
        try:
            problem = self.problem()
            with self._answering():
                known = {} if problem else self._known()
        except EngineUnavailable as unavailable:
            problem, known = str(unavailable), {}
        nothing = {"rebuilding": False, "built": None, "built_because": None, "documents": 0}
        return {"ok": not problem, "engine": "elasticsearch", "problem": problem, **nothing, **known}

    def _known(self) -> dict[str, Any]:
        state = self.generations.state()
        return {
            "rebuilding": bool(self._lock("rebuild").read()),
            "built": state.get("built"),
            "built_because": state.get("reason"),
            "documents": self.count(),
        }

    # --- Writing ---------------------------------------------------------------------------------

    @contextmanager
    def exclusive(self, *, wait: float = 0) -> Iterator[None]:
        with self._answering(), self._lock("writer").held(wait=wait) as lock:
            self._writing = lock
            try:
                yield
            finally:
                self._writing = None

    def write(self, entries: Iterable[SearchEntry], deleted_ids: Collection[str] = ()) -> None:
        with writing.spooled(entries) as spool, self._answering():
            if problem := self.problem():
                raise EngineUnavailable(problem)
            if self._writing:
                self._writing.renew()
            if next_one := self._lock("rebuild").read().get("generation"):
                writing.replace(self.client, next_one, spool, deleted_ids, live=False)
            writing.replace(self.client, self.alias, spool, deleted_ids, live=True)
            self.client.indices.refresh(index=self.alias)

    def rebuild(self, entries: Iterable[SearchEntry], *, reason: str, progress: Progress | None = None) -> int:
        with self._answering(), self._lock("rebuild").held() as lock:
            generation = self.generations.create()
            lock.renew(generation=generation)
            try:
                count = self._fill(generation, entries, progress, lock)
                with self._lock("writer").held(wait=SWITCH_WAIT_SECONDS):
                    self._go_live(generation, reason, count)
            except BaseException:
                self.generations.drop(generation)
                raise
        return count

    def _fill(self, generation: str, entries: Iterable[SearchEntry], progress: Progress | None, lock: Lock) -> int:
        def say(done: int) -> None:
            lock.renew()
            if progress:
                progress(done)

        return writing.fill(self.client, generation, entries, say)

    def _go_live(self, generation: str, reason: str, count: int) -> None:
        self.client.indices.refresh(index=generation)
        gone = Q("term", gone=True).to_dict()
        slow = self.client.options(request_timeout=writing.WRITE_TIMEOUT)
        slow.delete_by_query(index=generation, query=gone, refresh=True, conflicts="proceed")
        self.generations.switch_to(generation, built=timezone.now().isoformat(), reason=reason, entries=count)

    def _lock(self, name: str) -> Lock:
        return Lock(self.client, f"{self.alias}-locks", name)

    # --- Reading ---------------------------------------------------------------------------------

    def _asking(self, query: Query, of: Sequence[str] = ()) -> Search:
        wanted = [f"{STORED}.{name}" for name in of] or [STORED]
        return Search(using=self.client, index=self.alias).query(query).source(wanted)

    def _found(
        self, query: Query, size: int, *order: str | Mapping[str, str], of: Sequence[str] = ()
    ) -> list[dict[str, Any]]:
        search = self._asking(query, of).sort(*order).extra(track_total_hits=False)
        with self._answering():
            return search[:size].execute().to_dict()["hits"]["hits"]

    def _words_near(self, word: str, edits: int, scope_ids: Collection[int]) -> list[str]:
        """Read from entries that the scopes hold: the dictionary of the index also has what nobody here may read."""
        near: dict[str, int] = {}
        for found in self._found(queries.within(scope_ids, queries.spelt_nearly(word, edits)), NEAR_HITS):
            stored = found["_source"][STORED]
            text = f"{stored['title']} {stored['body'][:READ_CHARACTERS]}"
            for one in set(analysis.analyse(text).exact.split()):
                if spelling.distance(word, one, edits) <= edits:
                    near[one] = near.get(one, 0) + 1
        return list(near)

    def _holding(self, words: Sequence[str], scope_ids: Collection[int]) -> dict[str, int]:
        """How many of the entries that the scopes hold have each of the words, in any form."""
        search = self._asking(queries.visible(scope_ids))
        by_word = {word: queries.in_any_form(word) for word in words}
        search.aggs.bucket("words", "filters", filters=by_word)
        with self._answering():
            buckets = search[:0].execute().to_dict()["aggregations"]["words"]["buckets"]
        return {word: buckets[word]["doc_count"] for word in words}

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Turn what a server that is away, overloaded or empty makes the client say into EngineUnavailable."""
        try:
            yield
        except TransportError as error:
            raise EngineDown(f"the server does not answer: {error.message}"[:300]) from error
        except ApiError as error:
            if error.status_code in NO_ENTRY:
                raise EngineDown(f"the server does not let us in: {error.status_code}") from error
            if error.status_code in NOT_NOW:
                raise EngineUnavailable(f"the server cannot answer: {error.message}"[:300]) from error
            raise


def _buckets(facet: Mapping[str, Any]) -> Iterator[tuple[Any, int]]:
    return ((bucket["key"], bucket["doc_count"]) for bucket in facet["buckets"])


def _hit(found: Mapping[str, Any]) -> Hit:
    return read_hit(found["_source"], found["_score"])


def _suggestion(found: Mapping[str, Any]) -> Suggestion:
    stored = found["_source"][STORED]
    return read_suggestion(stored["id"], stored)
