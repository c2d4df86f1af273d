"""From an answer of the engine to what a page of results shows."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from search import sources
from search.corrections import FEW, Correction, correct
from search.engines.base import Engine, FacetCount, Hit, Results
from search.highlights import Highlighter
from search.query import MAX_PAGE, SearchQuery
from search.synonyms import with_synonyms

STEP = " › "
"""Between the steps of a path."""

FACETS_SHOWN = 7
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
    kind: str
    """What people call this one: a report, an ordinance, a meeting."""
    where: str
    """What it hangs on; of a path, the last step."""
    path: str
    """The steps before, each with its arrow."""
    icon: str
    date: date | None
    url: str
    page: int | None
    """The page that says most of it, of what has several."""

    def as_json(self) -> dict[str, Any]:
        hit = self.hit
        return {
            "id": hit.id,
            "type": hit.type,
            "title": hit.title,
            "url": self.url,
            "snippet": str(self.snippet),
        }


@dataclass(frozen=True, slots=True)
class Facet:
    value: str
    label: str
    count: int
    url: str
    active: bool

    @property
    def leaf(self) -> str:
        """The last step of a path: what tells a series from the next."""
        return self.label.rpartition(STEP)[2]


@dataclass(frozen=True, slots=True)
class FacetGroup:
    name: str
    title: str
    facets: Sequence[Facet]

    @property
    def first(self) -> Sequence[Facet]:
        return self.facets[: self._shown]

    @property
    def others(self) -> Sequence[Facet]:
        """What is shown on demand."""
        return self.facets[self._shown :]

    @property
    def _shown(self) -> int:
        # One more is shown rather than a line that says “1 more”.
        return FACETS_SHOWN if len(self.facets) > FACETS_SHOWN + 1 else FACETS_SHOWN + 1


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    label: str
    url: str
    """The same search without this filter."""

    @property
    def leaf(self) -> str:
        return self.label.rpartition(STEP)[2]


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

    def __init__(
        self,
        query: SearchQuery,
        answered: SearchQuery,
        results: Results,
        notes: Sequence[str],
        best_pages: Mapping[str, int] = MappingProxyType({}),
        meant: SearchQuery | None = None,
        total_without_filters: int = 0,
    ) -> None:
        """`answered` is what the results answer: the query itself, or the nearest to it that finds something."""
        self.query, self.answered, self.results = query, answered, results
        self.notes = [*query.notes, *notes]
        self.best_pages, self.meant = best_pages, meant
        self.total_without_filters = total_without_filters

    @property
    def total(self) -> int:
        return self.results.total

    @property
    def summary(self) -> str:
        return ngettext("%(count)d result", "%(count)d results", self.total) % {"count": self.total}

    @cached_property
    def rows(self) -> list[Row]:
        highlighter = Highlighter(self.answered)
        return [_row(hit, highlighter, self.answered, self.best_pages.get(hit.id)) for hit in self.results.hits]

    @property
    def did_you_mean(self) -> str:
        """The search as it was probably meant, if that is not what was typed."""
        return self.meant.text if self.meant else ""

    @property
    def did_you_mean_url(self) -> str:
        return self._url(q=self.did_you_mean)

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
            "did_you_mean": self.did_you_mean,
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
    """Ask for all the words; for what was probably meant, or for any of the words, if that finds nothing."""
    asked = with_synonyms(query.at_page(min(query.page, MAX_PAGE)))
    results = engine.search(asked, scope_ids)
    correction = correct(engine, asked.at_page(1), scope_ids) if results.total < FEW else None
    asked, results, notes = _widened(engine, asked, results, correction, scope_ids)
    last = ResultPaginator(results.total, query.page_size).num_pages
    if query.page > last > 0:
        notes.append(_("There are fewer pages than that: this is the last one."))
        asked = asked.at_page(last)
        results = engine.search(asked, scope_ids)
    return ResultPage(
        query.at_page(asked.page),
        asked,
        results,
        notes,
        best_pages=_best_pages(engine, asked, results),
        meant=correction.query if correction else None,
        total_without_filters=_total_without_filters(engine, asked, results, scope_ids),
    )


def _widened(
    engine: Engine, asked: SearchQuery, results: Results, correction: Correction | None, scope_ids: Collection[int]
) -> tuple[SearchQuery, Results, list[str]]:
    """What to answer where nothing or little is found: what was probably meant, or what has some of the words."""
    if correction and not results.total:
        sentence = _("Nothing has the words as you wrote them: these results have “%(text)s”.")
        meant = correction.query.at_page(asked.page)
        return meant, engine.search(meant, scope_ids), [sentence % {"text": meant.text}]
    if results.total >= FEW or correction or not asked.can_loosen:
        return asked, results, []
    loosened = asked.with_most() if results.total else asked.with_some()
    some = engine.search(loosened, scope_ids)
    if some.total == results.total:
        return asked, results, []
    return loosened, some, [_some_of_the_words(results.total)]


def _some_of_the_words(complete: int) -> str:
    if not complete:
        return _("Nothing has all the words: these results have some of them.")
    sentence = ngettext(
        "Only the first result has all the words; the others have most of them.",
        "Only the first %(count)d results have all the words; the others have most of them.",
        complete,
    )
    return sentence % {"count": complete}


def _total_without_filters(engine: Engine, asked: SearchQuery, results: Results, scope_ids: Collection[int]) -> int:
    """How many there would be without the filters, for whoever finds nothing under them."""
    if results.total or not asked.has_filters or not asked.root.nodes:
        return 0
    return engine.search(asked.without_filters(), scope_ids).total


def _best_pages(engine: Engine, asked: SearchQuery, results: Results) -> Mapping[str, int]:
    """The page to open for each hit that has pages."""
    several = [hit.id for hit in results.hits if len(hit.page_starts) > 1]
    found = engine.best_pages(several, asked) if several and asked.has_words else {}
    return {hit.id: found.get(hit.id, 1) for hit in results.hits if hit.page_starts}


def nothing(query: SearchQuery) -> ResultPage:
    """The page before anything was asked."""
    first = query.at_page(1)
    return ResultPage(first, first, Results(0, (), {}), ())


def _row(hit: Hit, highlighter: Highlighter, answered: SearchQuery, page: int | None) -> Row:
    source = sources.get_source(hit.type)
    above, arrow, leaf = hit.series_label.rpartition(STEP)
    return Row(
        hit=hit,
        title=highlighter.mark(hit.title),
        snippet=highlighter.snippet(hit.page_text(page) if page else hit.body),
        kind=hit.extra.get("kind") or sources.one_label(hit.type),
        where=leaf or hit.extra.get("where", ""),
        path=above + arrow,
        icon=source.icon if source else "document",
        date=date.fromisoformat(hit.date) if hit.date else None,
        url=_url_of(hit, answered, page),
        page=page if len(hit.page_starts) > 1 else None,
    )


def _url_of(hit: Hit, answered: SearchQuery, page: int | None) -> str:
    """What has pages opens on the best one, with the words marked."""
    if page is None or not answered.has_words:
        return hit.url
    params = {"pagina": page, "q": answered.text} if len(hit.page_starts) > 1 else {"q": answered.text}
    return f"{hit.url}?{urlencode(params)}#p{page}"


def _facet_label(name: str, counted: FacetCount) -> str:
    return sources.type_label(counted.value) if name == "tipus" else counted.label


def _facet_json(facet: Facet) -> Mapping[str, Any]:
    return {"value": facet.value, "label": facet.label, "count": facet.count}
