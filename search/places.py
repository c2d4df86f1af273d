"""The pages of the house that the palette leads to: each has its name, its address and those who may open it.

register(Place(_("Agenda"), "calendars:agenda", "calendar"))      # where the house is put together
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from search.analysis import analyse

FIRST_LETTERS = 2
"""With fewer letters everything of the house begins so."""


def everyone(user: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Place:
    """A page by its name; `other_names` says what else people call it."""

    label: str | Promise
    url_name: str
    icon: str
    other_names: str | Promise = ""
    is_allowed: Callable[[Any], bool] = everyone

    @property
    def url(self) -> str:
        return reverse(self.url_name)

    def is_called(self, words: list[str]) -> bool:
        """Whether each of those words begins one of its names."""
        names = analyse(f"{self.label} {self.other_names}").exact.split()
        return all(any(name.startswith(word) for name in names) for word in words)


_places: dict[str, Place] = {}


def register(place: Place) -> None:
    """Put a page on the palette, after those that are there; registered again, in its own stead."""
    _places[place.url_name] = place


def places_for(user: Any, typed: str) -> list[Place]:
    """The pages whose names begin with what was typed, among those the person may open; all while nothing is."""
    return list(_called(user, analyse(typed).exact.split()))


def _called(user: Any, words: list[str]) -> Iterator[Place]:
    if words and len("".join(words)) < FIRST_LETTERS:
        return
    yield from (place for place in _places.values() if place.is_called(words) and place.is_allowed(user))
