"""Who is invited, what leaves the house about it, and what follows when the event changes (RFC 5546, RFC 6047)."""

from datetime import timedelta

import icalendar
import pytest
from django.test import Client

from agenda.calendars import ical, series
from agenda.calendars.errors import AgendaError
from agenda.calendars.guests import letters
from agenda.calendars.guests.errors import TooManyGuests, UnknownGuest
from agenda.calendars.guests.models import Attendee, Letter
from agenda.calendars.guests.services import answer, set_guests
from agenda.calendars.guests.wanted import read
from agenda.calendars.ical import Draft
from agenda.calendars.series import Reach
from agenda.calendars.services import delete_event, import_event, restore_event, update_event
from intranet.access.models import AuditEvent
from intranet.people.models import Membership
from tests.calendars.samples import vcalendar
from tests.factories import make_body, make_person
from tests.guests.samples import book, calendar_part, invite, next_monday
from tests.rooms.samples import HOUR

pytestmark = pytest.mark.django_db


def draft_of(event, **changes) -> Draft:
    start = ical.parse(event.ics).master.start
    fields = {"summary": event.summary, "start": start, "end": start + HOUR, "rrule": None, "category": "reunio"}
    return Draft(**(fields | changes))


def change(user, event, **changes):
    return update_event(user, event, draft_of(event, **changes), visibility=event.visibility)


def test_each_guest_gets_one_letter_with_a_calendar_part_of_the_same_method(anna, calendar, marta, mailoutbox):
    event = invite(anna, calendar, "Marta Soler, Pere <pere@fora.example>", location="Sala de plens")
    assert sorted(mail.to[0] for mail in mailoutbox) == ["marta.soler@vilaexemple.example", "pere@fora.example"]
    method, found = calendar_part(mailoutbox[0])
    assert method == "REQUEST"
    [part] = found.events
    assert part["UID"] == event.uid
    assert part["SUMMARY"] == "Reunió"
    assert part["LOCATION"] == "Sala de plens"
    assert part["ORGANIZER"].params["CN"] == "Anna Clerk"
    assert part["ATTENDEE"].params["RSVP"] == "TRUE"
    assert found.timezones
    assert not Letter.objects.exists()


def test_a_guest_does_not_learn_who_else_is_invited_nor_what_is_written_inside(anna, calendar, marta, mailoutbox):
    invite(anna, calendar, "Marta Soler, pere@fora.example", description="Entre nosaltres")
    for mail in mailoutbox:
        assert "Entre nosaltres" not in mail.message().as_string()
        [part] = calendar_part(mail)[1].events
        assert isinstance(part["ATTENDEE"], icalendar.prop.vCalAddress)


def test_of_a_private_event_neither_title_nor_place_leaves_the_house(anna, calendar, marta, mailoutbox):
    invite(anna, calendar, "pere@fora.example", summary="Acomiadament", location="Despatx", visibility="private")
    [mail] = mailoutbox
    text = mail.subject + mail.body + calendar_part(mail)[1].to_ical().decode()
    assert "Acomiadament" not in text
    assert "Despatx" not in text


def test_the_object_of_the_event_names_organizer_and_attendees(anna, calendar, marta):
    event = invite(anna, calendar, "Marta Soler, Pere <pere@fora.example>")
    master = ical.parse(event.ics).master
    assert {str(each) for each in master["ATTENDEE"]} == {
        "mailto:marta.soler@vilaexemple.example",
        "mailto:pere@fora.example",
    }
    assert {each.params["PARTSTAT"] for each in master["ATTENDEE"]} == {"NEEDS-ACTION"}
    assert str(master["ORGANIZER"]) == "mailto:anna.clerk@vilaexemple.example"


def test_a_guest_reads_the_event_and_a_stranger_does_not(anna, calendar, marta, stranger, signed_in):
    event = invite(anna, calendar, "Marta Soler", visibility="private")
    assert signed_in(marta).get(event.get_absolute_url()).status_code == 200
    assert signed_in(stranger).get(event.get_absolute_url()).status_code == 404
    set_guests(anna, event, [])
    assert signed_in(marta).get(event.get_absolute_url()).status_code == 404


def test_a_unit_is_invited_as_the_people_it_has_today(anna, calendar, elisenda):
    body = make_body("Ple", members=[elisenda, gone := make_person("jordi.gil")])
    Membership.objects.filter(person=gone).update(end_date="2021-01-01")
    event = invite(anna, calendar, "Registre, Ple")
    assert {str(each) for each in event.attendees.all()} == {"Anna Clerk", "Elisenda Roca"}
    assert event.attendees.get(person=elisenda).through == body.principal


def test_whoever_calls_the_meeting_comes_and_is_not_written_to(anna, calendar, mailoutbox):
    event = invite(anna, calendar, "Anna Clerk")
    assert event.attendees.get().answer == Attendee.Answer.YES
    assert not mailoutbox


def test_another_time_asks_everybody_anew_with_a_higher_sequence(anna, calendar, marta, mailoutbox):
    event = invite(anna, calendar, "Marta Soler")
    answer(marta, event.attendees.get(), "ACCEPTED")
    mailoutbox.clear()
    start = ical.parse(event.ics).master.start + timedelta(days=1)
    event = change(anna, event, start=start, end=start + HOUR)
    [mail] = mailoutbox
    [part] = calendar_part(mail)[1].events
    assert part["SEQUENCE"] == event.sequence == 1
    assert "Canvi:" in mail.subject
    assert event.attendees.get().answer == Attendee.Answer.WAITING
    assert ical.parse(event.ics).master["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"


def test_another_title_is_told_and_answers_stay(anna, calendar, marta, mailoutbox):
    event = invite(anna, calendar, "Marta Soler")
    answer(marta, event.attendees.get(), "ACCEPTED")
    mailoutbox.clear()
    event = change(anna, event, summary="Pressupost")
    assert "Pressupost" in mailoutbox[0].subject
    assert event.attendees.get().answer == Attendee.Answer.YES


def test_who_is_no_longer_invited_is_told_so_with_a_cancellation(anna, calendar, marta, mailoutbox):
    event = invite(anna, calendar, "Marta Soler, pere@fora.example")
    mailoutbox.clear()
    set_guests(anna, event, read([], "Marta Soler"))
    [mail] = mailoutbox
    method, found = calendar_part(mail)
    assert (method, mail.to) == ("CANCEL", ["pere@fora.example"])
    assert found.events[0]["STATUS"] == "CANCELLED"
    assert found.events[0]["SEQUENCE"] > event.sequence
    event.refresh_from_db()
    assert "pere@fora.example" not in event.ics


def test_deleting_tells_everybody_and_bringing_it_back_asks_again(anna, calendar, marta, mailoutbox):
    event = invite(anna, calendar, "Marta Soler")
    mailoutbox.clear()
    gone = delete_event(anna, event)
    assert calendar_part(mailoutbox[0])[0] == "CANCEL"
    mailoutbox.clear()
    restored = restore_event(anna, gone)
    assert [str(each) for each in restored.attendees.all()] == ["Marta Soler"]
    assert calendar_part(mailoutbox[0])[0] == "REQUEST"


def test_who_never_heard_of_it_is_not_told_that_it_is_off(anna, calendar, marta, mailoutbox):
    delete_event(anna, invite(anna, calendar, "Marta Soler"))
    assert not mailoutbox


def test_sending_twice_sends_once(anna, calendar, marta, mailoutbox):
    invite(anna, calendar, "Marta Soler")
    assert len(mailoutbox) == 1
    assert letters.send_waiting() == 0


def test_a_person_whose_account_is_closed_gets_no_letter(anna, calendar, marta, mailoutbox):
    event = invite(anna, calendar, "Marta Soler")
    mailoutbox.clear()
    type(marta).objects.filter(pk=marta.pk).update(is_active=False)
    change(anna, event, summary="Pressupost")
    assert not mailoutbox


def test_what_is_over_is_not_announced(anna, calendar, marta, mailoutbox):
    invite(anna, calendar, "Marta Soler", at=next_monday(weeks=-3))
    assert not mailoutbox


def test_a_series_goes_as_one_and_its_second_half_takes_the_guests_along(anna, calendar, marta, mailoutbox):
    event = invite(anna, calendar, "Marta Soler", rrule="FREQ=WEEKLY;COUNT=10")
    [part] = calendar_part(mailoutbox[0])[1].events
    assert part["RRULE"]["COUNT"] == [10]
    third = event.occurrences.order_by("starts_at")[2]
    start = third.starts_at + HOUR
    made, _back = series.change(
        anna,
        event,
        draft_of(event, start=start, end=start + HOUR),
        reach=Reach.FOLLOWING,
        recurrence_id=third.recurrence_id,
        visibility=event.visibility,
    )
    assert made != event
    assert [str(each) for each in made.attendees.all()] == ["Marta Soler"]
    assert made.scope_id != calendar.scope_id
    assert {calendar_part(mail)[1].events[0]["UID"] for mail in mailoutbox} == {event.uid, made.uid}


def test_a_date_of_a_series_that_moves_alone_goes_out_as_an_exception(anna, calendar, marta, mailoutbox):
    event = invite(anna, calendar, "Marta Soler", rrule="FREQ=WEEKLY;COUNT=10")
    answer(marta, event.attendees.get(), "ACCEPTED")
    mailoutbox.clear()
    second = event.occurrences.order_by("starts_at")[1]
    start = second.starts_at + HOUR
    series.change(
        anna,
        event,
        draft_of(event, start=start, end=start + HOUR),
        reach=Reach.ONE,
        recurrence_id=second.recurrence_id,
        visibility=event.visibility,
    )
    [mail] = mailoutbox
    assert len(calendar_part(mail)[1].events) == 2
    assert event.attendees.get().answer == Attendee.Answer.YES


def test_an_imported_invitation_of_somebody_else_writes_to_nobody(anna, calendar, mailoutbox):
    lines = ("ORGANIZER:mailto:boss@diputacio.example", "ATTENDEE:mailto:anna.clerk@vilaexemple.example")
    times = ("DTSTART:20300101T100000Z", "DTEND:20300101T110000Z")
    event = import_event(anna, calendar, vcalendar(*times, *lines))
    assert not mailoutbox
    assert "boss@diputacio.example" in event.ics
    with pytest.raises(AgendaError):
        set_guests(anna, event, read([], "pere@fora.example"))


def test_names_that_nobody_has_or_several_have_are_refused_with_a_sentence(anna, marta):
    make_person("marta.soler2", first_name="Marta", last_name="Soler Puig")
    for words in ("Ningú", "Mar", "no-es@correu"):
        with pytest.raises(UnknownGuest):
            read([], words)
    assert len(read([], "Marta Soler, marta.soler@vilaexemple.example")) == 1
    with pytest.raises(TooManyGuests):
        read([], ", ".join(f"a{number}@fora.example" for number in range(101)))


def test_only_who_may_change_the_event_invites(anna, calendar, elisenda, signed_in):
    event = book(anna, calendar)
    assert signed_in(elisenda).get(f"/agenda/esdeveniment/{event.pk}/edita/").status_code == 403


def test_the_form_invites_whom_it_names(anna, calendar, marta, signed_in, mailoutbox):
    day = next_monday()
    posted = {
        "summary": "Reunió",
        "calendar": calendar.pk,
        "start_day": f"{day:%Y-%m-%d}",
        "start_hour": "10:00",
        "end_hour": "11:00",
        "event_type": "reunio",
        "visibility": "everyone",
        "repeats": "",
        "guests": [f"p{marta.pk}"],
        "guest_names": "algu@fora.example",
    }
    client = signed_in(anna)
    response = client.post("/agenda/esdeveniment/nou/", posted)
    assert response.status_code == 302
    assert Attendee.objects.count() == len(mailoutbox) == 2
    page = client.get(response.url).content.decode()
    assert "Marta Soler" in page
    assert "algu@fora.example" in page
    refused = client.post("/agenda/esdeveniment/nou/", posted | {"guest_names": "Qui sap"})
    assert refused.status_code == 400
    assert Attendee.objects.count() == 2


def test_who_reads_an_event_reads_who_comes_but_no_address_from_outside(anna, calendar, elisenda, signed_in):
    event = invite(anna, calendar, "algu@fora.example")
    page = signed_in(elisenda).get(event.get_absolute_url()).content.decode()
    assert "algu@fora.example" not in page
    assert "Convidats" in page


def test_the_picker_finds_people_units_and_bodies_without_accents(anna, marta, signed_in):
    make_person("núria.solé")
    page = signed_in(anna).get("/agenda/convidats/", {"guest_names": "Marta, SOLE", "guests": f"p{marta.pk}"})
    text = page.content.decode()
    assert "Solé" in text
    assert text.count("checked") == 1
    assert Client().get("/agenda/convidats/").status_code == 302


def test_the_record_names_no_title(anna, calendar, marta):
    event = invite(anna, calendar, "Marta Soler", summary="Secret")
    recorded = AuditEvent.objects.get(action="event.guests")
    assert recorded.object_id == str(event.pk)
    assert "Secret" not in str(recorded.data)


def test_letters_that_brought_a_ticked_name_are_no_name_of_their_own(anna, marta):
    make_person("marta.soler2", first_name="Marta", last_name="Soler Puig")
    assert [each.person for each in read([f"p{marta.pk}"], "mart, anna clerk")] == [marta.pk, anna.pk]
