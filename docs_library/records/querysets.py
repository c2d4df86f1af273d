from typing import Self

from django.db.models import Count

from intranet.access.querysets import ScopedQuerySet


class CaseFileQuerySet(ScopedQuerySet):
    def for_listing(self) -> Self:
        return self.select_related("node")

    def with_counts(self, readable_documents) -> Self:
        """Adds `document_count`: only the documents that this person may see."""
        from django.db.models import Q

        return self.annotate(
            document_count=Count("filings", filter=Q(filings__document__in=readable_documents.values("pk")))
        )
