"""This room's part of the desk: invitations that wait for an answer."""

from agenda.calendars.guests import reminders
from agenda.calendars.guests.forms import CHOICES
from agenda.calendars.guests.models import Attendee
from intranet.access.scopes import readable_scopes
from intranet.pages.desk import Panel

SHOWN = 5


def waiting_for(user) -> dict | None:
    mine = Attendee.objects.of(user).waiting().ahead().filter(event__scope__in=readable_scopes(user))
    found = list(mine.select_related("event__organizer", "person").order_by("event__starts_at")[:SHOWN])
    return {"invitations": found, "answers": CHOICES, "me": user} if found else None


def reminders_of(user) -> dict | None:
    found = reminders.shown_to(user)[:SHOWN]
    return {"reminders": found} if found else None


REMINDERS = Panel("guests-reminders", "first", 10, "guests/desk/reminders.html", reminders_of)
WAITING = Panel("guests-waiting", "first", 20, "guests/desk/waiting.html", waiting_for)
