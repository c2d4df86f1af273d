"""Background work of the meetings: word by mail that there is something to read."""

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from agenda.meetings.models import Meeting, Receipt
from agenda.meetings.words import title_and_day
from intranet.people.municipality import municipality


@task()
def mail_notice(meeting_id: int) -> None:
    """Write to each member who has not been written to. The letter carries a link and nothing else: no paper.

    Can be enqueued again at any time: nobody receives it twice.
    """
    meeting = Meeting.objects.select_related("body").get(pk=meeting_id)
    waiting = Receipt.objects.filter(convocation__meeting=meeting, mailed_at=None).exclude(person__email="")
    with get_connection() as connection:
        for receipt in waiting.select_related("person"):
            letter_to(receipt.person, meeting, connection).send()
            Receipt.objects.filter(pk=receipt.pk).update(mailed_at=timezone.now())


def letter_to(person, meeting: Meeting, connection) -> EmailMessage:
    with translation.override(settings.LANGUAGE_CODE):
        title = title_and_day(meeting)
        context = {
            "person": person,
            "meeting": meeting,
            "title": title,
            "town": municipality(),
            "url": settings.WAGTAILADMIN_BASE_URL + meeting.get_absolute_url(),
        }
        return EmailMessage(
            subject=_("You are convened: %(title)s") % {"title": title},
            body=render_to_string("meetings/mail/notice.txt", context),
            to=[person.email],
            connection=connection,
        )
