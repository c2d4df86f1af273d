"""The names of the house in a line of quick entry: rooms, calendars and places by their whole name, people and units
behind "amb" or "con" as one calls them.

Whoever writes Spanish finds the Catalan name too: "sala pequeña" is the Sala petita.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from agenda.calendars.quick_words import AND, ARTICLES, ELIDED, KINDS_OF_UNIT, SMALL, SPANISH, WITH

EDGES = '.,;:!?()[]«»"“”'
LONGEST_NAME = 8
SHORTEST_WORD = 3
# So many words that name nobody may come before the next name: "amb els veïns del carrer i la Marta".
FAR = 4


@dataclass(frozen=True)
class Name:
    """Something of the house that has a name: a room, a calendar, a place, a person, a unit."""

    key: Any
    name: str


@dataclass(frozen=True)
class Called:
    """Somebody whom a line names, and in which of its words, the first and the one after the last."""

    key: Any
    first: int
    end: int


def plain(word: str) -> str:
    """A word without accents, capitals or the marks around it."""
    spread = unicodedata.normalize("NFKD", word.replace("’", "'").casefold())
    bare = "".join(sign for sign in spread if sign > "\x1f" and not unicodedata.combining(sign) and not sign.isspace())
    return bare.strip(EDGES)


def spellings(name: str) -> list[str]:
    """A name as the line may have it: as it is, and word for word in Spanish."""
    words = [plain(word) for word in name.split()]
    return list(dict.fromkeys((" ".join(words), " ".join(_in_spanish(word) for word in words))))


def pattern_of(name: str) -> str:
    return "|".join(re.escape(spelling) for spelling in spellings(name))


def _in_spanish(word: str) -> str:
    if word.startswith("d'"):
        return f"de {_in_spanish(word[2:])}"
    return SPANISH.get(word, word)


def called(words: Sequence[str], names: Sequence[Name]) -> list[Called]:
    """Those whom the words behind each "amb" name; whom they could mean more than one of, or none, is left out."""
    known = [(each.key, _variants(each.name)) for each in names]
    bare = [_without_article(plain(word)) for word in words]
    found = (each for at, word in enumerate(bare) if word in WITH for each in _company(words, bare, at + 1, known))
    return list({each.key: each for each in found}.values())


Variants = list[tuple[str, ...]]


def _variants(name: str) -> Variants:
    return [tuple(_without_article(word) for word in spelling.split()) for spelling in spellings(name)]


def _without_article(word: str) -> str:
    return word[2:] if word.startswith(ELIDED) else word


def _company(words: Sequence[str], bare: list[str], at: int, known: list[tuple[Any, Variants]]) -> Iterator[Called]:
    """One after the other, as long as "i" or a comma joins them."""
    while at < len(bare):
        at += sum(1 for _word in takewhile(ARTICLES.__contains__, bare[at:]))
        found = _longest(words, bare, at, known)
        if found is not None:
            yield found
        at = _next_in_row(words, bare, found.end, found.end) if found else _next_in_row(words, bare, at + 1, at + FAR)


def _next_in_row(words: Sequence[str], bare: list[str], first: int, last: int) -> int:
    """Where the next name begins: after an "i" or a comma between these words."""
    for here in range(first, min(last + 1, len(bare))):
        if bare[here] in AND:
            return here + 1
        if words[here - 1].endswith(","):
            return here
    return len(bare)


def _longest(words: Sequence[str], bare: list[str], at: int, known: list[tuple[Any, Variants]]) -> Called | None:
    for end in range(min(len(bare), at + LONGEST_NAME), at, -1):
        said = bare[at:end]
        if not said[-1] or said[-1] in SMALL or any(word in WITH for word in said):
            continue
        matching = _matching(said, known, is_capital=words[at][:1].isupper())
        if len(matching) == 1:
            return Called(matching[0], at, end)
    return None


def _matching(said: list[str], known: list[tuple[Any, Variants]], *, is_capital: bool) -> list[Any]:
    exact = [key for key, variants in known if tuple(said) in variants]
    if exact:
        return exact
    content = {word for word in said if word not in SMALL}
    if not any(len(word) >= SHORTEST_WORD for word in content):
        return []
    return [key for key, variants in known if any(_is_part(content, each, is_capital) for each in variants)]


def _is_part(content: set[str], name: tuple[str, ...], is_capital: bool) -> bool:
    """Two words of a name are enough; of one alone only the first, or any that is written as a name."""
    if not content <= {*name}:
        return False
    first = next((word for word in name if word not in KINDS_OF_UNIT and word not in SMALL), "")
    return len(content) > 1 or is_capital or content == {first}
