"""Decisions about one object, in plain words."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404

from intranet.access.models import Level
from intranet.access.querysets import ScopedQuerySet
from intranet.access.scopes import scope_allows


def can_read(user, obj) -> bool:
    return scope_allows(user, obj.scope_id)


def can_edit(user, obj) -> bool:
    return scope_allows(user, obj.scope_id, level=Level.EDIT)


def get_visible_or_404(source: type[Model] | ScopedQuerySet, user, **lookup):
    """The object, if this person may know that it exists; otherwise 404, the same as for one that does not exist."""
    rows = source if isinstance(source, ScopedQuerySet) else cast(ScopedQuerySet, source._default_manager.all())
    return get_object_or_404(rows.readable(user), **lookup)


def require(user, obj, level: Level) -> None:
    """Stop unless `user` has that level on `obj`: 404 where it is hidden, 403 where it is only forbidden."""
    if scope_allows(user, obj.scope_id, level=level):
        return
    if can_read(user, obj):
        raise PermissionDenied
    raise Http404
