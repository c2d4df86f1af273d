"""How far a word is from another, as fingers slip: a letter missing, added, changed, or two of them swapped."""

from rapidfuzz.distance import OSA

SHORT, LONG = 4, 7
MAX_EDITS = 2


def edits_allowed(word: str) -> int:
    """One slip in a short word, two in a long one, none in numbers and codes: there a digit is a different thing."""
    if len(word) < SHORT or not word.isalpha():
        return 0
    return MAX_EDITS if len(word) >= LONG else 1


def distance(one: str, other: str, limit: int) -> int:
    """Edits between two words, a swap of neighbours being one; `limit` + 1 for all that are further."""
    return OSA.distance(one, other, score_cutoff=limit)
