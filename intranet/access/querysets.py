"""Querysets of the access tables, and the mixin that every protected model uses."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


def in_force_q(at: datetime) -> Q:
    """Valid at that instant: the start counts, the end does not."""
    return Q(valid_from__lte=at) & (Q(valid_to__isnull=True) | Q(valid_to__gt=at))


class GrantQuerySet(models.QuerySet):
    def in_force(self, at: datetime | None = None) -> Self:
        return self.filter(in_force_q(at or timezone.now()))


class EffectiveGrantQuerySet(GrantQuerySet):
    def of(self, principal_ids: set[int], level: int) -> Self:
        return self.filter(principal__in=principal_ids, level__gte=level)


class ScopedQuerySet(models.QuerySet):
    """A queryset of rows that carry a scope. Lists begin with `readable`; nothing else decides."""

    def readable(self, user, *, at: datetime | None = None) -> Self:
        from intranet.access.scopes import readable_scopes

        return self.filter(scope__in=readable_scopes(user, at=at))

    def editable(self, user, *, at: datetime | None = None) -> Self:
        from intranet.access.models import Level
        from intranet.access.scopes import readable_scopes

        return self.filter(scope__in=readable_scopes(user, at=at, level=Level.EDIT))
