"""How an entry lies in a tantivy index. A change here asks for a new VERSION: old folders are then rebuilt."""

import datetime
import json
import zlib
from collections.abc import Sequence
from typing import Any

import tantivy

from search import analysis
from search.engines.base import Hit
from search.sources import SearchEntry, case_number_forms

VERSION = "v2"
LABEL_SEPARATOR = "\x1f"
"""Between key and label of a series in its facet: the label comes from what the person may read, not from a table."""

RECENT_FROM = datetime.date(2000, 1, 1)
RECENCY_SPAN_DAYS = 50 * 365.25
ORDER_BITS = 24
STORED_CHARACTERS = 200_000
"""Every word of a text is found; the snippet comes from this much of it."""


def build_schema() -> tantivy.Schema:
    """Words are analysed before they come here, so that a plain whitespace tokenizer is all the engine needs.

    `text` and `stems` hold every word of the entry, title and headings included: a word matches if and only if its
    stem is in `stems`, and the other fields only decide the order.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
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
    document = tantivy.Document()
    document.add_text("id", entry.id)
    document.add_text("type", entry.type)
    document.add_unsigned("scope", entry.scope_id)
    document.add_float("recency", _recency(entry.date))
    document.add_unsigned("newest", _newest(entry))
    document.add_bytes("stored", _stored(entry, title, body, page_starts))
    _add_words(document, entry.language, title, headings, body)
    _add_fields(document, entry)
    if entry.series:
        document.add_text("series", entry.series)
        document.add_text("series_facet", f"{entry.series}{LABEL_SEPARATOR}{entry.series_label or entry.series}")
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


def _stored(entry: SearchEntry, title: str, body: str, page_starts: Sequence[int]) -> bytes:
    values = {
        "title": title,
        "url": entry.url,
        "body": body[:STORED_CHARACTERS],
        "series": entry.series,
        "series_label": entry.series_label,
        "date": entry.date.isoformat() if entry.date else "",
        "page_starts": [start for start in page_starts if start < STORED_CHARACTERS],
        "extra": dict(entry.extra),
    }
    return json.dumps(values, ensure_ascii=False).encode()


def _recency(date: datetime.date | None) -> float:
    """0 for the year 2000 to 0.5 for 2025; what has no date (people, procedures) counts as of today."""
    today = datetime.date.today()
    days = (min(date or today, today) - RECENT_FROM).days
    return max(days, 0) / RECENCY_SPAN_DAYS


def _newest(entry: SearchEntry) -> int:
    """A number of its own for each entry, greater for newer dates: the order among equals."""
    day = entry.date.toordinal() if entry.date else 0
    return (day << ORDER_BITS) | (zlib.crc32(entry.id.encode()) & ((1 << ORDER_BITS) - 1))
