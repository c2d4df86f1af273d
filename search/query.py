"""What a person typed and chose, understood as well as it can be. Nothing is an error; what was left aside is said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from search import analysis
from search.reading import MAX_TERMS, bad_kind, bad_years, kind_of, read_text, read_years
from search.syntax import Alike, All, Node, Not, Phrase, Term, Years, has_words

__all__ = ["MAX_LENGTH", "MAX_PAGE", "MAX_TERMS", "PAGE_SIZE", "SearchQuery", "Term", "parse_query"]

MAX_LENGTH = 400
MAX_SERIES_KEY = 200
PAGE_SIZE = 10
MAX_PAGE = 1000
"""Engines rank this many pages at most; nobody reads the ten thousandth result."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to look for, under which filters, and which page of it."""

    text: str = ""
    root: All = field(default_factory=All)
    """The tree of what was typed."""
    type: str = ""
    series: str = ""
    years: Years | None = None
    page: int = 1
    page_size: int = PAGE_SIZE
    enough: int = 0
    """So many of the words are enough: the second attempt, when few or no objects have them all. 0 asks for all."""
    notes: tuple[str, ...] = ()

    # --- The tree by what it does ----------------------------------------------------------------

    @property
    def wanted(self) -> tuple[Node, ...]:
        """Words, phrases, beginnings and alternatives with such: what decides the order too."""
        return tuple(node for node in self.root.nodes if has_words(node))

    @property
    def loose(self) -> tuple[Node, ...]:
        """The same with each expression as single words: some of them may be enough."""
        return tuple(_apart(self.wanted))

    @property
    def conditions(self) -> tuple[Node, ...]:
        """Fields and years: what must hold and says nothing about the order."""
        return tuple(node for node in self.root.nodes if not has_words(node) and not isinstance(node, Not))

    @property
    def unwanted(self) -> tuple[Node, ...]:
        return tuple(node.node for node in self.root.nodes if isinstance(node, Not))

    @property
    def terms(self) -> tuple[Term, ...]:
        """The words that were typed, one after the other."""
        return tuple(node for node in _apart(self.root.nodes, equivalents=False) if isinstance(node, Term))

    @property
    def phrases(self) -> tuple[tuple[str, ...], ...]:
        return tuple(node.words for node in self.root.nodes if isinstance(node, Phrase))

    # --- What can be done with it ----------------------------------------------------------------

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.page_size

    @property
    def has_words(self) -> bool:
        return bool(self.wanted)

    @property
    def has_filters(self) -> bool:
        return bool(self.type or self.series or self.years)

    @property
    def asks_something(self) -> bool:
        return bool(self.root.nodes or self.has_filters)

    @property
    def can_loosen(self) -> bool:
        return not self.enough and self._typed > 1

    @property
    def _typed(self) -> int:
        return len(list(_apart(self.wanted, equivalents=False)))

    def with_some(self) -> "SearchQuery":
        """Any of the words is enough."""
        return replace(self, enough=1)

    def with_most(self) -> "SearchQuery":
        """Half of the words are enough."""
        return replace(self, enough=-(-self._typed // 2))

    def without_filters(self) -> "SearchQuery":
        return replace(self, type="", series="", years=None, page=1)

    def at_page(self, page: int) -> "SearchQuery":
        return replace(self, page=page)

    def saying(self, root: All) -> "SearchQuery":
        """The same search with other words."""
        return replace(self, root=root, text=str(root))


def _apart(nodes: tuple[Node, ...], *, equivalents: bool = True) -> Iterator[Node]:
    """The nodes with each run of words as single words."""
    for node in nodes:
        if isinstance(node, Alike):
            yield from node.nodes
            yield from (term for run in node.others for term in run if equivalents)
        else:
            yield node


def parse_query(params: Mapping[str, str]) -> SearchQuery:
    """Read the address of a search: `q` with the query language, and the filters beside it."""
    notes: list[str] = []
    text = _within_length(analysis.clean_text(params.get("q", "")).strip(), notes)
    root, slips = read_text(text)
    if text and not root.nodes:
        slips = [*slips, _("Write at least one word or number to search for.")][-1:]
    notes += slips
    return SearchQuery(
        text=text,
        root=root,
        type=_type_filter(params.get("tipus", ""), notes),
        series=_series_filter(params.get("serie", ""), notes),
        years=_year_filter(params.get("any", ""), notes),
        page=_page_number(params.get("pagina", ""), notes),
        notes=tuple(notes),
    )


def _within_length(text: str, notes: list[str]) -> str:
    if len(text) <= MAX_LENGTH:
        return text
    notes.append(_("The search was too long: only its first %(count)d characters were used.") % {"count": MAX_LENGTH})
    return text[:MAX_LENGTH]


# --- Filters of the address ----------------------------------------------------------------------


def _type_filter(value: str, notes: list[str]) -> str:
    value = value.strip()
    key = kind_of(value) if value else ""
    if value and not key:
        notes.append(bad_kind(value))
    return key


def _series_filter(value: str, notes: list[str]) -> str:
    value = analysis.clean_text(value).strip()
    if len(value) <= MAX_SERIES_KEY:
        return value
    notes.append(_("That series does not exist: all series are shown."))
    return ""


def _year_filter(value: str, notes: list[str]) -> Years | None:
    value = value.strip()
    years = read_years(value) if value else None
    if value and years is None:
        notes.append(bad_years(value))
    return years


def _page_number(value: str, notes: list[str]) -> int:
    value = value.strip()
    if not value:
        return 1
    # The zero of any script is no page either.
    number = int(value[:10]) if value.isdecimal() else 0
    if not number:
        notes.append(_("That page does not exist: this is the first one."))
        return 1
    return min(number, 10**9)
