"""Meetings of the demo town, convened and held through the same services that the secretary uses."""

from agenda.calendars.rooms.models import Room
from agenda.meetings import services
from agenda.meetings.models import Meeting
from intranet.town.demo.shapes import DemoContent, DemoItem, DemoMeeting
from intranet.town.loading.index import Index

AFTER_HELD = {"held", "minutes_draft", "minutes_approved"}


def load(content: DemoContent, index: Index) -> None:
    for shape in sorted(content.meetings, key=lambda each: each.starts):
        index.meetings[shape.key] = _meeting(shape, index)


def _meeting(shape: DemoMeeting, index: Index) -> Meeting:
    secretary = index.secretary
    meeting = services.create_meeting(
        secretary,
        index.bodies[shape.body],
        starts_at=shape.starts,
        ends_at=shape.ends,
        kind=shape.kind,
        room=Room.objects.select_related("calendar").get(pk=index.calendars[shape.room].pk),
    )
    for item in shape.items:
        _item(item, meeting, index)
    services.convene(secretary, meeting, at=shape.convened)
    if shape.state in AFTER_HELD:
        _hold(shape, meeting, index)
    return meeting


def _item(shape: DemoItem, meeting: Meeting, index: Index) -> None:
    item = services.add_item(
        index.secretary,
        meeting,
        shape.title,
        part=shape.part,
        majority=shape.majority,
        no_document_reason=shape.no_document_reason,
    )
    for key in shape.papers:
        services.add_paper(index.secretary, item, index.documents[key])


def _hold(shape: DemoMeeting, meeting: Meeting, index: Index) -> None:
    outcomes = {item.number: item.outcome for item in shape.items}
    services.record_held(index.secretary, meeting, outcomes=outcomes)
    if shape.minutes:
        services.put_minutes(index.secretary, meeting, index.documents[shape.minutes])
        if shape.state == "minutes_approved":
            services.approve_minutes(index.secretary, meeting)
