"""Refusals of this room. Each carries a sentence for the person that says what to do."""

from django.utils.functional import Promise


class AgendaError(ValueError):
    """Something the agenda cannot take."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class MalformedCalendar(AgendaError):
    """The text is not iCalendar, or not one event."""


class CalendarTooBig(AgendaError):
    """More text than an event ever needs."""


class UnknownTimezone(AgendaError):
    """A time in a zone that neither we nor the object itself know."""


class ImpossibleDates(AgendaError):
    """Dates that do not exist, lie outside any agenda, or end before they begin."""


class ImpossibleRule(AgendaError):
    """A recurrence that never happens, or far too often."""


class EventChanged(AgendaError):
    """Somebody else saved the event in the meantime."""
