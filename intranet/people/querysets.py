"""Querysets of people and of what is in force."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


def local_day(at: datetime | None = None) -> date:
    """The day in the town at that instant: memberships end at the town's midnight."""
    return timezone.localdate(at)


class DatedQuerySet(models.QuerySet):
    def in_force(self, at: datetime | None = None) -> Self:
        day = local_day(at)
        return self.filter(Q(end_date__isnull=True) | Q(end_date__gte=day), start_date__lte=day)
