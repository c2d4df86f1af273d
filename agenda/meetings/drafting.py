"""How a meeting is prepared: created, its order of the day written, papers put before its items.

Only while it is in preparation; from the convening on the order is frozen and `services` adds to it in sight.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agenda.calendars.rooms.models import Room
from agenda.meetings import diary
from agenda.meetings.models import AgendaItem, Meeting, Paper
from agenda.meetings.opening import closed_scope
from agenda.meetings.policies import require_convener
from agenda.meetings.refusals import Refused
from agenda.meetings.words import besides, place_in, title_and_day
from docs_library.documents.models import Document
from intranet.access import audit
from intranet.access.models import Level
from intranet.access.policies import require
from intranet.people.models import Body
from search.outbox import touch

Kind, Majority, Part = Meeting.Kind, AgendaItem.Majority, AgendaItem.Part
EARLIER, LATER = -1, 1
# Beyond any number in use: where items wait while their numbers change places.
ASIDE = 10_000


@transaction.atomic
def create_meeting(
    user,
    body: Body,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str = "",
    kind: str = Kind.ORDINARY,
    reason: str = "",
    room: Room | None = None,
) -> Meeting:
    """A meeting in preparation, known only to who convenes it. An urgent one begins with the vote on its urgency.

    A room of the house is taken at once; raises `BookingRefused` where it cannot be had.
    """
    require_convener(user, body)
    if ends_at <= starts_at:
        raise Refused(_("The meeting ends before it begins. Check the hours."))
    meeting = Meeting(body=body, kind=kind, starts_at=starts_at, ends_at=ends_at, reason=reason)
    meeting.place = place_in(room, place)
    diary.wait_for(meeting, room)
    meeting.scope = closed_scope(user, body, title_and_day(meeting))
    meeting.save()
    if kind == Kind.URGENT:
        _add_urgency_vote(meeting)
    diary.take_room(user, meeting, room)
    audit.record(user, "meeting.created", meeting)
    tell_search(meeting)
    return meeting


@transaction.atomic
def edit_meeting(user, meeting: Meeting, **fields) -> Meeting:
    """Change when, where and of what kind it is. Its room goes along, or `BookingRefused` says why not."""
    meeting = _in_preparation(user, meeting)
    before = diary.room_of(meeting)
    room, said = fields.pop("room", before), fields.get("place", besides(before, meeting.place))
    diary.wait_for(meeting, before, room)
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.place = place_in(room, said)
    if meeting.ends_at <= meeting.starts_at:
        raise Refused(_("The meeting ends before it begins. Check the hours."))
    meeting.save(update_fields=[*fields, "place"])
    diary.take_room(user, meeting, room)
    if meeting.kind == Kind.URGENT and not meeting.items.filter(is_urgency_vote=True).exists():
        _add_urgency_vote(meeting)
    audit.record(user, "meeting.edited", meeting)
    tell_search(meeting)
    return meeting


@transaction.atomic
def add_item(
    user,
    meeting: Meeting,
    title: str,
    *,
    part: str = Part.RESOLUTIVE,
    majority: str = Majority.SIMPLE,
    no_document_reason: str = "",
) -> AgendaItem:
    """A new item at the end of the order of the day."""
    meeting = _in_preparation(user, meeting)
    last = meeting.items.aggregate(last=Max("number"))["last"] or 0
    item = AgendaItem.objects.create(
        meeting=meeting,
        number=last + 1,
        title=title,
        part=part,
        majority=majority,
        no_document_reason=no_document_reason,
    )
    audit.record(user, "meeting.item_added", meeting, item=item.number)
    tell_search(meeting)
    return item


@transaction.atomic
def edit_item(user, item: AgendaItem, **fields) -> None:
    meeting = _in_preparation(user, item.meeting)
    for name, value in fields.items():
        setattr(item, name, value)
    item.save(update_fields=list(fields))
    audit.record(user, "meeting.item_edited", meeting, item=item.number)
    tell_search(meeting)


@transaction.atomic
def remove_item(user, item: AgendaItem) -> None:
    """Take an item off; those after it move up."""
    meeting = _in_preparation(user, item.meeting)
    audit.record(user, "meeting.item_removed", meeting, item=item.number)
    touch("item", [item.pk])
    item.delete()
    _renumber(meeting.items.all())
    tell_search(meeting)


@transaction.atomic
def move_item(user, item: AgendaItem, step: int) -> None:
    """Let an item change places with the one before it (`EARLIER`) or after it (`LATER`)."""
    meeting = _in_preparation(user, item.meeting)
    items = list(meeting.items.all())
    here = items.index(item)
    there = min(max(here + step, 0), len(items) - 1)
    items[here], items[there] = items[there], items[here]
    _renumber(items)
    audit.record(user, "meeting.item_moved", meeting, item=item.pk)
    tell_search(meeting)


@transaction.atomic
def add_paper(user, item: AgendaItem, document: Document) -> Paper:
    """Put a document before an item. Whoever does it may edit the document: convening will open it to the members."""
    meeting = _in_preparation(user, item.meeting)
    require(user, document, Level.EDIT)
    paper = new_paper(item, document)
    audit.record(user, "meeting.paper_put", meeting, document=document.pk, item=item.number)
    return paper


@transaction.atomic
def remove_paper(user, paper: Paper) -> None:
    meeting = _in_preparation(user, paper.item.meeting)
    audit.record(user, "meeting.paper_taken", meeting, document=paper.document_id, item=paper.item.number)
    paper.delete()


def locked(meeting: Meeting) -> Meeting:
    """The meeting as it is now, held until the transaction ends: two people cannot convene it at once."""
    found = Meeting.objects.select_for_update(of=("self",)).select_related("body__principal", "body__scope", "scope")
    return found.get(pk=meeting.pk)


def new_paper(item: AgendaItem, document: Document, **fields) -> Paper:
    """The row of a paper, last of its item."""
    last = item.papers.aggregate(last=Max("position"))["last"] or 0
    try:
        with transaction.atomic():
            return Paper.objects.create(item=item, document=document, position=last + 1, **fields)
    except IntegrityError as error:
        raise Refused(_("“%(title)s” is already among its papers.") % {"title": document.title}) from error


def tell_search(meeting: Meeting) -> None:
    touch("meeting", [meeting.pk])
    touch("item", meeting.items.values_list("pk", flat=True))


def _in_preparation(user, meeting: Meeting) -> Meeting:
    meeting = locked(meeting)
    require_convener(user, meeting.body)
    if not meeting.is_in_preparation:
        raise Refused(_("The meeting has been convened: its order of the day no longer changes."))
    return meeting


def _add_urgency_vote(meeting: Meeting) -> None:
    """L2: nothing is asked of it but the vote itself."""
    vote = AgendaItem.objects.create(
        meeting=meeting,
        number=ASIDE,
        title=_("Vote on the urgency of the meeting"),
        no_document_reason=_("The reasons are in the notice."),
        is_urgency_vote=True,
    )
    _renumber([vote, *meeting.items.exclude(pk=vote.pk)])


def _renumber(items: Iterable[AgendaItem]) -> None:
    """Number from one, by way of numbers that nobody has: no two items ever share one."""
    ordered = list(items)
    for offset in (ASIDE, 0):
        for place, item in enumerate(ordered, start=1):
            item.number = offset + place
        AgendaItem.objects.bulk_update(ordered, ["number"])
