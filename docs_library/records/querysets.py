from typing import Self

from django.db.models import Count, Q, QuerySet

from intranet.access.querysets import ScopedQuerySet


class CaseFileQuerySet(ScopedQuerySet):
    def for_listing(self) -> Self:
        return self.select_related("node")

    def open(self) -> Self:
        return self.filter(status="open")

    def with_counts(self, scopes: QuerySet) -> Self:
        """Adds `document_count`: only the documents under scopes that this person may read."""
        return self.annotate(document_count=Count("filings", filter=Q(filings__document__scope__in=scopes)))
