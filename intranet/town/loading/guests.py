"""Guests of the events of the demo town, and who acts for the mayor, through the services that people use."""

from agenda.calendars.guests import wanted
from agenda.calendars.guests.delegations import delegate
from agenda.calendars.guests.models import Attendee
from agenda.calendars.guests.said import is_over
from agenda.calendars.guests.services import answer, set_guests
from agenda.calendars.guests.wanted import Guest
from agenda.calendars.models import Event
from intranet.town.demo.guests import DELEGATIONS, GUESTS, DemoGuest
from intranet.town.demo.shapes import DemoContent
from intranet.town.loading.index import Index


def load(content: DemoContent, index: Index) -> None:
    for title, guests in GUESTS.items():
        _invite(Event.objects.get(summary=title), guests, index)
    for person, acting in DELEGATIONS.items():
        delegate(index.people[person], index.people[acting], start=content.today)


def _invite(event: Event, shapes: tuple[DemoGuest, ...], index: Index) -> None:
    guests = [_guest(shape, index) for shape in shapes]
    set_guests(None, event, guests)
    for shape, guest in zip(shapes, guests, strict=True):
        # A town of a day gone by holds what nobody can answer any more.
        if shape.answer and not is_over(event):
            row = Attendee.objects.get(event=event, person=guest.person, email=guest.email)
            answer(row.person, row, shape.answer, comment=shape.comment)


def _guest(shape: DemoGuest, index: Index) -> Guest:
    if shape.who:
        return Guest(person=index.people[shape.who].pk)
    [outside] = wanted.written(shape.outside)
    return outside
