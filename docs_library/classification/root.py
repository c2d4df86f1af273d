"""The scope above the whole classification tree. Nobody reads it until somebody is granted it (deny by default)."""

from intranet.access.models import Scope
from intranet.access.services import create_scope

# What tells this scope from others without a parent; content, and so in Catalan.
LIBRARY_SCOPE_NAME = "Arxiu municipal"


def library_scope() -> Scope:
    """Made at first use. It hangs from nothing: what everyone signed in may read does not reach the files."""
    roots = Scope.objects.filter(kind=Scope.Kind.NODE, parent=None, name=LIBRARY_SCOPE_NAME)
    return roots.order_by("pk").first() or create_scope(Scope.Kind.NODE, LIBRARY_SCOPE_NAME)
