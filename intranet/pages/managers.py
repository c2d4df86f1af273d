from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from intranet.access.querysets import ScopedQuerySet


class ScopedPageQuerySet(ScopedQuerySet, PageQuerySet):
    """Pages that carry a scope."""


ScopedPageManager = PageManager.from_queryset(ScopedPageQuerySet)
