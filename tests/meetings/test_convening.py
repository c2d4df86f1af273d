"""L1–L5, L7: when a meeting can be convened, and what happens then."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import translation

from agenda.calendars.models import Event, Occurrence
from agenda.meetings import services
from agenda.meetings.models import AgendaItem, Meeting, Paper, Receipt
from agenda.meetings.refusals import Refused
from docs_library.documents.models import DocumentVersion
from intranet.access.models import AuditEvent
from tests.factories import make_node, make_person
from tests.meetings.conftest import moment

DAY = 24 * 3600


def refusals_of(house, meeting, at) -> list[str]:
    with translation.override("en"), pytest.raises(Refused) as caught:
        services.convene(house.secretary, meeting, at=at)
    return caught.value.sentences


@pytest.mark.parametrize(
    ("notice", "session", "accepted"),
    [
        ("24-03-2025 10:00", "27-03-2025 20:00", True),
        ("24-03-2025 10:00", "26-03-2025 20:00", False),
        # Good Friday and Easter Monday between.
        ("16-04-2025 10:00", "22-04-2025 20:00", False),
        ("16-04-2025 10:00", "23-04-2025 20:00", True),
    ],
)
def test_l1_two_full_working_days_between_notice_and_plenary(house, notice, session, accepted):
    meeting = house.ready(starts_at=moment(session))
    if accepted:
        services.convene(house.secretary, meeting, at=moment(notice))
    else:
        [sentence] = refusals_of(house, meeting, moment(notice))
        assert "full working days" in sentence
        assert "first possible day" in sentence
        assert not Receipt.objects.exists()


def test_l1_a_local_holiday_is_not_a_working_day(house, town):
    town.local_holidays = ["03-25"]
    town.save()
    meeting = house.ready(starts_at=moment("27-03-2025 20:00"))
    assert len(refusals_of(house, meeting, moment("24-03-2025 10:00"))) == 1


@pytest.mark.parametrize(
    ("notice", "kind", "accepted"),
    [
        ("26-03-2025 09:00", "ordinary", True),
        ("26-03-2025 09:01", "ordinary", False),
        ("27-03-2025 08:00", "urgent", True),
    ],
)
def test_l3_the_board_needs_twenty_four_hours_unless_urgent(house, notice, kind, accepted):
    meeting = house.ready(house.board, starts_at=moment("27-03-2025 09:00"), kind=kind, reason="Avaria de la xarxa")
    if accepted:
        services.convene(house.secretary, meeting, at=moment(notice))
    else:
        assert "24 hours" in refusals_of(house, meeting, moment(notice))[0]


def test_l2_an_urgent_plenary_may_be_at_once_and_begins_with_the_vote_on_its_urgency(house):
    meeting = house.ready(starts_at=moment("27-03-2025 20:00"), kind="urgent", reason="Temporal")
    first, second, _questions = meeting.items.all()
    assert first.is_urgency_vote
    services.move_item(house.secretary, second, -1)
    at = moment("27-03-2025 12:00")
    assert "vote on its urgency" in refusals_of(house, meeting, at)[0]
    services.move_item(house.secretary, AgendaItem.objects.get(pk=first.pk), -1)
    services.convene(house.secretary, meeting, at=at)


def test_a_meeting_cannot_begin_before_its_notice(house):
    meeting = house.ready(starts_at=moment("27-03-2025 20:00"))
    assert "past" in refusals_of(house, meeting, moment("28-03-2025 10:00"))[0]


def test_l4_every_item_has_papers_or_says_why_not(house):
    meeting = house.ready()
    bare = services.add_item(house.secretary, meeting, "Nomenament de la fira")
    assert refusals_of(house, meeting, None) == ["Item 3 has no documents. Attach them, or write why it has none."]
    services.edit_item(house.secretary, bare, no_document_reason="Es decideix a la mateixa sessió.")
    services.convene(house.secretary, meeting)


def test_l5_and_l7_everything_that_is_missing_is_said_at_once(house):
    meeting = house.draft(kind="extraordinary", place=" ")
    sentences = " ".join(refusals_of(house, meeting, None))
    assert all(words in sentences for words in ("where the meeting is held", "reasons", "at least one item"))


def test_l7_an_ordinary_plenary_has_requests_and_questions(house):
    meeting = house.draft()
    services.add_item(house.secretary, meeting, "Acta", no_document_reason="Es llegeix.")
    assert "requests and questions" in refusals_of(house, meeting, None)[0]
    board = house.draft(house.board)
    services.add_item(house.secretary, board, "Acta", no_document_reason="Es llegeix.")
    services.convene(house.secretary, board)


def test_a_body_without_members_on_that_day_is_not_convened(house):
    house.plenary.memberships.update(end_date=moment("01-01-2025 00:00").date())
    assert "no members" in refusals_of(house, house.ready(), None)[0]


def test_a_paper_still_being_prepared_waits(house):
    document = house.document("INF GRAN 01032026")
    meeting = house.ready(papers=[document])
    DocumentVersion.objects.filter(document=document).update(preview_state="pending")
    assert "still being prepared" in refusals_of(house, meeting, None)[0]


def test_who_may_not_edit_a_document_cannot_open_it_to_a_body(house):
    """The secretary of a body must not be able to hand out what others keep closed."""
    foreign = house.document()
    meeting = house.ready(papers=[foreign])
    foreign.scope = make_node("S01", "Serveis socials").scope
    foreign.save()
    assert "may not open" in refusals_of(house, meeting, None)[0]
    with pytest.raises(Http404):
        services.add_paper(house.secretary, meeting.items.first(), house.document(scope=foreign.scope))


def test_convening_enters_the_agenda_serves_the_notice_and_leaves_a_trace(house):
    meeting = house.convened()
    assert meeting.state == Meeting.State.CONVENED
    assert meeting.event.event_type == Event.Type.MEETING
    assert meeting.event.calendar.body == house.plenary
    assert Occurrence.objects.filter(event=meeting.event, starts_at=meeting.starts_at).exists()
    receipts = Receipt.objects.filter(convocation__meeting=meeting)
    assert {receipt.person for receipt in receipts} == {house.mayor, house.councillor}
    assert AuditEvent.objects.filter(action="meeting.convened", object_id=str(meeting.pk)).count() == 1


def test_recipients_are_the_members_in_force_on_the_day_of_the_meeting(house):
    session = moment("27-03-2025 20:00")
    make_person("baixa", bodies=[house.plenary], end=moment("26-03-2025 00:00").date())
    joins = make_person("alta", bodies=[house.plenary], start=session.date())
    meeting = house.convened(starts_at=session, at=moment("24-03-2025 10:00"))
    assert {each.person for each in meeting.convocation.receipts.all()} == {house.mayor, house.councillor, joins}


def test_folios_run_through_the_whole_dossier(house):
    papers = [house.document(pages=("a", "b", "c")), house.document(pages=("d",)), house.document(pages=("e", "f"))]
    meeting = house.convened(papers=papers)
    assert list(Paper.objects.filter(item__meeting=meeting).values_list("folio", flat=True)) == [1, 4, 5]
    assert meeting.convocation.snapshot["folios"] == 6


def test_the_snapshot_says_exactly_what_was_sent(house):
    document = house.document("INF CREDIT 01032026")
    meeting = house.convened(papers=[document])
    snapshot = meeting.convocation.snapshot
    assert [item["title"] for item in snapshot["items"]] == ["Modificació de crèdit 3/26", "Precs i preguntes"]
    [paper] = snapshot["items"][0]["papers"]
    assert paper["sha256"] == document.current_version.blob.sha256
    assert paper["title"] == "INF CREDIT 01032026"
    assert {each["person"] for each in snapshot["recipients"]} == {house.mayor.pk, house.councillor.pk}


def test_nothing_is_half_done_when_the_agenda_refuses(house, monkeypatch):
    from agenda.meetings import diary

    def full(*args):
        raise RuntimeError

    monkeypatch.setattr(diary, "enter", full)
    document = house.document()
    meeting = house.ready(papers=[document])
    with pytest.raises(RuntimeError):
        services.convene(house.secretary, meeting)
    document.refresh_from_db()
    assert document.scope == house.node.scope
    assert not Paper.objects.filter(folio__isnull=False).exists()


@pytest.mark.parametrize(("who", "answer"), [("councillor", PermissionDenied), ("mayor", PermissionDenied)])
def test_members_do_not_convene(house, who, answer):
    with pytest.raises(answer):
        services.convene(getattr(house, who), house.ready())


def test_strangers_do_not_learn_that_there_is_something_to_convene(house, stranger):
    with pytest.raises(Http404):
        services.convene(stranger, house.ready())


STATES = [state.value for state in Meeting.State]
ACTIONS = {
    "edit": lambda house, meeting: services.edit_meeting(house.secretary, meeting, place="Centre cívic"),
    "add item": lambda house, meeting: services.add_item(house.secretary, meeting, "Un altre punt"),
    "remove item": lambda house, meeting: services.remove_item(house.secretary, meeting.items.first()),
    "add paper": lambda house, meeting: services.add_paper(house.secretary, meeting.items.first(), house.document()),
    "convene": lambda house, meeting: services.convene(house.secretary, meeting, at=moment("24-03-2025 10:00")),
    "add late paper": lambda house, meeting: services.add_late_paper(
        house.secretary, meeting.items.first(), house.document()
    ),
    "call off": lambda house, meeting: services.call_off(house.secretary, meeting, reason="Nevada"),
    "hold": lambda house, meeting: services.record_held(house.secretary, meeting),
    "put minutes": lambda house, meeting: services.put_minutes(house.secretary, meeting, house.document()),
    "approve minutes": lambda house, meeting: services.approve_minutes(house.secretary, meeting),
}
ALLOWED = {
    "edit": ["proposed", "draft"],
    "add item": ["proposed", "draft"],
    "remove item": ["proposed", "draft"],
    "add paper": ["proposed", "draft"],
    "convene": ["proposed", "draft"],
    "add late paper": ["convened"],
    "call off": ["convened"],
    "hold": ["convened"],
    "put minutes": ["held"],
    "approve minutes": ["minutes_draft"],
}


def in_state(house, state: str) -> Meeting:
    meeting = house.ready(starts_at=moment("27-03-2025 20:00"))
    called_off = moment("25-03-2025 10:00") if state == "cancelled" else None
    Meeting.objects.filter(pk=meeting.pk).update(state=state, called_off_at=called_off)
    meeting.refresh_from_db()
    return meeting


@pytest.mark.parametrize(("action", "state"), [(action, state) for action in ALLOWED for state in ALLOWED[action]])
def test_each_state_allows_its_actions(house, action, state):
    ACTIONS[action](house, in_state(house, state))


@pytest.mark.parametrize("state", STATES)
def test_each_state_refuses_every_other_action(house, state):
    meeting = in_state(house, state)
    for action in ACTIONS:
        if state not in ALLOWED[action]:
            with pytest.raises(Refused):
                ACTIONS[action](house, meeting)
    meeting.refresh_from_db()
    assert meeting.state == state
