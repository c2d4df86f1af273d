"""Invitations, as one person may answer them."""

from datetime import datetime, timedelta
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from intranet.people.querysets import DatedQuerySet


def said_of_date(attendee: str, answer: str, date: str = "recurrence_id") -> Coalesce:
    """What an attendee said of the date of each row, or else of the whole; by the paths that lead from the row."""
    own = apps.get_model("guests", "DateAnswer").objects.filter(
        attendee=OuterRef(attendee), recurrence_id=OuterRef(date)
    )
    return Coalesce(Subquery(own.values("answer")[:1]), F(answer))


class DelegationQuerySet(DatedQuerySet):
    def in_force(self, at: datetime | None = None) -> Self:
        return super().in_force(at).filter(ended_at__isnull=True)

    def in_force_or_ahead(self) -> Self:
        day = timezone.localdate()
        return self.filter(Q(end_date__isnull=True) | Q(end_date__gte=day), ended_at__isnull=True)


class AttendeeQuerySet(models.QuerySet):
    def with_people(self) -> Self:
        return self.select_related("person", "through", "answered_by")

    def with_dates_ahead(self) -> Self:
        """With what they said of single dates from today on, in `dates_ahead`."""
        since = timezone.now() - timedelta(days=1)
        ahead = apps.get_model("guests", "DateAnswer").objects.filter(recurrence_id__gte=since)
        return self.prefetch_related(Prefetch("dates", ahead.select_related("answered_by"), to_attr="dates_ahead"))

    def of(self, user) -> Self:
        """One's own, and those of the people for whom one acts."""
        delegations = apps.get_model("guests", "Delegation").objects.filter(delegate=user, person__is_active=True)
        return self.filter(Q(person=user) | Q(person__in=delegations.in_force().values("person")))

    def ahead(self, moment: datetime | None = None) -> Self:
        """To what is not over."""
        now = moment or timezone.now()
        return self.filter(Q(event__last_ends_at__isnull=True) | Q(event__last_ends_at__gte=now))

    def waiting(self) -> Self:
        return self.filter(answer="NEEDS-ACTION")
