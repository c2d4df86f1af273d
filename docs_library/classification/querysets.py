from datetime import date
from typing import Self

from django.db.models import Q

from intranet.access.querysets import ScopedQuerySet
from intranet.people.querysets import local_day


class NodeQuerySet(ScopedQuerySet):
    def open(self, day: date | None = None) -> Self:
        """Nodes that can still receive case files and documents."""
        on = day or local_day()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)

    def series(self) -> Self:
        return self.filter(is_series=True)
