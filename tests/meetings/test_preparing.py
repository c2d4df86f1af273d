"""The secretary prepares, convenes and calls off through the pages."""

from datetime import timedelta

from django.utils import timezone

from agenda.meetings import services
from agenda.meetings.models import Meeting, Paper
from tests.factories import make_meeting


def test_from_an_empty_form_to_a_convened_meeting(house, signed_in, django_capture_on_commit_callbacks):
    client = signed_in(house.secretary)
    with django_capture_on_commit_callbacks(execute=True):
        document = house.document("INF LLICENCIA OBRES 01032026")
        from search.outbox import touch

        touch("document", [document.pk])
    day = timezone.localdate() + timedelta(days=20)
    form = {"body": house.plenary.pk, "kind": "ordinary", "day": day, "begins": "20:00", "ends": "22:00"}
    answer = client.post("/sessions/nova/", {**form, "place": "Sala de plens", "reason": ""})
    meeting = Meeting.objects.get()
    assert answer.url == f"/sessions/{meeting.pk}/prepara/"

    item = {"title": "Llicència d’obres", "part": "resolutive", "majority": "simple", "no_document_reason": ""}
    assert client.post(f"/sessions/{meeting.pk}/prepara/", item).url == f"/sessions/{meeting.pk}/punt/1/documents/"
    found = client.get(f"/sessions/{meeting.pk}/punt/1/documents/", {"q": "llicencia"})
    assert found.context["found"] == [document]
    step = {"item": meeting.items.get().pk, "document": document.pk, "step": "put"}
    client.post(f"/sessions/{meeting.pk}/punts/", step)
    assert client.get(f"/sessions/{meeting.pk}/punt/1/documents/", {"q": "llicencia"}).context["found"] == []

    refused = client.post(f"/sessions/{meeting.pk}/convoca/")
    assert refused.status_code == 400
    assert len(refused.context["obstacles"]) == 1
    client.post(
        f"/sessions/{meeting.pk}/prepara/",
        {"title": "Precs i preguntes", "part": "questions", "majority": "none", "no_document_reason": ""},
    )
    assert client.get(f"/sessions/{meeting.pk}/convoca/").context["obstacles"] == []
    client.post(f"/sessions/{meeting.pk}/convoca/")
    meeting.refresh_from_db()
    assert meeting.state == "convened"
    assert client.post(f"/sessions/{meeting.pk}/convoca/").status_code == 400


def test_bad_days_and_hours_get_a_sentence_and_nothing_is_saved(house, signed_in):
    client = signed_in(house.secretary)
    form = {"body": house.plenary.pk, "kind": "ordinary", "begins": "20:00", "ends": "22:00", "place": "Sala"}
    for day in ("31/02/2026", "demà", ""):
        answer = client.post("/sessions/nova/", {**form, "day": day})
        assert answer.status_code == 400
        assert answer.context["form"].errors["day"]
    assert not Meeting.objects.exists()


def test_a_meeting_may_end_after_midnight(house, signed_in):
    day = timezone.localdate() + timedelta(days=20)
    form = {"body": house.plenary.pk, "kind": "ordinary", "day": day, "begins": "21:00", "ends": "00:30"}
    signed_in(house.secretary).post("/sessions/nova/", {**form, "place": "Sala"})
    meeting = Meeting.objects.get()
    assert meeting.ends_at - meeting.starts_at == timedelta(hours=3, minutes=30)


def test_only_bodies_that_one_convenes_can_be_chosen(house, signed_in):
    form = {"body": house.plenary.pk, "kind": "ordinary", "day": "2027-01-20", "begins": "20:00", "ends": "22:00"}
    assert signed_in(house.councillor).post("/sessions/nova/", {**form, "place": "Sala"}).status_code == 403
    assert not Meeting.objects.exists()


def test_items_change_places_and_close_ranks(house, signed_in):
    meeting = house.ready()
    client = signed_in(house.secretary)
    first, second = meeting.items.all()
    client.post(f"/sessions/{meeting.pk}/punts/", {"item": second.pk, "step": "earlier"})
    assert list(meeting.items.values_list("pk", "number")) == [(second.pk, 1), (first.pk, 2)]
    client.post(f"/sessions/{meeting.pk}/punts/", {"item": second.pk, "step": "earlier"})
    client.post(f"/sessions/{meeting.pk}/punts/", {"item": second.pk, "step": "remove"})
    assert list(meeting.items.values_list("pk", "number")) == [(first.pk, 1)]
    assert client.post(f"/sessions/{meeting.pk}/punts/", {"item": first.pk, "step": "dance"}).status_code == 404
    assert client.post(f"/sessions/{meeting.pk}/punts/", {"item": "x", "step": "remove"}).status_code == 404


def test_a_paper_is_taken_off_a_draft_and_never_off_what_was_convened(house, signed_in):
    client = signed_in(house.secretary)
    draft, convened = house.ready(), house.convened()
    for meeting in (draft, convened):
        paper = Paper.objects.get(item__meeting=meeting)
        client.post(f"/sessions/{meeting.pk}/punts/", {"item": paper.item_id, "paper": paper.pk, "step": "take"})
    assert not Paper.objects.filter(item__meeting=draft).exists()
    assert Paper.objects.filter(item__meeting=convened).exists()


def test_an_item_is_not_put_through_another_meeting(house, signed_in):
    mine, other = house.ready(), house.ready()
    answer = signed_in(house.secretary).post(
        f"/sessions/{mine.pk}/punts/", {"item": other.items.first().pk, "step": "remove"}
    )
    assert answer.status_code == 404
    assert other.items.count() == 2


def test_calling_off_through_the_page_needs_a_reason(house, signed_in):
    meeting, client = house.convened(), signed_in(house.secretary)
    assert client.post(f"/sessions/{meeting.pk}/desconvoca/", {"reason": " "}).status_code == 400
    client.post(f"/sessions/{meeting.pk}/desconvoca/", {"reason": "Nevada"})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.called_off_reason) == ("cancelled", "Nevada")


def test_a_meeting_is_recorded_as_held_only_after_it_began(house, signed_in):
    client = signed_in(house.secretary)
    early = house.convened()
    assert client.post(f"/sessions/{early.pk}/celebrada/", {"item-1": "Aprovat"}).status_code == 400
    late = make_meeting(house.plenary, starts_at=timezone.now() - timedelta(days=1), items=[{"title": "Acta"}])
    client.post(f"/sessions/{late.pk}/celebrada/", {"item-1": "Aprovada per unanimitat"})
    late.refresh_from_db()
    assert (late.state, late.items.get().outcome) == ("held", "Aprovada per unanimitat")


def test_the_list_goes_by_body_and_by_year(house, signed_in):
    house.convened()
    for year in (2023, 2024):
        start = timezone.now().replace(year=year, month=6, day=10)
        make_meeting(house.plenary, state="held", starts_at=start)
    client = signed_in(house.councillor)
    page = client.get("/sessions/")
    assert (len(page.context["ahead"]), len(page.context["behind"])) == (1, 1)
    assert [link["label"] for link in page.context["years"]] == ["2024", "2023"]
    called_off = house.convened()
    services.call_off(house.secretary, called_off, reason="Nevada")
    assert called_off in client.get("/sessions/").context["ahead"]
    assert client.get("/sessions/?any=2023").context["behind"][0].starts_at.year == 2023
    assert client.get("/sessions/?any=patata&organ=9999").status_code == 200
    assert client.get("/sessions/?organ=9999").context["notice"]
    assert client.get(f"/sessions/?organ={house.plenary.pk}").context["notice"] == ""
