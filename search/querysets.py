"""Querysets of what is kept about searching."""

from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Count, Max, Q

# A little less than a day and a week: the work of a day is not skipped for having begun a minute earlier.
DAILY_AFTER = timedelta(hours=20)
WEEKLY_AFTER = timedelta(days=6, hours=20)
ENOUGH_PEOPLE = 2
"""What one person alone looks for is nobody's business."""


class SavedSearchQuerySet(models.QuerySet):
    def of(self, user) -> Self:
        return self.filter(owner=user.pk).defer("known")

    def due(self, at: datetime) -> Self:
        """Those whose owner has to be told now what is new."""
        daily = Q(alert="daily", checked_at__lte=at - DAILY_AFTER)
        weekly = Q(alert="weekly", checked_at__lte=at - WEEKLY_AFTER)
        return self.filter(daily | weekly, owner__is_active=True)


class SearchUseQuerySet(models.QuerySet):
    def since(self, week: date) -> Self:
        return self.filter(week__gte=week)

    def in_need(self) -> models.QuerySet:
        """By search and week: looked for by several of whom none opened anything, or reported on purpose."""
        counted = (
            self.order_by()
            .values("key", "week")
            .annotate(
                people=Count("pk"),
                most_found=Max("found"),
                opened=Count("pk", filter=Q(clicked=True)),
                reports=Count("pk", filter=Q(reported=True)),
                example=Max("text"),
            )
        )
        unserved = Q(people__gte=ENOUGH_PEOPLE, opened=0)
        return counted.filter(unserved | Q(reports__gt=0))
