"""The baseline: BM25 over lower-case words, with nothing of what this product knows about language.

tantivy's own default tokenizer, no stems, no accents, no elision, no codes, no fields, no order of title and body. It
asks for all the words and then, as every engine of the house is asked, for any of them.
"""

import re
from collections.abc import Collection, Iterable
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from search.engines.base import Hit, Progress, Results
from search.query import SearchQuery
from search.sources import SearchEntry

WORD = re.compile(r"[^\W_]+")
MEMORY = 32_000_000


class PlainEngine:
    """As much of the protocol as a search asks for."""

    def __init__(self, folder: str | Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("words", tokenizer_name="default")
        builder.add_unsigned_field("scope", indexed=True)
        self.schema = builder.build()
        Path(folder).mkdir(parents=True, exist_ok=True)
        self.index = tantivy.Index(self.schema, path=str(folder), reuse=False)
        self.titles: dict[str, str] = {}

    def write(self, entries: Iterable[SearchEntry], deleted_ids: Collection[str] = ()) -> None:
        writer = self.index.writer(MEMORY, 1)
        for entry in entries:
            document = tantivy.Document(id=entry.id)
            document.add_unsigned("scope", entry.scope_id)
            document.add_text("words", f"{entry.title}\n{entry.headings}\n{entry.text()[0]}")
            writer.add_document(document)
            self.titles[entry.id] = entry.title
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def rebuild(self, entries: Iterable[SearchEntry], *, reason: str, progress: Progress | None = None) -> int:
        self.write(entries)
        return len(self.titles)

    def search(self, query: SearchQuery, scope_ids: Collection[int]) -> Results:
        words = WORD.findall(query.text.lower())
        if not words or not scope_ids:
            return Results(0, (), {})
        matching = Occur.Should if query.enough else Occur.Must
        asked = Query.boolean_query([(matching, Query.term_query(self.schema, "words", word)) for word in words])
        visible = Query.const_score_query(Query.term_set_query(self.schema, "scope", sorted(scope_ids)), 0.0)
        searcher = self.index.searcher()
        found = searcher.search(
            Query.boolean_query([(Occur.Must, asked), (Occur.Must, visible)]), query.page_size, offset=query.offset
        )
        hits = [self._hit(searcher.doc(address)["id"][0], score) for score, address in found.hits]
        return Results(found.count or 0, hits, {})

    def spellings(self, word: str, scope_ids: Collection[int], *, limit: int = 5) -> list[str]:
        return []

    def best_pages(self, entry_ids: Collection[str], query: SearchQuery) -> dict[str, int]:
        return {}

    def _hit(self, entry_id: str, score: float) -> Hit:
        type_key, _, pk = entry_id.rpartition(":")
        return Hit(entry_id, type_key, int(pk), self.titles[entry_id], "", "", score)
