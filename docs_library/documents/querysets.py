from typing import Self

from wagtail.documents.models import DocumentQuerySet as WagtailDocumentQuerySet

from intranet.access.querysets import ScopedQuerySet


class DocumentQuerySet(ScopedQuerySet, WagtailDocumentQuerySet):
    def for_listing(self) -> Self:
        """What a row of a list shows, in one query."""
        return self.select_related("document_type", "node", "scope", "current_version__blob")

    def for_reading(self) -> Self:
        """What the page of one document shows; the classes above it as far as tables usually go."""
        return self.for_listing().select_related("uploaded_by_user", "node__parent__parent__parent")

    def under(self, node_ids: list[int]) -> Self:
        return self.filter(node__in=node_ids)
