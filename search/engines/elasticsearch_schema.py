"""How an entry lies in Elasticsearch. A change here asks for a new VERSION: older indexes are then rebuilt."""

import math
from collections.abc import Iterator
from typing import Any

from elasticsearch_dsl import Boolean, Document, Float, InnerDoc, Integer, Keyword, Long, Nested, Object, Text

from search import analysis
from search.engines import entries
from search.engines.base import Hit
from search.engines.elasticsearch_analysis import EXACT, FORMS
from search.sources import SearchEntry, case_number_forms

VERSION = "v5"
STORED = "stored"
"""The one field that is read back; the others only serve to find."""

MAX_RESULT_WINDOW = 20_000


def _forms(language: str, *, positions: bool = False) -> Text:
    return Text(analyzer=FORMS[language], index_options="positions" if positions else "freqs")


def _in_both_languages() -> Text:
    return Text(analyzer=FORMS["ca"], norms=False, fields={"es": Text(analyzer=FORMS["es"], norms=False)})


class PageText(InnerDoc):
    """One page of what has pages: asked for only when its entry is about to be shown."""

    number = Integer()
    text = Text(analyzer=EXACT)
    text_ca = _forms("ca")
    text_es = _forms("es")


class EntryDocument(Document):
    """`text` and `text_ca` or `text_es` hold every word of the entry, title and headings included.

    A word matches if and only if one of them has it; the other fields only decide the order.
    """

    id = Keyword()
    type = Keyword()
    scope = Keyword()
    digest = Keyword(index=False)
    language = Keyword(index=False)
    series = Keyword()
    series_facet = Keyword()
    year = Integer()
    newest = Long()
    recency = Float(index=False)
    case_file = Keyword()
    gone = Boolean()
    """Deleted while a rebuild was reading it: keeps its place until the new index goes live, and is then removed."""
    title_start = Keyword()
    title = Text(analyzer=EXACT, index_prefixes={"min_chars": 1, "max_chars": 8})
    headings = Text(analyzer=EXACT, index_options="freqs")
    text = Text(analyzer=EXACT)
    title_ca = _forms("ca")
    title_es = _forms("es")
    headings_ca = _forms("ca")
    headings_es = _forms("es")
    text_ca = _forms("ca")
    text_es = _forms("es")
    series_words = _in_both_languages()
    tags = _in_both_languages()
    organ = _in_both_languages()
    author = _in_both_languages()
    pages = Nested(PageText)
    stored = Object(enabled=False)

    class Index:
        settings = {
            "number_of_shards": 1,
            # Written, then made visible, all at once: `refresh` after each delivery and never in the middle of it.
            "refresh_interval": "-1",
            "max_result_window": MAX_RESULT_WINDOW,
        }

    class Meta:
        dynamic = "strict"


def build_document(entry: SearchEntry) -> dict[str, Any]:
    """The entry as the server takes it."""
    title, headings = map(analysis.clean_text, (entry.title, entry.headings))
    body, page_starts = entry.text()
    document = {
        "id": entry.id,
        "type": entry.type,
        "digest": entry.digest,
        "scope": str(entry.scope_id),
        "year": entry.year,
        "newest": entries.newest(entry),
        "recency": math.log2(2 + entries.recency(entry.date)),
        "case_file": [form for number in entry.case_files for form in case_number_forms(number)],
        "series_words": analysis.clean_text(entry.series_label),
        "tags": [analysis.clean_text(tag) for tag in entry.tags],
        "organ": analysis.clean_text(entry.organ),
        "author": analysis.clean_text(entry.author),
        **dict(_words(entry.language, title=title, headings=headings, text=f"{title}\n{headings}\n{body}")),
        "pages": list(_pages(entry)),
        STORED: {"id": entry.id, "language": entry.language, **entries.stored_values(entry, title, body, page_starts)},
    }
    document["title_start"] = analysis.analyse(title, entry.language).exact[: entries.START_CHARACTERS]
    if entry.series:
        document["series"] = entry.series
        document["series_facet"] = entries.series_facet(entry)
    return document


def read_hit(document: Any, score: float | None) -> Hit:
    """A hit from what the server keeps of it."""
    stored = document[STORED]
    type_key, _, pk = stored["id"].rpartition(":")
    values = {name: value for name, value in stored.items() if name not in ("id", "language")}
    return Hit(id=stored["id"], type=type_key, pk=int(pk), score=score or 0.0, **values)


def _words(language: str, **texts: str) -> Iterator[tuple[str, str]]:
    """Each text under its own name as exact words, and under the name of its language for its forms."""
    spoken = language if language in FORMS else "ca"
    for name, text in texts.items():
        if text:
            yield name, analysis.analyse(text, language).exact
            yield f"{name}_{spoken}", text


def _pages(entry: SearchEntry) -> Iterator[dict[str, Any]]:
    for number, page in enumerate(entry.pages, start=1):
        text = analysis.clean_text(page)
        if len(entry.pages) > 1 and text.strip():
            yield {"number": number, **dict(_words(entry.language, text=text))}
