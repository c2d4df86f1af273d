"""What the page of an event shows of its guests."""

from agenda.calendars.guests import lines
from agenda.calendars.guests.delegations import people_of
from agenda.calendars.guests.discretion import sees_addresses
from agenda.calendars.guests.forms import CHOICES, ReminderForm
from agenda.calendars.models import Event


def guests_of(user, event: Event) -> dict:
    """Everybody who reads the event reads who comes; addresses only who writes there or invites."""
    notice = event.reminders.filter(person=user).values_list("minutes", flat=True).first()
    others = set(people_of(user).values_list("pk", flat=True))
    attendees = list(event.attendees.with_people())
    return {
        "attendees": attendees,
        "my_invitation": next((each for each in attendees if each.person_id == user.pk), None),
        "invitations_of_others": [each for each in attendees if each.person_id in others],
        "acting": lines.acting_for(event),
        "answers": CHOICES,
        "reminder_form": ReminderForm(initial={"minutes": notice}),
        "shows_addresses": sees_addresses(user, event),
    }
