"""One or two letters for each calendar, so that colour is never the only sign."""

from collections.abc import Iterable, Iterator

from agenda.calendars.models import Calendar


def give_marks(calendars: Iterable[Calendar]) -> None:
    """A mark of its own for each: the initial if it is free, else two letters, else a number."""
    taken: set[str] = set()
    for calendar in calendars:
        calendar.mark = next(each for each in _candidates(calendar.name) if each not in taken)
        taken.add(calendar.mark)


def _candidates(name: str) -> Iterator[str]:
    words = [word for word in name.split() if word[:1].isalnum() and len(word) > 2] or [name]
    first = words[0][0].upper()
    yield first
    yield from (first + word[0].lower() for word in words[1:])
    yield from (first + letter for letter in words[0][1:].lower())
    yield from (f"{first}{number}" for number in range(2, 1000))
