"""Acting for somebody else: given by oneself alone, from a day to a day, and always said."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agenda.calendars import ical
from agenda.calendars.errors import AgendaError
from agenda.calendars.guests.delegations import delegate, end_delegation
from agenda.calendars.guests.models import Delegation
from agenda.calendars.guests.services import answer
from agenda.calendars.models import Calendar, Event
from agenda.calendars.services import create_calendar, delete_event, restore_event
from intranet.access.models import AuditEvent
from tests.factories import give
from tests.guests.samples import book, calendar_part, invite, next_monday

pytestmark = pytest.mark.django_db
NEW = "/agenda/esdeveniment/nou/"
PAGE = "/agenda/delegacions/"


@pytest.fixture
def own(office, marta):
    """The calendar of the mayor."""
    give(marta, office)
    return create_calendar("Alcaldia", "person", parent=office, owner=marta)


def today(days: int = 0):
    return timezone.localdate() + timedelta(days=days)


def posted(calendar, **fields) -> dict:
    return {
        "summary": "Visita",
        "calendar": calendar.pk,
        "start_day": f"{next_monday():%Y-%m-%d}",
        "start_hour": "10:00",
        "end_hour": "11:00",
        "event_type": "reunio",
        "visibility": "everyone",
        "repeats": "",
        **fields,
    }


def writes_in(user, calendar) -> bool:
    return Calendar.objects.editable(user).filter(pk=calendar.pk).exists()


def test_who_acts_for_somebody_writes_in_her_calendar_until_the_last_day(own, marta, elisenda):
    assert not writes_in(elisenda, own)
    made = delegate(marta, elisenda, start=today(), end=today(7))
    assert writes_in(elisenda, own)
    grant = own.scope.grants.get(reason=made.reason)
    assert timezone.localtime(grant.valid_to).date() == today(8)
    end_delegation(marta, made)
    assert not writes_in(elisenda, own)


def test_a_calendar_that_is_opened_later_is_written_in_too(office, marta, elisenda, anna):
    made = delegate(marta, elisenda, start=today())
    later = create_calendar("Alcaldia", "person", parent=office, owner=marta)
    assert writes_in(elisenda, later)
    end_delegation(marta, made)
    assert not writes_in(elisenda, later)
    assert not writes_in(elisenda, create_calendar("Despatx", "person", parent=office, owner=marta))


def test_before_its_first_day_it_gives_nothing(own, marta, elisenda):
    delegate(marta, elisenda, start=today(3))
    assert not writes_in(elisenda, own)
    assert not Delegation.objects.in_force().exists()


def test_nobody_names_themselves_nor_ends_what_another_gave(own, marta, elisenda):
    with pytest.raises(AgendaError):
        delegate(marta, marta, start=today())
    made = delegate(marta, elisenda, start=today())
    with pytest.raises(PermissionDenied):
        end_delegation(elisenda, made)
    with pytest.raises(AgendaError):
        delegate(marta, elisenda, start=today())


def test_an_event_in_her_name_says_who_wrote_it_everywhere(own, marta, elisenda, anna, signed_in, mailoutbox):
    delegate(marta, elisenda, start=today())
    client = signed_in(elisenda)
    assert "En nom de qui" in client.get(NEW).content.decode()
    response = client.post(NEW, posted(own, on_behalf=marta.pk, guest_names="Anna Clerk"))
    event = Event.objects.get()
    assert event.organizer == marta
    page = client.get(response.url).content.decode()
    assert "Escrit per Elisenda Roca, que actua per Marta Soler" in page
    recorded = AuditEvent.objects.get(action="event.on_behalf")
    assert (recorded.actor, recorded.data["person"]) == (elisenda, marta.pk)
    [mail] = mailoutbox
    assert "Elisenda Roca, que actua per Marta Soler" in mail.body
    organizer = calendar_part(mail)[1].events[0]["ORGANIZER"]
    assert organizer.params["CN"] == "Marta Soler"
    assert organizer.params["SENT-BY"] == f"mailto:{elisenda.email}"
    assert "SENT-BY" in ical.parse(event.ics).master["ORGANIZER"].params


def test_who_writes_there_only_for_her_writes_in_her_name(own, calendar, marta, elisenda, anna, signed_in):
    delegate(marta, elisenda, start=today())
    client = signed_in(elisenda)
    assert client.get(NEW).context["guests_form"].initial["on_behalf"] == marta.pk
    client.post(NEW, posted(own, on_behalf=""))
    event = Event.objects.get()
    assert event.organizer == marta
    assert AuditEvent.objects.filter(action="event.on_behalf", actor=elisenda).exists()
    values = [fact["value"] for fact in client.get(event.get_absolute_url()).context["facts"]]
    assert marta in values


def test_who_writes_there_anyway_may_write_in_their_own_name(own, marta, anna, signed_in):
    delegate(marta, anna, start=today())
    client = signed_in(anna)
    client.post(NEW, posted(own, on_behalf="", summary="Seu"))
    client.post(NEW, posted(own, summary="Sense dir-ho"))
    assert Event.objects.get(summary="Seu").organizer == anna
    assert Event.objects.get(summary="Sense dir-ho").organizer == marta


def test_without_a_delegation_nobody_writes_in_anothers_name(calendar, anna, marta, signed_in):
    client = signed_in(anna)
    assert "In whose name" not in client.get(NEW).content.decode()
    client.post(NEW, posted(calendar, on_behalf=marta.pk))
    assert Event.objects.get().organizer == anna


def test_what_is_private_is_written_by_herself(own, marta, elisenda, signed_in):
    delegate(marta, elisenda, start=today())
    response = signed_in(elisenda).post(NEW, posted(own, on_behalf=marta.pk, visibility="private"))
    assert response.status_code == 400
    assert not Event.objects.exists()


def test_her_private_events_stay_hers(own, marta, elisenda, signed_in):
    event = book(marta, own, summary="Metge", visibility="private")
    delegate(marta, elisenda, start=today())
    assert signed_in(elisenda).get(event.get_absolute_url()).status_code == 404


def test_an_answer_on_her_behalf_says_whose_word_it_is(own, calendar, anna, marta, elisenda, signed_in):
    event = invite(anna, calendar, "Marta Soler")
    mine = event.attendees.get()
    address = f"/agenda/invitacio/{mine.pk}/respon/"
    client = signed_in(elisenda)
    assert client.post(address, {"answer": "ACCEPTED"}).status_code == 404
    made = delegate(marta, elisenda, start=today())
    assert "per a Marta Soler" in client.get("/").content.decode()
    assert "Responeu per Marta Soler" in client.get(event.get_absolute_url()).content.decode()
    client.post(address, {"answer": "ACCEPTED"})
    mine.refresh_from_db()
    assert (mine.answer, mine.answered_by) == ("ACCEPTED", elisenda)
    assert "ho ha dit Elisenda Roca en nom seu" in client.get(event.get_absolute_url()).content.decode()
    assert AuditEvent.objects.get(action="invitation.answered").data["on_behalf_of"] == marta.pk
    end_delegation(marta, made)
    with pytest.raises(PermissionDenied):
        answer(elisenda, mine, "DECLINED")


def test_a_delegation_of_a_closed_account_is_worth_nothing(own, marta, elisenda, signed_in):
    delegate(marta, elisenda, start=today())
    type(marta).objects.filter(pk=marta.pk).update(is_active=False)
    assert "In whose name" not in signed_in(elisenda).get(NEW).content.decode()


def test_the_page_gives_shows_and_ends(own, marta, elisenda, stranger, signed_in):
    client = signed_in(marta)
    client.post(PAGE, {"delegate": elisenda.pk, "start_day": today().isoformat(), "end_day": ""})
    made = Delegation.objects.get()
    assert "Elisenda Roca" in client.get("/compte/").content.decode()
    assert "Marta Soler" in signed_in(elisenda).get(PAGE).content.decode()
    assert signed_in(stranger).post(f"{PAGE}{made.pk}/acaba/").status_code == 404
    client.post(f"{PAGE}{made.pk}/acaba/")
    assert not Delegation.objects.in_force().exists()
    for slip in ({"delegate": marta.pk}, {"start_day": "31/02/2027"}, {"end_day": today(-3).isoformat()}):
        given = {"delegate": elisenda.pk, "start_day": today().isoformat(), "end_day": ""} | slip
        assert client.post(PAGE, given).status_code == 400


def test_an_event_that_is_brought_back_still_says_in_whose_name(own, marta, elisenda, anna, signed_in):
    delegate(marta, elisenda, start=today())
    signed_in(elisenda).post(NEW, posted(own, on_behalf=marta.pk, guest_names="Anna Clerk"))
    restored = restore_event(elisenda, delete_event(elisenda, Event.objects.get()))
    assert restored.acting.delegate == elisenda
    assert "SENT-BY" in ical.parse(restored.ics).master["ORGANIZER"].params


def test_a_time_is_found_and_taken_in_her_name(own, marta, elisenda, anna, signed_in):
    delegate(marta, elisenda, start=today())
    day = next_monday()
    asked = {
        "summary": "Pressupost",
        "calendar": own.pk,
        "minutes": "60",
        "first_day": f"{day:%Y-%m-%d}",
        "opens": "09:00",
        "closes": "14:00",
        "room": "",
        "guest_names": "Anna Clerk",
        "on_behalf": marta.pk,
    }
    client = signed_in(elisenda)
    page = client.get("/agenda/troba-hora/", asked).content.decode()
    take = re.findall(r'name="take" value="([^"]+)"', page)[0]
    client.post("/agenda/troba-hora/", asked | {"take": take})
    event = Event.objects.get()
    assert (event.organizer, event.acting.delegate) == (marta, elisenda)
    assert {str(each) for each in event.attendees.all()} == {"Anna Clerk", "Marta Soler"}
