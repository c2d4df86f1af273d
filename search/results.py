"""From an answer of the engine to what a page of results shows."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from search import sources
from search.engines.base import Engine, FacetCount, Hit, Results
from search.highlights import Highlighter
from search.query import MAX_PAGE, SearchQuery

FACET_TITLES = {
    "tipus": gettext_lazy("Kind"),
    "serie": gettext_lazy("Series"),
    "any": gettext_lazy("Year"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One result as it is shown; snippet and title come escaped, with the words marked."""

    hit: Hit
    title: SafeString
    snippet: SafeString
    type_label: str
    icon: str
    date: date | None

    def as_json(self) -> dict[str, Any]:
        hit = self.hit
        return {
            "id": hit.id,
            "type": hit.type,
            "title": hit.title,
            "url": hit.url,
            "snippet": str(self.snippet),
            "score": round(hit.score, 4),
        }


@dataclass(frozen=True, slots=True)
class Facet:
    value: str
    label: str
    count: int
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    name: str
    title: str
    facets: Sequence[Facet]


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    label: str
    url: str
    """The same search without this filter."""


class ResultPaginator(Paginator):
    """Pages that the engine has already cut; only the arithmetic is Django's."""

    def __init__(self, total: int, page_size: int) -> None:
        super().__init__([], page_size)
        self._total = total

    @cached_property
    def count(self) -> int:
        return self._total

    @cached_property
    def num_pages(self) -> int:
        return min(-(-self._total // self.per_page), MAX_PAGE)


class ResultPage:
    """A query, its answer, and every link that leads on from it."""

    def __init__(self, query: SearchQuery, results: Results, notes: Sequence[str]) -> None:
        self.query, self.results, self.notes = query, results, [*query.notes, *notes]

    @property
    def total(self) -> int:
        return self.results.total

    @property
    def summary(self) -> str:
        return ngettext("%(count)d result", "%(count)d results", self.total) % {"count": self.total}

    @cached_property
    def rows(self) -> list[Row]:
        highlighter = Highlighter(self.query)
        return [_row(hit, highlighter) for hit in self.results.hits]

    @cached_property
    def page(self) -> Page:
        return Page(self.rows, self.query.page, ResultPaginator(self.total, self.query.page_size))

    @cached_property
    def groups(self) -> list[FacetGroup]:
        return [FacetGroup(name, str(FACET_TITLES[name]), list(self._facets(name))) for name in FACET_TITLES]

    @cached_property
    def active_filters(self) -> list[ActiveFilter]:
        labels = {name: self._label_of_active(name, value) for name, value in self._filters.items() if value}
        return [ActiveFilter(label, self._url(**{name: ""})) for name, label in labels.items()]

    @property
    def without_filters_url(self) -> str:
        return self._url(tipus="", serie="", any="")

    def as_json(self) -> dict[str, Any]:
        return {
            "total": self.total,
            "page": self.query.page,
            "pages": self.page.paginator.num_pages,
            "notes": self.notes,
            "hits": [row.as_json() for row in self.rows],
            "facets": {group.name: [_facet_json(facet) for facet in group.facets] for group in self.groups},
        }

    # --- Links -----------------------------------------------------------------------------------

    @cached_property
    def _filters(self) -> dict[str, str]:
        years = self.query.years.value if self.query.years else ""
        return {"tipus": self.query.type, "serie": self.query.series, "any": years}

    def _url(self, **changed: str) -> str:
        """This search with another filter, from its first page."""
        params = {"q": self.query.text, **self._filters, **changed}
        return f"{reverse('search:results')}?{urlencode({name: value for name, value in params.items() if value})}"

    def _facets(self, name: str) -> Iterator[Facet]:
        active = self._filters[name]
        for counted in self.results.facets.get(name, ()):
            chosen = counted.value == active
            url = self._url(**{name: "" if chosen else counted.value})
            yield Facet(counted.value, _facet_label(name, counted), counted.count, url, chosen)

    def _label_of_active(self, name: str, value: str) -> str:
        known = (facet.label for group in self.groups if group.name == name for facet in group.facets if facet.active)
        return next(known, sources.type_label(value) if name == "tipus" else value)


def find(engine: Engine, query: SearchQuery, scope_ids: Collection[int]) -> ResultPage:
    """Ask for all the words; for any of them if that finds nothing; for the last page if there is no such page."""
    notes: list[str] = []
    asked = query.at_page(min(query.page, MAX_PAGE))
    results = engine.search(asked, scope_ids)
    if not results.total and query.can_loosen:
        loosened = engine.search(asked.loosened(), scope_ids)
        if loosened.total:
            notes.append(_("Nothing has all the words: these results have some of them."))
            asked, results = asked.loosened(), loosened
    last = ResultPaginator(results.total, query.page_size).num_pages
    if query.page > last > 0:
        notes.append(_("There are fewer pages than that: this is the last one."))
        asked = asked.at_page(last)
        results = engine.search(asked, scope_ids)
    return ResultPage(asked, results, notes)


def nothing(query: SearchQuery) -> ResultPage:
    """The page before anything was asked."""
    return ResultPage(query.at_page(1), Results(0, (), {}), ())


def _row(hit: Hit, highlighter: Highlighter) -> Row:
    source = sources.get_source(hit.type)
    return Row(
        hit=hit,
        title=highlighter.mark(hit.title),
        snippet=highlighter.snippet(hit.body),
        type_label=sources.type_label(hit.type),
        icon=source.icon if source else "document",
        date=date.fromisoformat(hit.date) if hit.date else None,
    )


def _facet_label(name: str, counted: FacetCount) -> str:
    return sources.type_label(counted.value) if name == "tipus" else counted.label


def _facet_json(facet: Facet) -> Mapping[str, Any]:
    return {"value": facet.value, "label": facet.label, "count": facet.count}
