"""What somebody is invited to and has not declined is part of their agenda, in whatever calendar it stands.

Date by date: who declines one of a series has the others.
"""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from agenda.calendars.guests.models import Attendee, GuestScope
from agenda.calendars.guests.querysets import said_of_date
from agenda.calendars.models import Occurrence

COMING = (Attendee.Answer.WAITING, Attendee.Answer.YES, Attendee.Answer.MAYBE)


class Invitations:
    """Of guests inside the house; who was invited through a unit or a body is a guest like the others."""

    def occurrences_of(self, people: Collection[int], touching: Q) -> QuerySet:
        said = said_of_date("event__attendees", "event__attendees__answer")
        rows = Occurrence.objects.filter(touching, event__attendees__person__in=people).annotate(said=said)
        rows = rows.filter(said__in=COMING).in_order()
        return rows.values_list("event__attendees__person", "pk")

    def scopes(self, readable: QuerySet) -> QuerySet:
        return GuestScope.objects.filter(scope__in=readable).values("scope")

    def calendars(self, readable: QuerySet) -> QuerySet:
        return GuestScope.objects.filter(scope__in=readable).values("event__calendar")


INVITATIONS = Invitations()
