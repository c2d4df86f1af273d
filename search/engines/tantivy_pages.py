"""The second index: pages of what has pages, asked only for the hits that are about to be shown."""

from collections.abc import Collection
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from search import analysis
from search.engines.tantivy_queries import QueryBuilder
from search.query import SearchQuery
from search.sources import SearchEntry
from search.syntax import words_of

FOLDER = "pages"


def build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("entry", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("number", fast=True)
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("stems", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def create(generation: Path) -> tantivy.Index:
    folder = generation / FOLDER
    folder.mkdir()
    return tantivy.Index(build_schema(), path=str(folder))


def open_beside(generation: Path) -> tantivy.Index:
    return tantivy.Index.open(str(generation / FOLDER))


def add_pages(writer: tantivy.IndexWriter, entry: SearchEntry) -> None:
    """What has one page needs no row here: its best page is known."""
    if len(entry.pages) < 2:
        return
    for number, text in enumerate(entry.pages, start=1):
        words = analysis.analyse(analysis.clean_text(text), entry.language)
        document = tantivy.Document()
        document.add_text("entry", entry.id)
        document.add_unsigned("number", number)
        document.add_text("text", words.exact)
        document.add_text("stems", words.stems)
        writer.add_document(document)


class PageFinder:
    """The page of an entry that says most of what was asked."""

    def __init__(self) -> None:
        self.schema = build_schema()
        self.queries = QueryBuilder(self.schema)

    def best(self, searcher: tantivy.Searcher, entry_ids: Collection[str], query: SearchQuery) -> dict[str, int]:
        said = self._said(query)
        if said is None:
            return {}
        found = ((entry_id, self._best_page(searcher, entry_id, said)) for entry_id in entry_ids)
        return {entry_id: number for entry_id, number in found if number}

    def _said(self, query: SearchQuery) -> Query | None:
        """Any of the words: a page rarely has all that the document has."""
        clauses = [(Occur.Should, self.queries.plain(word)) for word in words_of(query.root.nodes)]
        return Query.boolean_query(clauses) if clauses else None

    def _best_page(self, searcher: tantivy.Searcher, entry_id: str, said: Query) -> int | None:
        of_entry = Query.const_score_query(Query.term_query(self.schema, "entry", entry_id), 0.0)
        hits = searcher.search(Query.boolean_query([(Occur.Must, of_entry), (Occur.Must, said)]), 1, count=False).hits
        return int(searcher.fast_field_values("number", [hits[0][1]])[0] or 0) if hits else None
