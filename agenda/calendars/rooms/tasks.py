"""Background work of the rooms: letters without content."""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from agenda.calendars.rooms.keepers import keepers_of, organizers_hit_by
from agenda.calendars.rooms.models import Block, Booking
from intranet.people.models import User
from intranet.people.municipality import municipality


@task()
def mail_keepers(booking_id: int) -> None:
    """Somebody asks for a room. Answered or withdrawn in the meantime, there is nothing left to say."""
    booking = Booking.objects.waiting().select_related("room__calendar", "room__keeper").filter(pk=booking_id).first()
    if booking is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Somebody asks for %(room)s") % {"room": booking.room}
        _write(keepers_of(booking.room), subject, "rooms/mail/asked.txt", reverse("desk"))


@task()
def mail_asker(booking_id: int) -> None:
    """The keeper has answered."""
    booking = Booking.objects.select_related("room__calendar", "event", "asked_by").filter(pk=booking_id).first()
    if booking is None or booking.asked_by is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(room)s: the keeper has answered") % {"room": booking.room}
        _write([booking.asked_by], subject, "rooms/mail/answered.txt", booking.event.get_absolute_url())


@task()
def mail_those_hit(block_id: int) -> None:
    """A room has been closed. Opened again in the meantime, there is nothing left to say."""
    block = Block.objects.select_related("room__calendar").filter(pk=block_id).first()
    if block is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(room)s: closed when you have it") % {"room": block.room}
        _write(organizers_hit_by(block), subject, "rooms/mail/closed.txt", reverse("desk"))


def _write(people: Iterable[User], subject: str, template: str, path: str) -> None:
    with get_connection() as connection:
        for person in people:
            if person.email:
                context = {"person": person, "town": municipality(), "url": settings.WAGTAILADMIN_BASE_URL + path}
                body = render_to_string(template, context)
                EmailMessage(subject=subject, body=body, to=[person.email], connection=connection).send()
