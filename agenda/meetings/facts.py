"""What the page of a document says of meetings: before which item it was put, whose minutes it is."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from agenda.meetings.dossier import url_of
from agenda.meetings.models import Meeting, Paper
from agenda.meetings.words import title_and_day
from docs_library.documents.facts import Fact
from docs_library.documents.models import Document
from intranet.access.scopes import readable_scopes


def meetings_of(user, document: Document) -> Iterator[Fact]:
    """Only meetings that this person may read."""
    scopes = readable_scopes(user)
    papers = Paper.objects.filter(document=document, item__meeting__scope__in=scopes)
    for paper in papers.select_related("item__meeting__body").order_by("-item__meeting__starts_at"):
        said = {"meeting": title_and_day(paper.item.meeting), "number": paper.item.number}
        text = _("%(meeting)s, item %(number)d") % said
        yield Fact(label=_("Put before"), text=text, url=url_of(paper.item, paper))
    for meeting in Meeting.objects.filter(minutes=document, scope__in=scopes).select_related("body"):
        yield Fact(label=_("Minutes of"), text=title_and_day(meeting), url=meeting.get_absolute_url())
