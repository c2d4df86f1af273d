"""How an entry lies in a tantivy index. A change here asks for a new VERSION: old folders are then rebuilt."""

import json
from typing import Any

import tantivy

from search import analysis
from search.engines import entries
from search.engines.base import Hit
from search.sources import SearchEntry, case_number_forms

VERSION = "v5"


def build_schema() -> tantivy.Schema:
    """Words are analysed before they come here, so that a plain whitespace tokenizer is all the engine needs.

    `text` and `stems` hold every word of the entry, title and headings included: a word matches if and only if its
    stem is in `stems`, and the other fields only decide the order.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    # Read as a list of terms, without touching a document.
    builder.add_text_field("state", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title_start", tokenizer_name="raw", index_option="basic")
    for name in ("title", "text"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("title_stems", "headings", "headings_stems", "stems"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("series_words", "tags", "organ", "author"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("type", "series_facet"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("series", "case_file"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("scope", indexed=True)
    builder.add_unsigned_field("year", indexed=True, fast=True)
    builder.add_float_field("recency", fast=True)
    builder.add_unsigned_field("newest", fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


def build_document(entry: SearchEntry) -> tantivy.Document:
    title, headings = map(analysis.clean_text, (entry.title, entry.headings))
    body, page_starts = entry.text()
    values = entries.stored_values(entry, title, body, page_starts)
    document = tantivy.Document()
    document.add_text("id", entry.id)
    document.add_text("state", f"{entry.id} {entry.digest}")
    document.add_text("type", entry.type)
    document.add_unsigned("scope", entry.scope_id)
    document.add_float("recency", entries.recency(entry.date))
    document.add_unsigned("newest", entries.newest(entry))
    document.add_bytes("stored", json.dumps(values, ensure_ascii=False).encode())
    _add_words(document, entry.language, title, headings, body)
    _add_fields(document, entry)
    if entry.series:
        document.add_text("series", entry.series)
        document.add_text("series_facet", entries.series_facet(entry))
    if entry.year is not None:
        document.add_unsigned("year", entry.year)
    return document


def read_hit(document: tantivy.Document, score: float) -> Hit:
    entry_id = stored_id(document)
    type_key, _, pk = entry_id.rpartition(":")
    return Hit(id=entry_id, type=type_key, pk=int(pk), score=score, **stored_values(document))


def stored_id(document: tantivy.Document) -> str:
    return document["id"][0]


def stored_values(document: tantivy.Document) -> dict[str, Any]:
    return json.loads(bytes(document["stored"][0]))


def _add_words(document: tantivy.Document, language: str, title: str, headings: str, body: str) -> None:
    in_title, in_headings, in_body = (analysis.analyse(text, language) for text in (title, headings, body))
    document.add_text("title", in_title.exact)
    document.add_text("title_start", in_title.exact[: entries.START_CHARACTERS])
    document.add_text("title_stems", in_title.stems)
    if headings:
        document.add_text("headings", in_headings.exact)
        document.add_text("headings_stems", in_headings.stems)
    document.add_text("text", f"{in_title.exact} {in_headings.exact} {in_body.exact}")
    document.add_text("stems", f"{in_title.stems} {in_headings.stems} {in_body.stems}")


def _add_fields(document: tantivy.Document, entry: SearchEntry) -> None:
    """What the fields of the query language look at; each word by its stem."""
    fields = {
        "series_words": entry.series_label,
        "tags": " ".join(entry.tags),
        "organ": entry.organ,
        "author": entry.author,
    }
    for name, text in fields.items():
        if text:
            words = analysis.analyse(analysis.clean_text(text), entry.language)
            document.add_text(name, f"{words.exact} {words.stems}")
    for number in entry.case_files:
        for form in case_number_forms(number):
            document.add_text("case_file", form)
