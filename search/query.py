"""What a person typed, understood as well as it can be. Nothing typed is an error; what was left aside is said."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from search import analysis, sources

MAX_LENGTH = 400
MAX_TERMS = 32
MAX_SERIES_KEY = 200
PAGE_SIZE = 10
MAX_PAGE = 1000
"""Engines rank this many pages at most; nobody reads the ten thousandth result."""

QUOTES = str.maketrans("“”„«»″", '""""""')
# A minus counts only at the start of a word: `A-1312` is a code, ` -obres` leaves something out.
CHUNK = re.compile(r'(?P<minus>-)?"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)')


@dataclass(frozen=True, slots=True)
class Term:
    """One word or code: it matches its joined form, or all of its parts in any form of the word."""

    parts: tuple[str, ...]
    joined: str = ""
    literal: bool = False
    """Match the word itself and not its stem: a query of nothing but small words."""

    @property
    def exact(self) -> str:
        return self.joined or self.parts[0]

    def stems(self) -> tuple[tuple[str, ...], ...]:
        return tuple((part,) if self.literal else analysis.stems_of(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to look for, under which filters, and which page of it."""

    text: str = ""
    terms: tuple[Term, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[Term, ...] = ()
    excluded_phrases: tuple[tuple[str, ...], ...] = ()
    type: str = ""
    series: str = ""
    year: int | None = None
    page: int = 1
    page_size: int = PAGE_SIZE
    any_term: bool = False
    """One of the words is enough: the second attempt, when no object has them all."""
    notes: tuple[str, ...] = ()

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.page_size

    @property
    def has_words(self) -> bool:
        return bool(self.terms or self.phrases)

    @property
    def has_filters(self) -> bool:
        return bool(self.type or self.series or self.year is not None)

    @property
    def asks_something(self) -> bool:
        return bool(self.has_words or self.excluded or self.excluded_phrases or self.has_filters)

    @property
    def can_loosen(self) -> bool:
        return not self.any_term and len(self.terms) + len(self.phrases) > 1

    def loosened(self) -> "SearchQuery":
        return replace(self, any_term=True)

    def at_page(self, page: int) -> "SearchQuery":
        return replace(self, page=page)


@dataclass
class _Reading:
    """The parts of a query while it is being read."""

    terms: list[Term] = field(default_factory=list)
    phrases: list[tuple[str, ...]] = field(default_factory=list)
    excluded: list[Term] = field(default_factory=list)
    excluded_phrases: list[tuple[str, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def parse_query(params: Mapping[str, str]) -> SearchQuery:
    """Read the address of a search: `q` with words, "phrases" and -exclusions, and the filters beside it."""
    reading = _Reading()
    text = _within_length(analysis.clean_text(params.get("q", "")).strip(), reading)
    _read_text(text, reading)
    if text and not _anything_read(reading):
        reading.notes.append(_("Write at least one word or number to search for."))
    return SearchQuery(
        text=text,
        terms=tuple(_without_stop_words(reading.terms)),
        phrases=tuple(reading.phrases),
        excluded=tuple(reading.excluded),
        excluded_phrases=tuple(reading.excluded_phrases),
        type=_type_filter(params.get("tipus", ""), reading),
        series=_series_filter(params.get("serie", ""), reading),
        year=_year_filter(params.get("any", ""), reading),
        page=_page_number(params.get("pagina", ""), reading),
        notes=tuple(reading.notes),
    )


# --- Words ---------------------------------------------------------------------------------------


def _within_length(text: str, reading: _Reading) -> str:
    if len(text) <= MAX_LENGTH:
        return text
    reading.notes.append(
        _("The search was too long: only its first %(count)d characters were used.") % {"count": MAX_LENGTH}
    )
    return text[:MAX_LENGTH]


def _read_text(text: str, reading: _Reading) -> None:
    for chunk in CHUNK.finditer(text.translate(QUOTES)):
        if (phrase := chunk["phrase"]) is not None:
            _read_phrase(phrase, reading, excluded=bool(chunk["minus"]))
        else:
            _read_word(chunk["word"], reading)
    if len(reading.terms) > MAX_TERMS:
        del reading.terms[MAX_TERMS:]
        reading.notes.append(_("Only the first %(count)d words were used.") % {"count": MAX_TERMS})


def _read_phrase(phrase: str, reading: _Reading, *, excluded: bool) -> None:
    words = tuple(analysis.analyse(phrase).exact.split())
    if words:
        (reading.excluded_phrases if excluded else reading.phrases).append(words)


def _read_word(word: str, reading: _Reading) -> None:
    excluded = word.startswith("-")
    target = reading.excluded if excluded else reading.terms
    for raw in analysis.RAW_WORD.findall(word):
        target.extend(term for term in _terms(raw) if term not in target)


def _terms(raw: str) -> list[Term]:
    parts, joined = analysis.take_apart(raw)
    if joined:
        return [Term(parts, joined)]
    return [Term((part,)) for part in parts]


def _without_stop_words(terms: list[Term]) -> list[Term]:
    """Small words are left out beside others; alone, they are what the person wants."""
    telling = [term for term in terms if term.joined or not analysis.is_stop_word(term.parts[0])]
    return telling or [Term(term.parts, term.joined, literal=True) for term in terms]


def _anything_read(reading: _Reading) -> bool:
    return bool(reading.terms or reading.phrases or reading.excluded or reading.excluded_phrases)


# --- Filters -------------------------------------------------------------------------------------


def _type_filter(value: str, reading: _Reading) -> str:
    value = value.strip()
    if not value or sources.get_source(value):
        return value
    reading.notes.append(_("There is no kind of thing called “%(value)s”: all kinds are shown.") % _shown(value))
    return ""


def _series_filter(value: str, reading: _Reading) -> str:
    value = analysis.clean_text(value).strip()
    if len(value) <= MAX_SERIES_KEY:
        return value
    reading.notes.append(_("That series does not exist: all series are shown."))
    return ""


def _year_filter(value: str, reading: _Reading) -> int | None:
    value = value.strip()
    if not value:
        return None
    if value.isdecimal() and len(value) == 4:
        return int(value)
    reading.notes.append(_("“%(value)s” is not a year; write it with four figures, like 2026.") % _shown(value))
    return None


def _page_number(value: str, reading: _Reading) -> int:
    value = value.strip()
    if not value:
        return 1
    if not value.isdecimal() or not value.strip("0"):
        reading.notes.append(_("That page does not exist: this is the first one."))
        return 1
    return int(value) if len(value) <= 9 else 10**9


def _shown(value: str) -> dict[str, str]:
    return {"value": analysis.clean_text(value)[:60]}
