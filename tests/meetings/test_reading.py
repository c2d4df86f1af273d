"""Going through the papers: ticks, receipts, order, facts, the desk."""

from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agenda.meetings import services, tasks
from agenda.meetings.models import Paper, PaperReading, Receipt
from agenda.meetings.panels import next_meeting
from docs_library.documents.facts import facts_of
from docs_library.documents.models import Document
from intranet.access.models import AuditEvent
from tests.meetings.conftest import moment

AJAX = {"HX-Request": "true"}


def test_opening_the_meeting_leaves_the_proof_once(house, signed_in):
    """L5: first opened by that member, and no later visit changes it."""
    meeting = house.convened()
    client = signed_in(house.councillor)
    client.head(meeting.get_absolute_url())
    assert Receipt.objects.get(person=house.councillor).opened_at is None
    client.get(meeting.get_absolute_url())
    first = Receipt.objects.get(person=house.councillor).opened_at
    client.get(meeting.get_absolute_url())
    assert first is not None
    assert Receipt.objects.get(person=house.councillor).opened_at == first
    assert Receipt.objects.get(person=house.mayor).opened_at is None
    assert AuditEvent.objects.filter(action="meeting.opened", actor=house.councillor).count() == 1


def test_a_paper_opened_is_ticked_and_the_next_one_waits(house, signed_in):
    meeting = house.convened(papers=[house.document() for _each in range(3)])
    client = signed_in(house.councillor)
    first, second, _third = Paper.objects.filter(item__meeting=meeting)
    assert client.get(meeting.get_absolute_url()).context["start"].paper == first
    page = client.get(f"/sessions/{meeting.pk}/punt/1/")
    assert page.context["stop"].paper == first
    assert (page.context["dossier"].read, page.context["dossier"].total) == (1, 3)
    assert client.get(meeting.get_absolute_url()).context["start"].paper == second
    assert AuditEvent.objects.filter(action="document.viewed", actor=house.councillor).count() == 1


def test_what_is_fetched_for_the_pane_is_ticked_only_when_read(house, signed_in):
    meeting = house.convened()
    client = signed_in(house.councillor)
    paper = Paper.objects.get(item__meeting=meeting)
    part = client.get(f"/sessions/{meeting.pk}/punt/1/", headers=AJAX)
    assert b"<html" not in part.content
    assert not PaperReading.objects.exists()
    for _twice in range(2):
        assert client.post(f"/sessions/{meeting.pk}/obert/", {"document": paper.pk}).status_code == 204
    assert PaperReading.objects.filter(paper=paper, person=house.councillor).count() == 1


def test_previous_and_next_cross_the_items(house, signed_in):
    meeting = house.convened(papers=[house.document(), house.document()])
    _first, last = Paper.objects.filter(item__meeting=meeting)
    page = signed_in(house.councillor).get(f"/sessions/{meeting.pk}/punt/1/?document={last.pk}")
    assert page.context["before"].paper.position == 1
    assert page.context["after"].item.number == 2
    assert page.context["after"].paper is None
    questions = signed_in(house.councillor).get(page.context["after"].url)
    assert questions.context["before"].paper == last
    assert questions.context["after"] is None


def test_the_folio_is_that_of_the_whole_dossier(house, signed_in):
    meeting = house.convened(papers=[house.document(pages=("a",) * 4), house.document(pages=("b", "c"))])
    second = Paper.objects.filter(item__meeting=meeting).last()
    page = signed_in(house.councillor).get(f"/sessions/{meeting.pk}/punt/1/?document={second.pk}&pagina=2")
    assert [folio for _sheet, folio in page.context["sheets"]] == [5, 6]
    assert page.context["reading"].wanted == 2


def test_each_page_is_shown_in_the_version_that_was_convened(house, signed_in):
    meeting = house.convened()
    paper = Paper.objects.get(item__meeting=meeting)
    page = signed_in(house.councillor).get(f"/sessions/{meeting.pk}/punt/1/").content.decode()
    assert f"/documents/{paper.document_id}/pagina/1.webp?w=900&amp;versio=1" in page
    assert f"/documents/{paper.document_id}/fitxer/?versio=1&amp;baixa=1" in page
    assert "<style" not in page
    assert "style=" not in page


def test_the_desk_shows_the_next_meeting_and_what_is_left(house, signed_in):
    meeting = house.convened(papers=[house.document() for _each in range(4)])
    services.record_reading(house.councillor, Paper.objects.filter(item__meeting=meeting).first())
    services.add_late_paper(house.secretary, meeting.items.first(), house.document())
    panel = next_meeting(house.councillor)
    assert panel["meeting"] == meeting
    assert panel["papers"] == {"total": 5, "unread": 4, "new": 1}
    assert meeting.get_absolute_url() in signed_in(house.councillor).get("/").content.decode()


def test_the_desk_of_a_stranger_and_of_one_without_meetings_shows_none(house, stranger):
    house.ready()
    assert next_meeting(stranger) is None
    assert next_meeting(house.councillor) is None


def test_a_document_says_before_which_item_it_was_put(house, stranger):
    session = moment("27-03-2025 20:00")
    document = house.document()
    house.convened(papers=[document], starts_at=session, at=moment("24-03-2025 10:00"))
    document = Document.objects.get(pk=document.pk)
    [fact] = [each for each in facts_of(house.councillor, document) if "27/03/2025" in each.text]
    assert fact.url.startswith("/sessions/")
    assert facts_of(stranger, document) == []


def test_the_letter_brings_a_link_and_no_paper(house, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        meeting = house.convened(papers=[house.document("INF CREDIT 01032026")])
    assert {tuple(letter.to) for letter in mail.outbox} == {(house.mayor.email,), (house.councillor.email,)}
    for letter in mail.outbox:
        assert meeting.get_absolute_url() in letter.body
        assert "INF CREDIT" not in letter.body
        assert not letter.attachments
    assert not Receipt.objects.filter(mailed_at=None).exists()


def test_nobody_gets_the_letter_twice(house, django_capture_on_commit_callbacks):
    meeting = house.convened()
    Receipt.objects.filter(person=house.mayor).update(mailed_at=meeting.convocation.convened_at)
    with django_capture_on_commit_callbacks(execute=True):
        services.mail_again(house.secretary, meeting)
    assert [letter.to for letter in mail.outbox] == [[house.councillor.email]]
    tasks.mail_notice.func(meeting.pk)
    assert len(mail.outbox) == 1


def test_a_meeting_already_over_sends_no_letters(house, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        house.convened(starts_at=moment("27-03-2025 20:00"), at=moment("24-03-2025 10:00"))
    assert mail.outbox == []


def test_the_secretary_sees_the_proof_of_everybody_and_a_member_only_their_own(house, signed_in):
    meeting = house.convened()
    address = f"{meeting.get_absolute_url()}?vista=convocatoria"
    signed_in(house.councillor).get(meeting.get_absolute_url())
    assert len(signed_in(house.secretary).get(address).context["receipts"]) == 2
    mine = signed_in(house.councillor).get(address)
    assert mine.context["receipts"] == []
    assert mine.context["my_receipt"].opened_at


def queries_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_two_hundred_papers_cost_no_more_queries_than_three(house, signed_in):
    few = house.convened(papers=[house.document() for _each in range(3)])
    many = house.convened(papers=[house.document() for _each in range(200)])
    client = signed_in(house.councillor)
    # Reading a paper also writes the record: savepoint, last link, new link, release; PostgreSQL locks the chain.
    recording = 5 if connection.vendor == "postgresql" else 4
    budgets = {"": 15, "?vista=convocatoria": 15, "punt/1/": 15 + recording}
    for path, budget in budgets.items():
        counts = [queries_of(client, f"/sessions/{meeting.pk}/{path}") for meeting in (few, many)]
        assert counts[0] == counts[1] <= budget, (path, counts)
    assert queries_of(client, "/sessions/") <= 15


def test_what_has_been_read_shows_a_tick_in_the_order_of_the_day(house, signed_in):
    meeting = house.convened(papers=[house.document(), house.document()])
    client = signed_in(house.councillor)
    assert "icon--check" not in client.get(meeting.get_absolute_url()).content.decode()
    client.get(f"/sessions/{meeting.pk}/punt/1/")
    assert client.get(meeting.get_absolute_url()).content.decode().count("icon--check") == 1
