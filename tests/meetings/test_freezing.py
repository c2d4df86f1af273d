"""What was convened does not change; what comes later is added in sight (design §3.6)."""

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from agenda.calendars.models import Occurrence
from agenda.meetings import services
from agenda.meetings.models import Meeting, Paper
from agenda.meetings.refusals import Refused
from docs_library.documents.models import Document
from docs_library.documents.services import add_version
from intranet.access.policies import can_read
from tests.factories import make_pdf
from tests.meetings.conftest import moment


def test_a_new_version_does_not_change_what_was_convened(house, signed_in):
    document = house.document("INF CREDIT 01032026", pages=("xifres bones",))
    meeting = house.convened(papers=[document])
    before = document.current_version
    document.refresh_from_db()
    add_version(house.secretary, document, upload=io.BytesIO(make_pdf(("xifres canviades",))), filename="nou.pdf")
    Document.objects.filter(pk=document.pk).update(title="INF CREDIT CANVIAT 01032026")

    paper = Paper.objects.get(item__meeting=meeting)
    assert paper.version == before
    assert str(paper) == "INF CREDIT 01032026"
    page = signed_in(house.councillor).get(f"/sessions/{meeting.pk}/punt/1/").content.decode()
    assert f"versio={before.number}" in page
    assert "xifres bones" in page
    assert "xifres canviades" not in page
    assert "later version" in page or "versió posterior" in page


def test_a_draft_follows_the_document_until_it_is_convened(house):
    document = house.document(pages=("primer",))
    meeting = house.ready(papers=[document])
    add_version(house.secretary, document, upload=io.BytesIO(make_pdf(("segon", "full"))), filename="nou.pdf")
    services.convene(house.secretary, meeting)
    assert Paper.objects.get(item__meeting=meeting).version.number == 2


def test_a_late_paper_is_an_addition_with_the_folios_after_the_last(house):
    meeting = house.convened(papers=[house.document(pages=("a", "b", "c"))])
    frozen = meeting.convocation.snapshot
    late = services.add_late_paper(house.secretary, meeting.items.first(), house.document(pages=("d",)))
    assert (late.is_addition, late.folio) == (True, 4)
    meeting.convocation.refresh_from_db()
    assert meeting.convocation.snapshot == frozen
    assert can_read(house.councillor, Document.objects.get(pk=late.document_id))


def test_the_same_document_is_put_before_an_item_once(house):
    document = house.document()
    meeting = house.ready(papers=[document])
    with pytest.raises(Refused):
        services.add_paper(house.secretary, meeting.items.first(), document)


def test_called_off_it_leaves_a_tombstone_and_closes_its_papers(house, signed_in):
    document = house.document("INF CREDIT 01032026")
    meeting = house.convened(papers=[document])
    services.call_off(house.secretary, meeting, reason="Nevada: les carreteres són tallades")
    document.refresh_from_db()
    meeting.refresh_from_db()
    assert not can_read(house.councillor, document)
    assert can_read(house.secretary, document)
    assert "STATUS:CANCELLED" in meeting.event.ics
    assert not Occurrence.objects.filter(event=meeting.event).exists()
    page = signed_in(house.councillor).get(meeting.get_absolute_url())
    assert "Nevada" in page.content.decode()
    assert "INF CREDIT" not in page.content.decode()


def test_calling_off_needs_a_reason(house):
    with pytest.raises(Refused):
        services.call_off(house.secretary, house.convened(), reason="  ")


def test_calling_one_meeting_off_does_not_close_what_another_opened(house):
    """The board sees a document, then the plenary does; each meeting answers for its own members."""
    document = house.document()
    board = house.convened(house.board, papers=[document])
    house.convened(papers=[document])
    services.call_off(house.secretary, board, reason="Manca de quòrum")
    document.refresh_from_db()
    assert can_read(house.councillor, document)


def test_outcomes_and_minutes_follow_the_meeting(house):
    meeting = house.convened(starts_at=moment("27-03-2025 20:00"), at=moment("24-03-2025 10:00"))
    services.record_held(house.secretary, meeting, outcomes={1: "Aprovat per unanimitat."})
    minutes = house.document("ACTA PLE 27032025")
    services.put_minutes(house.secretary, meeting, minutes)
    services.approve_minutes(house.secretary, meeting)
    meeting.refresh_from_db()
    minutes.refresh_from_db()
    assert meeting.state == Meeting.State.MINUTES_APPROVED
    assert meeting.items.first().outcome == "Aprovat per unanimitat."
    assert can_read(house.councillor, minutes)


def test_a_meeting_that_has_not_begun_was_not_held(house):
    with pytest.raises(Refused):
        services.record_held(house.secretary, house.convened())


def test_the_database_refuses_a_paper_frozen_by_half(house):
    meeting = house.convened()
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(item__meeting=meeting).update(folio=None)


def test_the_database_refuses_a_meeting_that_ends_before_it_begins(house):
    meeting = house.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(ends_at=timezone.now() - timedelta(days=900))
