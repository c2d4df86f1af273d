"""What the page of an event shows of its guests."""

from django.utils import timezone

from agenda.calendars.date_addresses import code_of, with_date
from agenda.calendars.guests import lines
from agenda.calendars.guests.delegations import people_of
from agenda.calendars.guests.discretion import sees_addresses
from agenda.calendars.guests.forms import CHOICES, ReminderForm
from agenda.calendars.guests.models import Attendee
from agenda.calendars.models import Event, Occurrence


def guests_of(user, event: Event, date: Occurrence | None = None) -> dict:
    """Everybody who reads the event reads who comes; addresses, and the word that somebody adds to an answer, only who
    writes there or invites. `date` is the one of a series that the page shows: it can be answered by itself until it
    is over."""
    notice = event.reminders.filter(person=user).values_list("minutes", flat=True).first()
    others = set(people_of(user).values_list("pk", flat=True))
    attendees = list(event.attendees.with_people().with_dates_ahead())
    is_told = sees_addresses(user, event)
    return {
        "attendees": attendees,
        "my_invitation": next((each for each in attendees if each.person_id == user.pk), None),
        "invitations_of_others": [each for each in attendees if each.person_id in others],
        "acting": lines.acting_for(event),
        "answers": CHOICES,
        "reminder_form": ReminderForm(initial={"minutes": notice}),
        "shows_addresses": is_told,
        "heard": {each.pk for each in attendees if is_told or each.person_id in {user.pk, *others}},
        **_one_date(event, date, attendees),
    }


def _one_date(event: Event, date: Occurrence | None, attendees: list[Attendee]) -> dict:
    if date is None or date.recurrence_id is None or date.ends_at < timezone.now():
        return {}
    for each in attendees:
        own = (said.answer for said in each.dates_ahead if said.recurrence_id == date.recurrence_id)
        each.said_of_date = next(own, "")
    address = with_date(event.get_absolute_url(), date.recurrence_id)
    return {"answered_date": date, "date_code": code_of(date.recurrence_id), "date_address": address}
