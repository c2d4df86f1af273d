from datetime import datetime
from typing import Self

from django.db.models import Count
from django.utils import timezone

from intranet.access.querysets import ScopedQuerySet


class MeetingQuerySet(ScopedQuerySet):
    def for_listing(self) -> Self:
        """What a row of a list shows, in one query."""
        return self.select_related("body").annotate(
            item_count=Count("items", distinct=True), paper_count=Count("items__papers", distinct=True)
        )

    def ahead(self, at: datetime | None = None) -> Self:
        """Convened and not over yet, the nearest first."""
        moment = at or timezone.now()
        return self.filter(state=self.model.State.CONVENED, ends_at__gte=moment).order_by("starts_at")
