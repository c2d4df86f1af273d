"""What the box offers while somebody types: pages of the house, and titles that the person may read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from search import sources
from search.engines.base import Suggestion
from search.highlights import Highlighter
from search.query import parse_query
from search.results import STEP


@dataclass(frozen=True, slots=True)
class Offer:
    """One title as it is shown: escaped, with what was typed marked, and said what it is and what it hangs on."""

    title: SafeString
    url: str
    icon: str
    kind: str
    where: str
    date: date | None


def offers_of(typed: str, suggestions: Iterable[Suggestion]) -> list[Offer]:
    # The last word is unfinished, as the star says.
    highlighter = Highlighter(parse_query({"q": f"{typed.rstrip()}*"}))
    return [_offer(suggestion, highlighter) for suggestion in suggestions]


def _offer(suggestion: Suggestion, highlighter: Highlighter) -> Offer:
    source = sources.get_source(suggestion.type)
    return Offer(
        title=highlighter.mark(suggestion.title),
        url=suggestion.url,
        icon=source.icon if source else "document",
        kind=suggestion.extra.get("kind") or sources.one_label(suggestion.type),
        where=suggestion.extra.get("where") or suggestion.series_label.rpartition(STEP)[2],
        date=date.fromisoformat(suggestion.date) if suggestion.date else None,
    )
