from typing import Self

from wagtail.documents.models import DocumentQuerySet as WagtailDocumentQuerySet

from intranet.access.querysets import ScopedQuerySet


class DocumentQuerySet(ScopedQuerySet, WagtailDocumentQuerySet):
    def for_listing(self) -> Self:
        """What a row of a list shows, in one query."""
        return self.select_related("document_type", "node", "current_version__blob")

    def under(self, node_ids: list[int]) -> Self:
        return self.filter(node__in=node_ids)
