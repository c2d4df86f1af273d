"""Letters to those invited (RFC 6047): what waits, what it says, and that each leaves once.

Of several letters about one event to one address only the latest waits; who never heard of an event is not told
that it has been called off.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agenda.calendars.guests import links
from agenda.calendars.guests.models import Attendee, Letter
from agenda.calendars.guests.said import calendar_part, is_over, said_of
from agenda.calendars.models import Event
from intranet.people.municipality import municipality

# Who took a letter and has not sent it by then has died on the way.
GIVEN_UP = timedelta(minutes=10)


def ask(event: Event, attendee: Attendee) -> None:
    """Ask, or say what has changed, once this has been saved."""
    if attendee.is_reachable and not is_over(event) and not _is_own(event, attendee):
        _wait(event, attendee, Letter.Method.REQUEST, attendee=attendee)


def call_off(event: Event, attendee: Attendee) -> None:
    """Say that it does not take place, or not for them."""
    waiting = Letter.objects.filter(uid=event.uid, guest=attendee.key)
    waiting.delete()
    if attendee.told_sequence is None or not attendee.is_reachable or is_over(event):
        return
    with translation.override(settings.LANGUAGE_CODE):
        said = said_of(event)
        _wait(
            event,
            attendee,
            Letter.Method.CANCEL,
            subject=_("Called off: %(title)s") % {"title": said.title},
            body=_text("guests/mail/cancel.txt", attendee, said),
            ics=calendar_part(event, attendee, Letter.Method.CANCEL),
        )


def _is_own(event: Event, attendee: Attendee) -> bool:
    """Nobody is written to about what they do themselves."""
    return attendee.person_id is not None and attendee.person_id == event.organizer_id


def _wait(event: Event, to: Attendee, method: str, **content) -> None:
    fresh = {
        "attendee": None,
        "subject": "",
        "body": "",
        "ics": "",
        "taken_at": None,
        "method": method,
        "address": to.address,
    }
    Letter.objects.update_or_create(uid=event.uid, guest=to.key, defaults=fresh | content)
    transaction.on_commit(_send_soon)


def _send_soon() -> None:
    from agenda.calendars.guests.tasks import mail_letters

    mail_letters.enqueue()


def send_waiting() -> int:
    """Send what waits; how many left. Asking twice sends nothing twice."""
    sent = 0
    with get_connection() as connection:
        for letter in Letter.objects.filter(_free()).select_related(
            "attendee__event__calendar", "attendee__event__organizer", "attendee__person"
        ):
            sent += _send(letter, connection)
    return sent


def _free() -> Q:
    return Q(taken_at__isnull=True) | Q(taken_at__lt=timezone.now() - GIVEN_UP)


def _send(letter: Letter, connection) -> bool:
    taken = timezone.now()
    if not Letter.objects.filter(_free(), pk=letter.pk).update(taken_at=taken):
        return False
    with translation.override(settings.LANGUAGE_CODE):
        message = _message(letter, connection)
    message.send()
    _has_left(letter, taken)
    return True


def _has_left(letter: Letter, taken: datetime) -> None:
    """What was written anew while it was on its way waits again."""
    if letter.attendee is not None:
        Attendee.objects.filter(pk=letter.attendee.pk).update(told_sequence=letter.attendee.event.sequence)
    Letter.objects.filter(pk=letter.pk, taken_at=taken).delete()


def _message(letter: Letter, connection) -> EmailMultiAlternatives:
    subject, body, ics = letter.subject, letter.body, letter.ics
    if letter.attendee is not None:
        subject, body, ics = _request(letter.attendee)
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=body,
        to=[letter.address],
        reply_to=[settings.AGENDA_MAILBOX] if settings.AGENDA_MAILBOX else None,
        connection=connection,
    )
    # RFC 6047 §2.4: the method is a parameter of the part, and the same as inside it.
    message.attach_alternative(ics, f"text/calendar; method={letter.method}")
    return message


def _request(attendee: Attendee) -> tuple[str, str, str]:
    event = attendee.event
    said = said_of(event)
    is_first = attendee.told_sequence is None
    subject = _("Invitation: %(title)s · %(when)s") if is_first else _("Changed: %(title)s · %(when)s")
    body = _text("guests/mail/request.txt", attendee, said, is_first=is_first, url=links.address_of(attendee))
    return subject % {"title": said.title, "when": said.when}, body, calendar_part(event, attendee, "REQUEST")


def _text(template: str, attendee: Attendee, said, **context) -> str:
    return render_to_string(template, {"guest": attendee, "said": said, "town": municipality(), **context})
