"""Decisions about documents, in plain words."""

from django.core.exceptions import PermissionDenied

from docs_library.classification.models import ClassificationNode
from docs_library.documents.models import Document
from intranet.access.models import Level, Scope
from intranet.access.scopes import scope_allows


def editable_nodes(user):
    """The open classes where this person may file documents."""
    return ClassificationNode.objects.editable(user).open()


def is_open(node: ClassificationNode) -> bool:
    """A closed class takes no more documents (R1)."""
    return ClassificationNode.objects.open().filter(pk=node.pk).exists()


def require_scope(user, scope: Scope) -> None:
    """A document may be put under another scope only by who may edit there too."""
    if not scope_allows(user, scope.pk, level=Level.EDIT):
        raise PermissionDenied


def readable_copies(user, sha256: str, *, besides: Document | None = None):
    """Documents with the same bytes in any of their versions that this person may know about."""
    copies = Document.objects.readable(user).filter(versions__blob__sha256=sha256)
    others = copies.exclude(pk=besides.pk) if besides else copies
    return others.distinct().order_by("-date", "-pk")
