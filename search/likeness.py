"""The words that tell one text from the others: what “more like this” goes by.

How rare a word is counts only in what the person may read. Otherwise a word of their own that some hidden text also
has would change what resembles it, and so tell that the hidden text has it.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping

from search import analysis
from search.engines.base import Hit

READ_CHARACTERS = 30_000
SHORTEST = 4
TITLE_WORTH = 3
CANDIDATES = 28
TELLING_WORDS = 14
MIN_SHARED = 2
"""So many of them, at least, have two texts in common that resemble each other."""


def candidates(hit: Hit) -> dict[str, int]:
    """What the text says most, each word in one of its forms, with how often it says it."""
    counts: Counter[str] = Counter(_words(hit.body[:READ_CHARACTERS]))
    for word in _words(hit.title):
        counts[word] += TITLE_WORTH
    forms: dict[str, str] = {}
    said: Counter[str] = Counter()
    for word, count in counts.items():
        said[forms.setdefault(analysis.stem(word, "ca"), word)] += count
    # Among words said as often, long ones tell more.
    most = sorted(said, key=lambda word: (-said[word], -len(word), word))[:CANDIDATES]
    return {word: said[word] for word in most}


def telling_words(said: Mapping[str, int], holding: Mapping[str, int]) -> list[tuple[str, float]]:
    """The words said often here and by few others, with how much each tells; `holding` is how many texts have each."""
    worth = {
        word: (1 + math.log(count)) / (1 + math.log(holding[word]))
        for word, count in said.items()
        if holding[word] >= MIN_SHARED
    }
    return sorted(worth.items(), key=lambda pair: (-pair[1], pair[0]))[:TELLING_WORDS]


def _words(text: str) -> Collection[str]:
    words = analysis.analyse(text).exact.split()
    return [word for word in words if len(word) >= SHORTEST and not analysis.is_stop_word(word)]
