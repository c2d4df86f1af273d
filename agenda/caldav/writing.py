"""What PUT and DELETE share: may this be written, is it still what the program saw, and refusals in its words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from agenda.caldav import tree
from agenda.caldav.dav import CALDAV, DAV
from agenda.caldav.errors import DavError
from agenda.caldav.members import Member
from agenda.caldav.models import AppPassword
from agenda.caldav.tree import Item
from agenda.caldav.visit import NotHere, Visit
from agenda.calendars.errors import AgendaError, CalendarTooBig, EventChanged
from agenda.calendars.models import Event
from agenda.calendars.policies import can_change
from agenda.calendars.rooms.errors import BookingRefused

FROM_RECORDS = {Event.Type.MEETING, Event.Type.DEADLINE}
NEED_PRIVILEGES = f"{DAV}need-privileges"


class Forbidden(DavError):
    def __init__(self, sentence: str) -> None:
        super().__init__(403, NEED_PRIVILEGES, sentence)


class Stale(DavError):
    """The program saw another version, or thought that there was none."""

    def __init__(self) -> None:
        sentence = _("Somebody else changed this event in the meantime. Update your calendar and repeat your change.")
        super().__init__(412, None, sentence)


def item_at(visit: Visit, path: str) -> Item:
    """The event that is to be written, in a calendar where this may be done."""
    resource = tree.find(visit, path)
    if not isinstance(resource, Item):
        raise Forbidden(_("This is not an event. Calendars and people are changed in the intranet."))
    if visit.password.reach != AppPassword.Reach.WRITE:
        raise Forbidden(_("The password of this device only reads. Make one that also writes, in your account."))
    if not visit.may_write(resource.shelf.calendar):
        raise Forbidden(_("You can look at this calendar but not write in it."))
    return resource


def require_changeable(visit: Visit, item: Item) -> Event:
    """The event itself, locked until the transaction ends: read by this person, and not made from a record."""
    if item.member is None:
        raise NotHere
    if not item.member.is_open:
        raise Forbidden(_("This time is taken by something that you cannot see, so you cannot change it."))
    event = Event.objects.select_for_update(of=("self",)).select_related("calendar", "organizer")
    found = event.filter(pk=item.member.event).first()
    if found is None:
        raise NotHere
    if found.event_type in FROM_RECORDS:
        raise Forbidden(_("This event comes from its record. Change it there."))
    if not can_change(visit.person, found):
        raise Forbidden(_("You cannot change this event. It is changed where it comes from."))
    return found


def check_conditions(request: HttpRequest, member: Member | None) -> None:
    """If-Match and If-None-Match (RFC 9110 §13), against the version that is locked."""
    wanted, unwanted = request.headers.get("If-Match"), request.headers.get("If-None-Match")
    if wanted is not None and (member is None or not _matches(wanted, member)):
        raise Stale
    if unwanted is not None and member is not None and _matches(unwanted, member):
        raise Stale


def _matches(header: str, member: Member) -> bool:
    return header.strip() == "*" or member.etag in parse_etags(header)


@contextmanager
def refusals() -> Iterator[None]:
    """The refusals of the agenda, in the words of the protocol."""
    try:
        yield
    except BookingRefused as problem:
        raise DavError(409, None, str(problem)) from problem
    except EventChanged as problem:
        raise Stale from problem
    except CalendarTooBig as problem:
        raise DavError(403, f"{CALDAV}max-resource-size", str(problem)) from problem
    except AgendaError as problem:
        raise DavError(403, f"{CALDAV}valid-calendar-data", str(problem)) from problem
    except PermissionDenied as problem:
        raise Forbidden(
            str(problem) or _("You cannot change this event. It is changed where it comes from.")
        ) from problem
    except Http404 as problem:
        raise NotHere from problem
    except IntegrityError as problem:
        # Two programs wrote the same new event at once; the other one was faster.
        raise Stale from problem
