"""The piece of text that shows why something was found, with the words marked.

The marks follow the words of the analysis, not the letters typed: `llicencia` marks `Llicències`, `l'escola` marks
`escola`, `20260012` marks `2026/0012`. Candidates are found with one pattern over the text as people read it and each
is confirmed by its analysis, so that long texts are scanned and not taken apart.
"""

import re
import unicodedata
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from search import analysis
from search.query import SearchQuery
from search.syntax import Phrase, Prefix, Term, words_of

WINDOW = 220
LEAD = 60
"""Characters of context before the first marked word."""
MAX_MATCHES = 200
PREFIX = 4

SPACES = re.compile(r"\s+")


class Match(NamedTuple):
    start: int
    end: int
    words: frozenset[str]


class Highlighter:
    """Marks the words of one query; made once for a page of results."""

    def __init__(self, query: SearchQuery) -> None:
        self.wanted = frozenset(_wanted(query))
        self.prefixes = tuple(node.start for node in words_of(query.root.nodes) if isinstance(node, Prefix))
        self.pattern = _candidates(self.wanted.union(self.prefixes))
        self._known: dict[str, frozenset[str]] = {}

    def spans(self, text: str) -> list[tuple[int, int]]:
        """From where to where the words stand in a text that went through `clean_text`."""
        return [(match.start, match.end) for match in self._matches(text)]

    def mark(self, text: str) -> SafeString:
        """The whole text, escaped, with the words marked."""
        return _render(text, self._matches(text))

    def mark_lines(self, text: str) -> SafeString | None:
        """The whole text with its line ends, escaped, with the words marked; None if it has none of them."""
        clean = analysis.clean_text(text)
        matches = self._matches(clean)
        return _join(_pieces(clean, matches)) if matches else None

    def snippet(self, text: str) -> SafeString:
        """The window of the text that shows most of what was asked; its beginning if it shows nothing."""
        matches = self._matches(text)
        start, end = _window(text, _best(matches))
        inside = [Match(m.start - start, m.end - start, m.words) for m in matches if start <= m.start and m.end <= end]
        before, after = "… " if start else "", " …" if end < len(text) else ""
        return format_html("{}{}{}", before, _render(text[start:end], inside), after)

    def _matches(self, text: str) -> list[Match]:
        return list(islice(self._found(text), MAX_MATCHES))

    def _found(self, text: str) -> Iterator[Match]:
        candidates = self.pattern.finditer(text) if self.pattern else ()
        return filter(None, map(self._confirmed, candidates))

    def _confirmed(self, candidate: re.Match[str]) -> Match | None:
        text = candidate.group()
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._wanted_in(text)
        return Match(candidate.start(), candidate.end(), found) if found else None

    def _wanted_in(self, text: str) -> frozenset[str]:
        words: set[str] = set()
        for language in analysis.LANGUAGES:
            for analysed in analysis.analyse(text, language):
                words.update(analysed.split())
        found = self.wanted & words
        if self.prefixes:
            found |= {word for word in words if word.startswith(self.prefixes)}
        return found


# --- What to look for ----------------------------------------------------------------------------


def _wanted(query: SearchQuery) -> Iterator[str]:
    for node in words_of(query.root.nodes):
        if isinstance(node, Term):
            yield from _forms(node)
        elif isinstance(node, Phrase):
            yield from (word for word in node.words if not analysis.is_stop_word(word))


def _forms(term: Term) -> Iterator[str]:
    yield term.exact
    if term.joined:
        yield from (part for part in term.parts if len(part) > 1)
    for stems in term.stems() if not term.joined else ():
        yield from stems


def _candidates(wanted: Iterable[str]) -> re.Pattern[str] | None:
    """Words that begin like one of those: stems share their first letters with every form of the word."""
    beginnings = "|".join(sorted({_beginning(word) for word in wanted}))
    if not beginnings:
        return None
    tail = rf"(?:[{analysis.APOSTROPHES}·•∙.\-‐‑–/]?\w)*"
    return re.compile(rf"(?<!\w)(?:{beginnings}){tail}", re.IGNORECASE)


def _beginning(word: str) -> str:
    is_code = any(character.isdigit() for character in word)
    between = r"[.\-‐‑–/]?" if is_code else ""
    letters = [_any_accent(character) for character in word[:PREFIX]]
    # An l may be half of an `l·l`.
    return between.join(f"{letter}[·•∙.]?" if word[at] == "l" else letter for at, letter in enumerate(letters))


def _any_accent(letter: str) -> str:
    return f"[{letter}{ACCENTS.get(letter, '')}]" if letter.isalpha() else re.escape(letter)


def _accents() -> dict[str, str]:
    """Each plain letter with the accented ones that analysis folds into it."""
    table: dict[str, str] = {}
    for character in map(chr, range(0xC0, 0x250)):
        plain = unicodedata.normalize("NFD", character.lower())[0]
        table[plain] = table.get(plain, "") + character
    return table


ACCENTS = _accents()


# --- What to show --------------------------------------------------------------------------------


def _best(matches: Sequence[Match]) -> Match | None:
    """The first match of the window with most different words, then most words."""
    best, best_worth = None, (0, 0)
    window: deque[Match] = deque()
    counts: Counter[str] = Counter()
    for match in matches:
        window.append(match)
        counts.update(match.words)
        while match.end - window[0].start > WINDOW - LEAD:
            counts.subtract(window.popleft().words)
        worth = (sum(1 for count in counts.values() if count > 0), len(window))
        if window and worth > best_worth:
            best, best_worth = window[0], worth
    return best


def _window(text: str, match: Match | None) -> tuple[int, int]:
    """From a little before the match, between spaces where there are any."""
    first, last = (match.start, match.end) if match else (0, 0)
    start = max(0, first - LEAD)
    if start:
        start = text.find(" ", start, first) + 1 or first
    end = min(len(text), start + WINDOW)
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = max(space if space > start else end, last)
    return start, end


def _render(text: str, matches: Sequence[Match]) -> SafeString:
    """On one line."""
    return _join(_pieces(text, matches, lambda plain: SPACES.sub(" ", plain)))


def _join(pieces: Iterable[str]) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _pieces(text: str, matches: Sequence[Match], between: Callable[[str], str] = str) -> Iterator[str]:
    at = 0
    for match in matches:
        yield between(text[at : match.start])
        yield format_html("<mark>{}</mark>", text[match.start : match.end])
        at = match.end
    yield between(text[at:])
