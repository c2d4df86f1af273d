"""Links by which somebody answers without an account: signed, for one invitation, until the event is over.

Whoever holds the link answers for the person it was sent to, as with a paper card; it says no more than the letter.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from agenda.calendars.guests.models import Attendee
from agenda.calendars.guests.said import is_over

SALT = "agenda.guests.reply"
LONGEST = timedelta(days=400)


def token_of(attendee: Attendee) -> str:
    return signing.TimestampSigner(sep=".", salt=SALT).sign(f"{attendee.pk}-{attendee.nonce}")


def address_of(attendee: Attendee) -> str:
    return settings.WAGTAILADMIN_BASE_URL + reverse("guests:reply", args=[token_of(attendee)])


def find(token: str) -> Attendee | None:
    """The invitation of that link while there is one. Forged and ended are the same."""
    try:
        pk, _dash, nonce = signing.TimestampSigner(sep=".", salt=SALT).unsign(token, max_age=LONGEST).partition("-")
    except signing.BadSignature:
        return None
    rows = Attendee.objects.with_people().select_related("event__calendar", "event__organizer")
    return rows.filter(pk=int(pk), nonce=nonce).first()


def is_open(attendee: Attendee) -> bool:
    """Whether that invitation can still be answered by its link."""
    is_here = attendee.person is None or attendee.person.is_active
    return is_here and not is_over(attendee.event)
