"""Who reads meetings and papers: members in force, by right and without asking (L19); nobody else learns anything."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agenda.meetings import services
from agenda.meetings.models import Meeting, Paper
from intranet.access.policies import can_read
from tests.factories import give, make_person


def addresses_of(meeting: Meeting) -> list[str]:
    paper = Paper.objects.filter(item__meeting=meeting).select_related("document").first()
    document = paper.document_id
    return [
        f"/sessions/{meeting.pk}/",
        f"/sessions/{meeting.pk}/?vista=convocatoria",
        f"/sessions/{meeting.pk}/punt/1/",
        f"/sessions/{meeting.pk}/punt/1/?document={paper.pk}",
        f"/documents/{document}/",
        f"/documents/{document}/fitxer/?versio=1",
        f"/documents/{document}/pagina/1.webp?versio=1",
    ]


def statuses(client, meeting: Meeting) -> set[int]:
    found = set()
    for address in addresses_of(meeting):
        response = client.get(address)
        response.getvalue()
        found.add(response.status_code)
    return found


def test_a_member_of_the_opposition_reads_every_paper_without_asking(house, signed_in):
    """L19: filed in a class she cannot browse, and yet hers to read from the moment of convening."""
    document = house.document()
    meeting = house.ready(papers=[document])
    assert not can_read(house.councillor, document)
    services.convene(house.secretary, meeting)
    assert statuses(signed_in(house.councillor), meeting) == {200}


def test_a_stranger_gets_404_for_meeting_item_page_image_and_file(house, signed_in, stranger):
    meeting = house.convened()
    assert statuses(signed_in(stranger), meeting) == {404}
    assert signed_in(stranger).post(f"/sessions/{meeting.pk}/obert/").status_code == 404


def test_a_stranger_finds_nothing_in_lists_desk_and_search(
    house, signed_in, stranger, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        house.convened(papers=[house.document("INF CREDIT EXTRAORDINARI 01032026", pages=("paraula esbergínia",))])
    for person, finds in ((house.councillor, True), (stranger, False)):
        client = signed_in(person)
        assert ("Ple" in client.get("/sessions/").content.decode()) is finds
        for words in ("crèdit", "esbergínia", "precs"):
            found = client.get("/cerca/", {"q": words}, headers={"accept": "application/json"}).json()
            assert bool(found["total"]) is finds, (person, words)


def test_a_draft_is_known_only_to_who_prepares_it(house, signed_in, stranger, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        meeting = house.ready()
    for person in (house.councillor, house.mayor, stranger):
        assert signed_in(person).get(meeting.get_absolute_url()).status_code == 404
        found = signed_in(person).get("/cerca/", {"q": "crèdit"}, headers={"accept": "application/json"}).json()
        assert not found["total"]
    assert signed_in(house.secretary).get(meeting.get_absolute_url()).status_code == 200


def test_papers_of_the_board_stay_with_the_board(house, signed_in):
    """L3: the board is not public; a councillor outside it reads neither the meeting nor its papers."""
    meeting = house.convened(house.board)
    assert statuses(signed_in(house.mayor), meeting) == {200}
    assert statuses(signed_in(house.councillor), meeting) == {404}


def test_a_mandate_that_ended_opens_nothing_and_one_that_starts_next_month_not_yet(house, signed_in):
    today = timezone.localdate()
    former = make_person("antic.regidor", bodies=[house.plenary], end=today - timedelta(days=1))
    future = make_person("nova.regidora", bodies=[house.plenary], start=today + timedelta(days=15))
    meeting = house.convened()
    assert statuses(signed_in(former), meeting) == {404}
    assert statuses(signed_in(future), meeting) == {404}
    # She will be a member on the day of the meeting, so the notice is served to her too.
    assert meeting.convocation.receipts.filter(person=future).exists()


def test_papers_closed_to_one_member_are_neither_listed_nor_counted(house, signed_in):
    """A meeting may be read by more people than its papers: guests, for instance."""
    guest = make_person("tecnica.convidada")
    meeting = house.convened(papers=[house.document("INF SECRET 01032026")])
    give(guest, meeting.scope)
    page = signed_in(guest).get(meeting.get_absolute_url())
    assert page.status_code == 200
    assert "INF SECRET" not in page.content.decode()
    assert page.context["dossier"].total == 0
    paper = Paper.objects.get(item__meeting=meeting)
    assert signed_in(guest).get(f"/sessions/{meeting.pk}/punt/1/?document={paper.pk}").status_code == 404
    assert signed_in(guest).get("/sessions/").context["ahead"][0].paper_count == 0


@pytest.mark.parametrize("action", ["convoca", "desconvoca", "celebrada", "edita", "prepara", "avisa", "punts"])
@pytest.mark.parametrize(("who", "status"), [("councillor", 403), ("stranger", 404)])
def test_only_the_secretary_has_the_levers(house, signed_in, stranger, action, who, status):
    meeting = house.convened()
    client = signed_in(stranger if who == "stranger" else house.councillor)
    assert client.post(f"/sessions/{meeting.pk}/{action}/").status_code == status
    assert client.post("/sessions/nova/").status_code == 403


def test_a_superuser_is_not_special(house, signed_in):
    technician = make_person("suport.tecnic", is_superuser=True)
    assert statuses(signed_in(technician), house.convened()) == {404}


@pytest.mark.parametrize("document", ["0", "999999", "abc", "1e3", "'"])
def test_papers_that_do_not_exist_are_404(house, signed_in, document):
    meeting = house.convened()
    client = signed_in(house.councillor)
    assert client.get(f"/sessions/{meeting.pk}/punt/1/", {"document": document}).status_code == 404
    assert client.get(f"/sessions/{meeting.pk}/punt/77/").status_code == 404
    assert client.get(f"/sessions/{meeting.pk}/punt/1/", {"pagina": document}).status_code == 200
