"""What changes the classification table by hand; whole tables come through `importer`."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from docs_library.classification.models import ClassificationNode, ClassificationScheme
from docs_library.classification.root import library_scope
from intranet.access import audit
from intranet.access.models import Scope
from intranet.access.services import create_scope
from intranet.people.querysets import local_day


@transaction.atomic
def create_node(
    scheme: ClassificationScheme,
    code: str,
    title: str,
    *,
    parent: ClassificationNode | None = None,
    is_series: bool = False,
    note: str = "",
    valid_from: date | None = None,
    inherits: bool = True,
) -> ClassificationNode:
    """A class with a scope of its own, below its parent's; `inherits=False` closes it to the readers of the parent."""
    above = parent.scope if parent else library_scope()
    node = ClassificationNode(
        scheme=scheme,
        code=code,
        title=title,
        parent=parent,
        is_series=is_series,
        note=note,
        valid_from=valid_from or scheme.valid_from,
        scope=create_scope(Scope.Kind.NODE, f"{code} {title}", parent=above, inherits=inherits),
    )
    node.full_clean()
    node.save()
    return node


@transaction.atomic
def close_node(
    author, node: ClassificationNode, *, successor: ClassificationNode | None = None, day: date | None = None
) -> None:
    """Take a class out of use from the day after `day` and say which one follows it. What it holds stays (R1)."""
    if successor is not None and successor.pk == node.pk:
        raise ValidationError(_("A class cannot be its own successor."))
    node.valid_to, node.successor = day or local_day(), successor
    node.save(update_fields=["valid_to", "successor"])
    audit.record(author, "class.closed", node, successor=successor.pk if successor else None)
