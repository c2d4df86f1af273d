"""Invitations, as one person may answer them."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class AttendeeQuerySet(models.QuerySet):
    def with_people(self) -> Self:
        return self.select_related("person", "through", "answered_by")

    def of(self, user) -> Self:
        """One's own."""
        return self.filter(person=user)

    def ahead(self, moment: datetime | None = None) -> Self:
        """To what is not over."""
        now = moment or timezone.now()
        return self.filter(Q(event__last_ends_at__isnull=True) | Q(event__last_ends_at__gte=now))

    def waiting(self) -> Self:
        return self.filter(answer="NEEDS-ACTION")
