"""What every engine makes of an entry in the same way: the order among equals, the weight of time, what is kept."""

import datetime
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from search import analysis
from search.engines.base import FacetCount, Suggestion
from search.sources import SearchEntry

WORD_FIELDS = {"serie": "series_words", "etiqueta": "tags", "organ": "organ", "autor": "author"}
"""The fields of the query language that are words, and under what name an index holds them."""

LABEL_SEPARATOR = "\x1f"
"""Between key and label of a series in its facet: the label comes from what the person may read, not from a table."""

RECENT_FROM = datetime.date(2000, 1, 1)
RECENCY_SPAN_DAYS = 50 * 365.25
ORDER_BITS = 24
START_CHARACTERS = 80
"""Suggestions compare so much of the beginning of a title."""
SUGGESTED = ("title", "url", "series_label", "date", "extra")
STORED_CHARACTERS = 200_000
"""Every word of a text is found; the snippet comes from this much of it."""


def recency(date: datetime.date | None) -> float:
    """0 for the year 2000 to 0.5 for 2025; what has no date (people, procedures) counts as of today."""
    today = datetime.date.today()
    days = (min(date or today, today) - RECENT_FROM).days
    return max(days, 0) / RECENCY_SPAN_DAYS


def newest(entry: SearchEntry) -> int:
    """A number of its own for each entry, greater for newer dates: the order among equals."""
    day = entry.date.toordinal() if entry.date else 0
    return (day << ORDER_BITS) | (zlib.crc32(entry.id.encode()) & ((1 << ORDER_BITS) - 1))


def series_facet(entry: SearchEntry) -> str:
    return f"{entry.series}{LABEL_SEPARATOR}{entry.series_label or entry.series}"


def facet_counts(buckets: Iterable[tuple[Any, int]]) -> list[FacetCount]:
    """Counts by key; a series that was renamed may appear under two labels until its objects are indexed again."""
    counts: dict[str, FacetCount] = {}
    for key, count in buckets:
        value, _, label = str(key).partition(LABEL_SEPARATOR)
        known = counts.get(value, FacetCount(value, label or value, 0))
        counts[value] = FacetCount(value, known.label, known.count + count)
    return list(counts.values())


def first_titles(suggestions: Iterable[Suggestion], limit: int) -> list[Suggestion]:
    """So many of them, each title once; no more are asked for than are needed."""
    by_title: dict[str, Suggestion] = {}
    for suggestion in suggestions:
        if len(by_title) == limit:
            break
        by_title.setdefault(suggestion.title.casefold(), suggestion)
    return list(by_title.values())


def typed_words(prefix: str) -> tuple[list[str], str]:
    """What is being typed: the words that are finished, and the last, which may not be; of a number, as one."""
    chunks = [words for chunk in prefix.split() if (words := analysis.analyse(chunk).exact.split())]
    return [word for words in chunks[:-1] for word in words], chunks[-1][-1] if chunks else ""


def read_suggestion(entry_id: str, stored: Mapping[str, Any]) -> Suggestion:
    shown = {name: stored[name] for name in SUGGESTED}
    return Suggestion(entry_id, entry_id.rpartition(":")[0], **shown)


def stored_values(entry: SearchEntry, title: str, body: str, page_starts: Sequence[int]) -> dict[str, Any]:
    """What a hit needs to be shown: nothing of it is asked from the database."""
    return {
        "title": title,
        "url": entry.url,
        "body": body[:STORED_CHARACTERS],
        "series": entry.series,
        "series_label": entry.series_label,
        "date": entry.date.isoformat() if entry.date else "",
        "page_starts": [start for start in page_starts if start < STORED_CHARACTERS],
        "extra": dict(entry.extra),
    }
