"""Inviting, and answering."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.calendars import ical, services
from agenda.calendars.errors import AgendaError
from agenda.calendars.guests import dates, following, letters, lines, wanted
from agenda.calendars.guests.errors import TooLate
from agenda.calendars.guests.models import LONGEST_COMMENT, Attendee
from agenda.calendars.guests.policies import can_answer
from agenda.calendars.guests.said import is_over
from agenda.calendars.guests.wanted import Guest
from agenda.calendars.models import Event
from intranet.access import audit


@transaction.atomic
def set_guests(user, event: Event, guests: Iterable[Guest]) -> None:
    """These are invited and nobody else: who is new is asked, who is no longer is told so."""
    event = services.lock_event(user, event)
    there = {wanted.of(each).key: each for each in event.attendees.with_people()}
    should = {each.key: each for each in guests}
    new = [guest for key, guest in should.items() if key not in there]
    gone = [row for key, row in there.items() if key not in should]
    if not new and not gone:
        return
    parsed = ical.parse(event.ics)
    if not lines.is_ours(parsed.master):
        raise AgendaError(_("Somebody outside invites to this event: ask them to invite others too."))
    made = [following.invite(user, event, guest) for guest in new]
    staying = [row for key, row in there.items() if key in should]
    services.save_event(user, event, lines.written(event.ics, event, [*staying, *made], gone))
    for each in made:
        letters.ask(event, each)
    audit.record(user, "event.guests", event, invited=[each.pk for each in made], withdrawn=[each.pk for each in gone])


@transaction.atomic
def answer(
    user,
    attendee: Attendee,
    what: str,
    *,
    date: datetime | None = None,
    comment: str = "",
    at: datetime | None = None,
    sequence: int | None = None,
) -> Attendee:
    """Yes, perhaps or no: to the whole, or to one date of a series. `user` is who says it; None is whoever holds the
    link or writes from the address.

    `at` and `sequence` come with a letter: one that was overtaken by a later answer, or that answers a question that
    has changed since, is out of date.
    """
    event = (
        Event.objects.select_for_update(of=("self",)).select_related("calendar", "organizer").get(pk=attendee.event_id)
    )
    attendee = Attendee.objects.with_people().select_related("event").get(pk=attendee.pk)
    if user is not None and not can_answer(user, attendee):
        raise PermissionDenied
    _require_in_time(event, attendee, date, at, sequence)
    _note(attendee, Attendee.Answer(what), comment.strip()[:LONGEST_COMMENT], date, at or timezone.now(), user)
    services.save_event(None, event, ical.parse(event.ics))
    which = {"date": date.isoformat()} if date else {}
    audit.record(
        user, "invitation.answered", event, attendee=attendee.pk, answer=what, **which, **_for_whom(user, attendee)
    )
    return attendee


def _note(attendee: Attendee, what: str, comment: str, date: datetime | None, at: datetime, user) -> None:
    if date is not None:
        dates.note(attendee, date, what, comment=comment, at=at, user=user)
        return
    dates.forget(attendee, at)
    attendee.answer, attendee.comment, attendee.answered_at, attendee.answered_by = what, comment, at, user
    attendee.save(update_fields=["answer", "comment", "answered_at", "answered_by"])


def _for_whom(user, attendee: Attendee) -> dict[str, int | None]:
    return {"on_behalf_of": attendee.person_id} if user is not None and user.pk != attendee.person_id else {}


def _require_in_time(
    event: Event, attendee: Attendee, date: datetime | None, at: datetime | None, sequence: int | None
) -> None:
    if is_over(event):
        raise TooLate(_("This event is over: there is nothing left to answer."))
    if date is not None:
        dates.require_date(event, date)
    if sequence is not None and sequence < attendee.asked_sequence:
        raise TooLate(_("The event has changed since. Answer the latest invitation."))
    last = dates.last_said(attendee, date)
    if at is not None and last is not None and at < last:
        raise TooLate(_("There is a later answer."))
