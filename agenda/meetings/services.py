"""What happens to meetings once they are ready: convened, added to, called off, held, their minutes put in order.

How a meeting is prepared is in `drafting`. Everything here is one transaction with its check, its trace and its word
to the search.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.calendars.models import Event
from agenda.calendars.rooms.errors import BookingRefused
from agenda.meetings import diary, notice, opening, tasks
from agenda.meetings.convening import obstacles, proposal_of
from agenda.meetings.drafting import (
    add_item,
    add_paper,
    create_meeting,
    edit_item,
    edit_meeting,
    locked,
    move_item,
    new_paper,
    remove_item,
    remove_paper,
    tell_search,
)
from agenda.meetings.models import AgendaItem, Convocation, Meeting, Paper, PaperReading, Receipt
from agenda.meetings.policies import require_convener
from agenda.meetings.refusals import Refused, refuse_if
from docs_library.documents.models import Document
from intranet.access import audit
from intranet.access.models import Level
from intranet.access.policies import require
from search.outbox import touch

__all__ = [
    "add_item",
    "add_late_paper",
    "add_paper",
    "approve_minutes",
    "call_off",
    "convene",
    "create_meeting",
    "edit_item",
    "edit_meeting",
    "mail_again",
    "move_item",
    "put_minutes",
    "record_held",
    "record_opening",
    "record_reading",
    "remove_item",
    "remove_paper",
]
State = Meeting.State


@transaction.atomic
def convene(user, meeting: Meeting, *, at: datetime | None = None) -> Convocation:
    """Convene: freeze the order and its papers, open them to the members, enter it in the agenda, serve the notice.

    All of it or nothing. Raises `Refused` with every reason why not. `at` is the moment of the notice, now by default.
    """
    meeting, moment = locked(meeting), at or timezone.now()
    require_convener(user, meeting.body)
    diary.wait_for(meeting, diary.room_of(meeting))
    proposal = proposal_of(meeting)
    refuse_if(obstacles(user, proposal, moment))
    notice.freeze_papers(proposal.papers)
    opening.open_meeting(user, meeting, moment)
    opening.open_documents(user, meeting, [paper.document for paper in proposal.papers], moment)
    meeting.event = _entered(user, meeting)
    _pass_to(meeting, State.CONVENED, "event")
    convocation = notice.serve(user, proposal, moment)
    audit.record(user, "meeting.convened", meeting, papers=len(proposal.papers), members=len(proposal.members))
    if meeting.ends_at > timezone.now():
        transaction.on_commit(partial(tasks.mail_notice.enqueue, meeting.pk))
    return convocation


@transaction.atomic
def add_late_paper(user, item: AgendaItem, document: Document, *, at: datetime | None = None) -> Paper:
    """Add a paper to what was convened: in sight as an addition, with the folios after the last (design §3.6)."""
    meeting, moment = locked(item.meeting), at or timezone.now()
    require_convener(user, meeting.body)
    require(user, document, Level.EDIT)
    _require_state(meeting, State.CONVENED, _("Papers are added only to a meeting that is convened and not yet held."))
    if document.current_version is None:
        raise Refused(_("“%(title)s” has no file yet. Upload it first.") % {"title": document.title})
    paper = new_paper(item, document, is_addition=True, added_at=moment)
    notice.freeze_papers([paper], first_folio=notice.next_folio(meeting.pk))
    opening.open_documents(user, meeting, [document], moment)
    audit.record(user, "meeting.paper_added", meeting, document=document.pk, item=item.number)
    return paper


@transaction.atomic
def call_off(user, meeting: Meeting, *, reason: str) -> None:
    """Call a convened meeting off. It stays in sight with the reason; its papers close again."""
    meeting = locked(meeting)
    require_convener(user, meeting.body)
    _require_state(meeting, State.CONVENED, _("Only a convened meeting can be called off."))
    if not reason.strip():
        raise Refused(_("Write why the meeting is called off: its members will read it."))
    diary.wait_for(meeting, diary.room_of(meeting))
    opening.close_documents(user, meeting, reason=reason)
    if meeting.event:
        diary.call_off(meeting.event)
    meeting.called_off_at, meeting.called_off_reason = timezone.now(), reason.strip()
    _pass_to(meeting, State.CANCELLED, "called_off_at", "called_off_reason")
    audit.record(user, "meeting.called_off", meeting, reason=reason.strip())


@transaction.atomic
def record_held(user, meeting: Meeting, *, outcomes: Mapping[int, str] | None = None) -> None:
    """The meeting took place; what came of each item, by its number."""
    meeting = locked(meeting)
    require_convener(user, meeting.body)
    _require_state(meeting, State.CONVENED, _("Only a convened meeting can be recorded as held."))
    if meeting.starts_at > timezone.now():
        raise Refused(_("The meeting has not begun yet: record it as held afterwards."))
    for item in meeting.items.all():
        item.outcome = (outcomes or {}).get(item.number, item.outcome).strip()
        item.save(update_fields=["outcome"])
    _pass_to(meeting, State.HELD)
    audit.record(user, "meeting.held", meeting)


@transaction.atomic
def put_minutes(user, meeting: Meeting, document: Document) -> None:
    """Join the draft of the minutes; the members of the body read it from now on."""
    meeting = locked(meeting)
    require_convener(user, meeting.body)
    require(user, document, Level.EDIT)
    _require_state(meeting, State.HELD, _("Minutes are joined to a meeting that has been held and has none."))
    opening.open_documents(user, meeting, [document], timezone.now())
    meeting.minutes = document
    _pass_to(meeting, State.MINUTES_DRAFT, "minutes")
    audit.record(user, "meeting.minutes_put", meeting, document=document.pk)
    touch("document", [document.pk])


@transaction.atomic
def approve_minutes(user, meeting: Meeting) -> None:
    """The next ordinary meeting has approved them (L16)."""
    meeting = locked(meeting)
    require_convener(user, meeting.body)
    _require_state(meeting, State.MINUTES_DRAFT, _("Only minutes in draft can be approved."))
    _pass_to(meeting, State.MINUTES_APPROVED)
    audit.record(user, "meeting.minutes_approved", meeting)


def record_opening(user, meeting: Meeting) -> None:
    """A member opens what was sent for the first time: the proof of it (L5). Later visits write nothing."""
    unopened = Receipt.objects.filter(convocation__meeting=meeting, person=user, opened_at=None)
    if not unopened.exists():
        return
    with transaction.atomic():
        if unopened.update(opened_at=timezone.now()):
            audit.record(user, "meeting.opened", meeting)


@transaction.atomic
def record_reading(user, paper: Paper) -> None:
    """Tick a paper for this person; a second time changes nothing."""
    PaperReading.objects.bulk_create([PaperReading(person=user, paper=paper)], ignore_conflicts=True)


def mail_again(user, meeting: Meeting) -> None:
    """Write once more to the members whom the letter has not reached yet."""
    require_convener(user, meeting.body)
    _require_state(meeting, State.CONVENED, _("Only a convened meeting has a notice to send."))
    transaction.on_commit(partial(tasks.mail_notice.enqueue, meeting.pk))


def _entered(user, meeting: Meeting) -> Event:
    """In the agenda, with its room. What has closed the room since it was taken stands in the way."""
    try:
        return diary.enter(user, meeting)
    except BookingRefused as refusal:
        raise Refused(str(refusal)) from refusal


def _require_state(meeting: Meeting, state: Meeting.State, otherwise: str) -> None:
    if meeting.state != state:
        raise Refused(otherwise)


def _pass_to(meeting: Meeting, state: Meeting.State, *fields: str) -> None:
    meeting.state = state
    meeting.save(update_fields=["state", *fields])
    tell_search(meeting)
