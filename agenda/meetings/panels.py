"""The next meeting, first thing on the desk."""

from django.db.models import Count

from agenda.meetings.models import Meeting, Paper
from agenda.meetings.words import title_of
from intranet.access.scopes import readable_scopes


def next_meeting(user) -> dict | None:
    """The nearest meeting ahead that this person may read, and what is left to read of it."""
    scopes = readable_scopes(user)
    meetings = Meeting.objects.filter(scope__in=scopes).ahead().select_related("body")
    meeting = meetings.annotate(item_count=Count("items")).first()
    if meeting is None:
        return None
    papers = Paper.objects.filter(item__meeting=meeting).under(scopes).counted(user)
    return {
        "meeting": meeting,
        "title": title_of(meeting),
        "papers": papers,
        "read": papers["total"] - papers["unread"],
    }
