"""Screens of the invitations."""

from agenda.calendars.guests.views.answering import answer, reply
from agenda.calendars.guests.views.delegating import delegations, end_delegation
from agenda.calendars.guests.views.finding import finder
from agenda.calendars.guests.views.inviting import picker
from agenda.calendars.guests.views.reminding import remind

__all__ = ["answer", "delegations", "end_delegation", "finder", "picker", "remind", "reply"]
