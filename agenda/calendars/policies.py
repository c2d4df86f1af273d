"""Decisions about one event: who may write in a calendar, who may change an event."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from agenda.calendars.models import Calendar, Event
from intranet.access.models import Level
from intranet.access.policies import can_edit, can_read, require


def can_change(user, event: Event) -> bool:
    """Whoever writes in its calendar and may read it: nobody changes what shows to them only as busy."""
    return event.subscription_id is None and can_read(user, event) and can_edit(user, event.calendar)


def require_writable(user, calendar: Calendar) -> None:
    """Stop unless `user` writes in that calendar. None is the product itself."""
    if user is not None:
        require(user, calendar, Level.EDIT)


def require_change(user, event: Event) -> None:
    if user is None:
        return
    if not can_read(user, event):
        raise Http404
    if not can_edit(user, event.calendar):
        raise PermissionDenied
    if event.subscription_id is not None:
        raise PermissionDenied(_("This event comes from an outside calendar. It is changed there."))
