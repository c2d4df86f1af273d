"""What of the agenda somebody may know.

`readable` answers for the details. `known_to` also has the events that show only as busy: those of a calendar that
the person may see, whatever their own scope says.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Case, Q, Value, When

from agenda.calendars import taking_part
from intranet.access.querysets import ScopedQuerySet
from intranet.access.scopes import readable_scopes


def is_in(scopes: models.QuerySet | Collection[int]) -> Case:
    """Whether the scope of each row is one of these."""
    return Case(When(scope__in=scopes, then=Value(True)), default=Value(False), output_field=models.BooleanField())


def known_q(scopes: models.QuerySet) -> Q:
    return Q(calendar__scope__in=scopes) | Q(scope__in=scopes)


def touching_q(first: date, last: date) -> Q:
    """Occurrences on any of these days; those over midnight have an index of their own."""
    return Q(spans_days=False, day__range=(first, last)) | Q(spans_days=True, last_day__gte=first, day__lte=last)


class CalendarQuerySet(ScopedQuerySet):
    def seen_with(self, scopes: models.QuerySet) -> Self:
        """Calendars that may be seen, and those of which some events may be."""
        shared = Q(visibility_scopes__scope__in=scopes)
        return self.filter(Q(scope__in=scopes) | shared | taking_part.calendars_q(scopes)).distinct()


class EventQuerySet(ScopedQuerySet):
    def known_to(self, user) -> Self:
        return self.filter(known_q(readable_scopes(user)))

    def alive_since(self, moment: datetime) -> Self:
        """Those that are not over at that instant; a series lives until its last repetition."""
        return self.filter(Q(last_ends_at__isnull=True) | Q(last_ends_at__gte=moment))

    def to_expand(self, until: date) -> Self:
        """Series that are written out only to a day before that one."""
        return self.filter(expanded_until__lt=until)


class OccurrenceQuerySet(ScopedQuerySet):
    def known_to(self, user) -> Self:
        return self.filter(known_q(readable_scopes(user)))

    def touching(self, first: date, last: date) -> Self:
        """Those that take place on any of these days."""
        return self.filter(touching_q(first, last))

    def within_a_day(self, first: date, last: date) -> Self:
        """Those that begin and end on one of these days."""
        return self.filter(spans_days=False, day__range=(first, last))

    def across_days(self, first: date, last: date) -> Self:
        """Those that go over midnight and touch these days."""
        return self.filter(spans_days=True, last_day__gte=first, day__lte=last)

    def in_order(self) -> Self:
        return self.order_by("day", "-all_day", "starts_at", "pk")
