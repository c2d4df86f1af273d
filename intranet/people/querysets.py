"""Querysets of people and of what is in force."""

from datetime import date, datetime
from typing import Self

from django.contrib.auth.models import UserManager
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


class PersonQuerySet(models.QuerySet):
    def listed(self) -> Self:
        """Those whom the directory shows: everyone who works here or holds office, until the account is closed."""
        return self.filter(is_active=True)


class PersonManager(UserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]  # a base only made when run
    """Django's manager of accounts, with the querysets of this room."""

    use_in_migrations = False


class RecoveryCodeQuerySet(models.QuerySet):
    def usable(self, at: datetime | None = None) -> Self:
        moment = at or timezone.now()
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=moment), used_at__isnull=True)

    def own(self) -> Self:
        """The codes that people keep themselves, without the rescue codes that somebody gave them."""
        return self.filter(expires_at__isnull=True)

    def spend(self) -> bool:
        """Mark as used, in one statement: of two that try at once, one finds nothing left."""
        return self.update(used_at=timezone.now()) == 1
