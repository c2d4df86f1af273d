"""calendar-query (RFC 4791 §7.8): the events that a filter fits."""

from xml.etree.ElementTree import Element

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from agenda.caldav.members import Member, Shelf
from agenda.caldav.methods.propfind import Answer
from agenda.caldav.reports import filters, times
from agenda.caldav.reports.filters import Filter
from agenda.caldav.tree import Collection
from agenda.caldav.visit import Visit
from agenda.calendars.models import Event


def query(request: HttpRequest, visit: Visit, collection: Collection, asked: Element) -> HttpResponse:
    wanted = filters.read(asked)
    answer = Answer(visit, asked)
    answer.add_members(collection.shelf, _matching(collection.shelf, wanted, with_text=answer.wants_text))
    return answer.out.response()


def _matching(shelf: Shelf, wanted: Filter, *, with_text: bool) -> list[Member]:
    if wanted.is_empty:
        return []
    events = _candidates(shelf, wanted)
    if not wanted.props:
        return shelf.members(events, with_text=with_text)
    return [member for member in shelf.members(events, with_text=True) if wanted.fits(member.text)]


def _candidates(shelf: Shelf, wanted: Filter) -> QuerySet[Event]:
    """What the database can tell: the span of time, and the identifier, by which one event is looked for."""
    events = shelf.events()
    if wanted.uid is not None:
        # Busy times have identifiers that are made for the answer, so they all stay for the trial.
        events = events.filter(Q(uid__icontains=wanted.uid) | ~Q(scope__in=shelf.readable))
    return times.within(events, wanted.span) if wanted.span else events
