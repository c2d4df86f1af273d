"""What somebody is invited to and has not declined is part of their agenda, in whatever calendar it stands."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from agenda.calendars.guests.models import Attendee, GuestScope
from agenda.calendars.models import Occurrence

COMING = (Attendee.Answer.WAITING, Attendee.Answer.YES, Attendee.Answer.MAYBE)


class Invitations:
    """Of guests inside the house; who was invited through a unit or a body is a guest like the others."""

    def occurrences_of(self, people: Collection[int], touching: Q) -> QuerySet:
        invited = Q(event__attendees__person__in=people, event__attendees__answer__in=COMING)
        rows = Occurrence.objects.filter(touching, invited).in_order()
        return rows.values_list("event__attendees__person", "pk")

    def scopes(self, readable: QuerySet) -> QuerySet:
        return GuestScope.objects.filter(scope__in=readable).values("scope")

    def calendars(self, readable: QuerySet) -> QuerySet:
        return GuestScope.objects.filter(scope__in=readable).values("event__calendar")


INVITATIONS = Invitations()
