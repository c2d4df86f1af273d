"""Refusals of this room."""

from agenda.calendars.errors import AgendaError


class UnknownGuest(AgendaError):
    """A name that nobody has, or several have; an address that is none."""


class TooManyGuests(AgendaError):
    """More than any meeting of a town hall."""


class TooLate(AgendaError):
    """An answer to what is over, or to a question that has changed since."""
