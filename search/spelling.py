"""How far a word is from another, as fingers slip: a letter missing, added, changed, or two of them swapped."""

SHORT, LONG = 4, 7


def edits_allowed(word: str) -> int:
    """One slip in a short word, two in a long one, none in numbers and codes: there a digit is a different thing."""
    if len(word) < SHORT or not word.isalpha():
        return 0
    return 2 if len(word) >= LONG else 1


def distance(one: str, other: str, limit: int) -> int:
    """Edits between two words, a swap of neighbours being one; `limit` + 1 for all that are further."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before, last = [], list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, against in enumerate(other, start=1):
            cost = min(current[-1] + 1, last[column] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, last = last, current
    return min(last[-1], limit + 1)
