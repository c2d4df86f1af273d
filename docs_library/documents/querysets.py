from typing import Self

from django.db.models import Q, QuerySet
from wagtail.documents.models import DocumentQuerySet as WagtailDocumentQuerySet

from intranet.access.querysets import ScopedQuerySet


class VersionQuerySet(QuerySet):
    def waiting(self) -> Self:
        """Those of which something is still to be read or drawn."""
        return self.in_state("pending")

    def in_state(self, *states: str) -> Self:
        """Text or preview in any of these states."""
        return self.filter(Q(text_state__in=states) | Q(preview_state__in=states))

    def without_places(self) -> Self:
        """Scans read before it was kept where each of their words stands."""
        return self.filter(pages__is_ocr=True, pages__word_boxes=[]).distinct()


class DocumentQuerySet(ScopedQuerySet, WagtailDocumentQuerySet):
    def for_listing(self) -> Self:
        """What a row of a list shows, in one query."""
        return self.select_related("document_type", "node", "scope", "current_version__blob")

    def for_reading(self) -> Self:
        """What the page of one document shows; the classes above it as far as tables usually go."""
        return self.for_listing().select_related("uploaded_by_user", "node__parent__parent__parent")

    def under(self, node_ids: list[int]) -> Self:
        return self.filter(node__in=node_ids)
