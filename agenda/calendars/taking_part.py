"""Who takes part in what, beside what stands in their own calendar (R17).

Told by the room that invites (`agenda.calendars.guests`), which this one does not know:

    taking_part.register(source)
"""

from collections.abc import Collection, Iterator
from functools import reduce
from itertools import chain
from operator import or_
from typing import Protocol

from django.db.models import Q, QuerySet

NOTHING = Q(pk__in=())


class Source(Protocol):
    """One way of taking part."""

    def occurrences_of(self, people: Collection[int], touching: Q) -> QuerySet:
        """Pairs of a person and an occurrence, of those that `touching` names; what was declined is none of them."""

    def scopes(self, readable: QuerySet) -> QuerySet:
        """The readable scopes that events have of their own, because somebody takes part who could not read them."""

    def calendars(self, readable: QuerySet) -> QuerySet:
        """The calendars where those events stand."""


_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def occurrences_of(people: Collection[int], touching: Q) -> Iterator[tuple[int, int]]:
    return chain.from_iterable(each.occurrences_of(people, touching) for each in _sources) if people else iter(())


def opened_q(readable: QuerySet) -> Q:
    """Events and occurrences that are open by a scope of their own, which no calendar knows of."""
    return reduce(or_, (Q(scope__in=each.scopes(readable)) for each in _sources), NOTHING)


def calendars_q(readable: QuerySet) -> Q:
    """Calendars in which something is open by such a scope."""
    return reduce(or_, (Q(pk__in=each.calendars(readable)) for each in _sources), NOTHING)
