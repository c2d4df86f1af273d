"""Answers: by the link of a letter, forwarded, twice, too late; signed in, for oneself and for nobody else."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from agenda.calendars import ical
from agenda.calendars.guests.errors import TooLate
from agenda.calendars.guests.models import Attendee
from agenda.calendars.guests.services import answer, set_guests
from agenda.calendars.services import delete_event
from tests.factories import give
from tests.guests.samples import invite, link_in, next_monday

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(anna, calendar, marta):
    return invite(anna, calendar, "Marta Soler, pere@fora.example", summary="Pressupost", description="Xifres")


@pytest.fixture
def link(event, mailoutbox):
    [mail] = [each for each in mailoutbox if each.to == ["pere@fora.example"]]
    return link_in(mail)


def pere(event) -> Attendee:
    return event.attendees.get(email="pere@fora.example")


def test_looking_at_the_link_changes_nothing(event, link):
    client = Client()
    response = client.get(link)
    assert response.status_code == 200
    client.head(link)
    assert pere(event).answer == Attendee.Answer.WAITING
    assert response["Cache-Control"] == "no-store, private"


def test_the_page_of_the_link_says_what_the_letter_said_and_no_more(event, link):
    page = Client().get(link).content.decode()
    assert "Pressupost" in page
    assert "Xifres" not in page
    assert "Marta" not in page


def test_the_answer_of_a_link_needs_no_account_and_is_written_into_the_object(event, link):
    response = Client().post(link, {"answer": "DECLINED", "comment": "Soc fora"})
    assert response.status_code == 200
    found = pere(event)
    assert (found.answer, found.comment, found.answered_by) == ("DECLINED", "Soc fora", None)
    event.refresh_from_db()
    lines = {str(each): each.params["PARTSTAT"] for each in ical.parse(event.ics).master["ATTENDEE"]}
    assert lines["mailto:pere@fora.example"] == "DECLINED"


def test_the_last_of_two_answers_counts_and_no_letter_leaves(event, link, mailoutbox):
    mailoutbox.clear()
    Client().post(link, {"answer": "DECLINED"})
    Client().post(link, {"answer": "ACCEPTED"})
    assert pere(event).answer == "ACCEPTED"
    assert not mailoutbox


def test_a_forwarded_link_answers_for_whom_it_was_sent_to_and_names_them(event, link, stranger, signed_in):
    client = signed_in(stranger)
    assert "pere@fora.example" in client.get(link).content.decode()
    client.post(link, {"answer": "ACCEPTED"})
    assert pere(event).answer == "ACCEPTED"
    assert event.attendees.exclude(email="pere@fora.example").get().answer == "NEEDS-ACTION"
    assert client.get(event.get_absolute_url()).status_code == 404


def test_an_answer_that_is_none_is_refused(event, link):
    for posted in ({}, {"answer": "POTSER"}, {"answer": "ACCEPTED", "comment": "x" * 301}):
        assert Client().post(link, posted).status_code == 400
    assert pere(event).answer == "NEEDS-ACTION"


def test_a_link_that_was_touched_is_no_link(event, link):
    for forged in (link[:-2] + "/", "/agenda/resposta/x/", "/agenda/resposta/1-abc.1.xyz/"):
        assert Client().get(forged).status_code == 410


def test_a_link_needs_its_form(event, link):
    assert Client(enforce_csrf_checks=True).post(link, {"answer": "ACCEPTED"}).status_code == 403


def test_a_link_ends_with_the_event_the_invitation_and_the_account(anna, event, link, mailoutbox, marta):
    own = link_in(next(each for each in mailoutbox if "marta" in each.to[0]))
    type(marta).objects.filter(pk=marta.pk).update(is_active=False)
    assert Client().get(own).status_code == 410
    set_guests(anna, event, [])
    assert Client().post(link, {"answer": "ACCEPTED"}).status_code == 410


def test_a_link_of_a_deleted_event_says_so(anna, event, link):
    delete_event(anna, event)
    response = Client().get(link)
    assert response.status_code == 410
    assert "ja no és vàlida" in response.content.decode()


def test_what_is_over_cannot_be_answered(anna, calendar, marta, event):
    event = invite(anna, calendar, "Marta Soler", at=next_monday(weeks=-3))
    with pytest.raises(TooLate):
        answer(None, event.attendees.get(), "ACCEPTED")


def test_an_answer_to_an_older_question_or_before_a_later_answer_is_out_of_date(event):
    guest = pere(event)
    answer(None, guest, "ACCEPTED")
    with pytest.raises(TooLate):
        answer(None, guest, "DECLINED", at=timezone.now() - timedelta(hours=1))
    Attendee.objects.filter(pk=guest.pk).update(asked_sequence=3)
    with pytest.raises(TooLate):
        answer(None, guest, "DECLINED", sequence=2)


def test_one_answers_for_oneself_and_for_nobody_else(event, marta, elisenda, signed_in):
    mine = event.attendees.get(person=marta)
    with pytest.raises(PermissionDenied):
        answer(elisenda, mine, "ACCEPTED")
    assert signed_in(elisenda).post(f"/agenda/invitacio/{mine.pk}/respon/", {"answer": "ACCEPTED"}).status_code == 404
    response = signed_in(marta).post(f"/agenda/invitacio/{mine.pk}/respon/", {"answer": "TENTATIVE"})
    assert response.status_code == 302
    mine.refresh_from_db()
    assert (mine.answer, mine.answered_by) == ("TENTATIVE", marta)


def test_an_answer_leads_back_only_into_the_house(event, marta, signed_in):
    mine = event.attendees.get(person=marta)
    posted = {"answer": "ACCEPTED", "next": "https://elsewhere.example/"}
    response = signed_in(marta).post(f"/agenda/invitacio/{mine.pk}/respon/", posted)
    assert response.url == event.get_absolute_url()


def test_an_invitation_waits_on_the_desk_until_it_is_answered(event, marta, signed_in, stranger):
    client = signed_in(marta)
    assert "Us han convidat" in client.get("/").content.decode()
    answer(marta, event.attendees.get(person=marta), "ACCEPTED")
    assert "You are invited" not in client.get("/").content.decode()
    assert "Pressupost" not in signed_in(stranger).get("/").content.decode()


def test_answers_cost_no_more_queries_with_more_guests(
    anna, calendar, event, elisenda, signed_in, django_assert_max_num_queries
):
    give(elisenda, calendar.scope)
    client = signed_in(elisenda)
    client.get(event.get_absolute_url())
    with django_assert_max_num_queries(30):
        client.get(event.get_absolute_url())
