from datetime import datetime
from typing import Self

from django.db import models

from intranet.access.querysets import ScopedQuerySet
from intranet.access.scopes import readable_scopes


class EventQuerySet(ScopedQuerySet):
    """`readable` answers for the details; `known_to` also has those that show only as busy."""

    def known_to(self, user) -> Self:
        return self.filter(calendar__scope__in=readable_scopes(user))


class OccurrenceQuerySet(models.QuerySet):
    def known_to(self, user) -> Self:
        return self.filter(calendar__scope__in=readable_scopes(user))

    def between(self, start: datetime, end: datetime) -> Self:
        """Those that touch the half-open time [start, end)."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)
