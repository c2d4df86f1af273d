"""Whether a meeting can be convened: what the law asks of a notice (L1–L5, L7), told as sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.calendars.working_days import first_legal_session, full_working_days_between
from agenda.meetings.models import AgendaItem, Meeting, Paper
from docs_library.documents.models import DocumentVersion
from intranet.access.models import Level
from intranet.access.scopes import readable_scopes
from intranet.people.models import Body, User

# LBRL 46.2.b and ROF 80.4 for the plenary, ROF 134.3 for committees.
FULL_WORKING_DAYS = 2
# ROF 113.1.a: what the local executive board needs instead.
BOARD_NOTICE = timedelta(hours=24)


@dataclass(frozen=True)
class Proposal:
    """A meeting as it would be convened: its order of the day, its papers, who would receive the notice."""

    meeting: Meeting
    items: list[AgendaItem]
    papers: list[Paper]
    members: list[User]

    def papers_of(self, item: AgendaItem) -> list[Paper]:
        return [paper for paper in self.papers if paper.item_id == item.pk]

    @property
    def folios(self) -> int:
        return sum(pages_of(paper.document.current_version) for paper in self.papers)


def proposal_of(meeting: Meeting) -> Proposal:
    papers = Paper.objects.filter(item__meeting=meeting).in_order()
    members = User.objects.filter(
        pk__in=meeting.body.memberships.in_force(meeting.starts_at).values("person"), is_active=True
    )
    return Proposal(
        meeting=meeting,
        items=list(meeting.items.all()),
        papers=list(papers.select_related("item", "document__scope", "document__current_version__blob")),
        members=list(members),
    )


def pages_of(version: DocumentVersion | None) -> int:
    """A paper without pages of its own, such as a sheet of figures, still takes one folio."""
    return max(version.page_count, 1) if version else 1


def obstacles(user, proposal: Proposal, at: datetime) -> Iterator[str]:
    """Everything that stands in the way, so that it can be mended in one go."""
    yield from _of_the_state(proposal.meeting)
    yield from _of_the_notice(proposal)
    yield from _of_the_room(proposal.meeting)
    yield from _of_the_term(proposal.meeting, at)
    yield from _of_the_order(proposal)
    yield from _of_the_papers(user, proposal)


def _of_the_state(meeting: Meeting) -> Iterator[str]:
    if not meeting.is_in_preparation:
        yield _("This meeting has already been convened.")


def _of_the_notice(proposal: Proposal) -> Iterator[str]:
    """L5: what a notice must say, and somebody to say it to."""
    meeting = proposal.meeting
    if not meeting.place.strip():
        yield _("Write where the meeting is held.")
    if meeting.kind != Meeting.Kind.ORDINARY and not meeting.reason.strip():
        yield _("Write the reasons of a meeting that is not ordinary: the notice carries them.")
    if not proposal.items:
        yield _("Add at least one item to the order of the day.")
    if not proposal.members:
        yield _("%(body)s has no members in force on the day of the meeting. Add them first.") % {
            "body": meeting.body.name
        }


def _of_the_room(meeting: Meeting) -> Iterator[str]:
    """The notice says where, so that must be settled."""
    for booking in meeting.event.bookings.select_related("room__calendar") if meeting.event else ():
        if booking.is_asked:
            yield _("%(room)s waits for whoever keeps it. Ask for an answer, or choose another room.") % {
                "room": booking.room
            }
        elif booking.is_refused:
            yield _("%(room)s is not to be had: “%(answer)s” Choose another room.") % {
                "room": booking.room,
                "answer": booking.answer,
            }


def _of_the_term(meeting: Meeting, at: datetime) -> Iterator[str]:
    if meeting.starts_at <= at:
        yield _("The meeting would begin in the past. Change its day and hour.")
    elif meeting.kind == Meeting.Kind.URGENT:
        return
    elif meeting.body.kind == Body.Kind.LOCAL_BOARD:
        yield from _of_the_hours(meeting, at)
    else:
        yield from _of_the_days(meeting, at)


def _of_the_hours(meeting: Meeting, at: datetime) -> Iterator[str]:
    """L3: the board."""
    if meeting.starts_at - at < BOARD_NOTICE:
        yield _(
            "The board is convened at least 24 hours before. Put it off until %(moment)s, or convene it as urgent."
        ) % {"moment": formats.date_format(timezone.localtime(at + BOARD_NOTICE), "DATETIME_FORMAT")}


def _of_the_days(meeting: Meeting, at: datetime) -> Iterator[str]:
    """L1: full working days, neither the day of the notice nor that of the meeting."""
    notice, session = timezone.localdate(at), timezone.localdate(meeting.starts_at)
    found = full_working_days_between(notice, session)
    if found >= FULL_WORKING_DAYS:
        return
    sentence = ngettext(
        "Between the notice and the meeting there must be %(needed)d full working days and there is %(found)d. "
        "The first possible day is %(day)s; otherwise convene it as extraordinary and urgent.",
        "Between the notice and the meeting there must be %(needed)d full working days and there are %(found)d. "
        "The first possible day is %(day)s; otherwise convene it as extraordinary and urgent.",
        found,
    )
    first = first_legal_session(notice, FULL_WORKING_DAYS)
    yield sentence % {"needed": FULL_WORKING_DAYS, "found": found, "day": formats.date_format(first, "l j E")}


def _of_the_order(proposal: Proposal) -> Iterator[str]:
    meeting, items = proposal.meeting, proposal.items
    if meeting.kind == Meeting.Kind.URGENT and items and not items[0].is_urgency_vote:
        yield _("The first item of an urgent meeting is the vote on its urgency. Put it first.")
    if not _must_take_questions(meeting) or not items:
        return
    if not any(item.part == AgendaItem.Part.QUESTIONS for item in items):
        yield _("An ordinary plenary always has requests and questions. Add that item.")


def _must_take_questions(meeting: Meeting) -> bool:
    """L7."""
    return meeting.kind == Meeting.Kind.ORDINARY and meeting.body.kind == Body.Kind.PLENARY


def _of_the_papers(user, proposal: Proposal) -> Iterator[str]:
    """L4: papers for every item, ready to be read, put there by somebody who may."""
    for item in proposal.items:
        if needs_papers(item) and not proposal.papers_of(item):
            yield _("Item %(number)d has no documents. Attach them, or write why it has none.") % {
                "number": item.number
            }
    editable = set(readable_scopes(user, level=Level.EDIT).values_list("scope_id", flat=True))
    for paper in proposal.papers:
        yield from _of_a_paper(paper, editable)


def needs_papers(item: AgendaItem) -> bool:
    """Requests and questions bring nothing beforehand; neither does an item that says why."""
    return item.part != AgendaItem.Part.QUESTIONS and not item.no_document_reason.strip()


def _of_a_paper(paper: Paper, editable: set[int]) -> Iterator[str]:
    said = {"number": paper.item.number, "title": paper.document.title}
    version = paper.document.current_version
    if paper.document.scope_id not in editable:
        yield _("You may not open “%(title)s” (item %(number)d) to the members: ask whoever keeps it.") % said
    if version is None:
        yield _("“%(title)s” (item %(number)d) has no file yet. Upload it or take it off.") % said
    elif version.preview_state == DocumentVersion.PreviewState.PENDING:
        yield _("The pages of “%(title)s” (item %(number)d) are still being prepared. Try again in a minute.") % said
