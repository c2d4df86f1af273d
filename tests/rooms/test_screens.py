"""The list, the page of a room, its photograph, and the screen at its door."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from agenda.calendars.rooms.door import create_key, door_of, revoke_key
from agenda.calendars.rooms.models import Block, Booking, Room
from agenda.calendars.rooms.services import arrange_room, block_room
from agenda.calendars.services import create_calendar
from intranet.people.municipality import town_scope
from tests.rooms.samples import HOUR, book, next_monday

pytestmark = pytest.mark.django_db


def now():
    return timezone.now().replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def open_hall(town):
    """A room that everyone signed in sees."""
    calendar = create_calendar("Pavelló", "room", parent=town_scope())
    return Room.objects.select_related("calendar").get(pk=calendar.pk)


def form(**changes) -> dict:
    return {"name": "Sala petita", "kind": "room", "capacity": "12", "equipment": "Projector", **changes}


def test_a_stranger_sees_neither_rooms_nor_titles(signed_in, stranger, anna, calendar, hall):
    book(anna, calendar, hall, summary="Pressupost")
    client = signed_in(stranger)
    page = client.get("/agenda/espais/").content.decode()
    assert "Sala petita" not in page
    assert "Pressupost" not in page
    for address in (
        f"/agenda/espais/{hall.pk}/",
        f"/agenda/espais/{hall.pk}/foto.webp",
        f"/agenda/sala/{hall.pk}/porta/",
    ):
        assert client.get(address).status_code == 404
    assert "Sala petita" not in client.get("/agenda/espais/lliures/").content.decode()


def test_the_page_of_a_room_veils_what_this_person_may_not_read(signed_in, anna, bernat, marta, calendar, hall):
    book(anna, calendar, hall, summary="Obert a tothom")
    book(bernat, calendar, hall, at=next_monday(12), summary="Assumpte privat", visibility="private")
    address = f"/agenda/espais/{hall.pk}/?data={next_monday():%Y-%m-%d}"
    page = signed_in(marta).get(address).content.decode()
    assert "Obert a tothom" in page
    assert "privat" not in page
    assert "Bernat" not in page
    assert "Assumpte privat" in signed_in(bernat).get(address).content.decode()


def test_the_list_says_what_is_free_now(signed_in, anna, calendar, hall, make_room):
    book(anna, calendar, hall, at=now(), hours=2, summary="Ara mateix")
    make_room("Arxiu")
    closed = make_room("Magatzem")
    Block.objects.create(room=closed, starts_at=now(), ends_at=now() + HOUR, reason="Pintura")
    page = signed_in(anna).get("/agenda/espais/").content.decode()
    assert "Ara mateix" in page
    assert "Pintura" in page
    assert page.count("room__standing--free") == 1


def test_the_screens_cost_the_same_however_many_rooms_and_bookings(signed_in, anna, calendar, hall, make_room):
    client = signed_in(anna)

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    addresses = [
        "/agenda/espais/",
        f"/agenda/espais/{hall.pk}/",
        f"/agenda/sala/{hall.pk}/porta/",
        "/agenda/esdeveniment/nou/",
    ]
    before = [queries(address) for address in addresses]
    for number in range(8):
        book(anna, calendar, hall, make_room(f"Sala {number}"), at=now() + number * HOUR / 4, hours=0.25)
    assert [queries(address) for address in addresses] == before


def test_a_room_is_arranged_on_its_form(signed_in, anna, hall, joan):
    arrange_room(None, hall, keeper=joan.principal)
    client = signed_in(joan)
    address = f"/agenda/espais/{hall.pk}/edita/"
    assert signed_in(anna).get(address).status_code == 403
    good = form(
        name="Sala gran", hours_0="8:00-14:00, 16-20", hours_5="9–24:00", longest_hours="1.5", keeper=joan.principal.pk
    )
    assert client.post(address, good).status_code == 302
    room = Room.objects.select_related("calendar").get(pk=hall.pk)
    assert (str(room), room.capacity, room.longest_minutes, room.hours.count()) == ("Sala gran", 12, 90, 3)
    page = client.get(address).content.decode()
    assert "08:00-14:00, 16:00-20:00" in page
    assert "09:00-24:00" in page


@pytest.mark.parametrize("hours", ["8", "14:00-8:00", "8:00-14:00, 13:00-15:00", "99-100", "a-b", "8:00-8:00"])
def test_impossible_hours_are_refused_with_a_sentence(signed_in, hall, joan, hours):
    arrange_room(None, hall, keeper=joan.principal)
    answer = signed_in(joan).post(f"/agenda/espais/{hall.pk}/edita/", form(hours_0=hours))
    assert answer.status_code == 400
    assert Room.objects.get().hours.count() == 0


def picture(kind: str = "JPEG") -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (2400, 900), "teal").save(drawn, kind)
    return SimpleUploadedFile(f"sala.{kind.lower()}", drawn.getvalue())


def test_a_photograph_is_drawn_anew_and_seen_by_who_sees_the_room(signed_in, stranger, anna, hall, joan):
    arrange_room(None, hall, keeper=joan.principal)
    answer = signed_in(joan).post(f"/agenda/espais/{hall.pk}/edita/", form(photo=picture(), keeper=joan.principal.pk))
    assert answer.status_code == 302
    photo = signed_in(anna).get(f"/agenda/espais/{hall.pk}/foto.webp")
    image = Image.open(BytesIO(b"".join(photo.streaming_content)))
    assert (image.format, image.width) == ("WEBP", 1600)
    again = signed_in(anna).get(f"/agenda/espais/{hall.pk}/foto.webp", headers={"If-None-Match": photo["ETag"]})
    assert again.status_code == 304
    assert signed_in(stranger).get(f"/agenda/espais/{hall.pk}/foto.webp").status_code == 404


def test_what_is_no_picture_is_refused_and_nothing_is_saved(signed_in, hall, joan):
    arrange_room(None, hall, keeper=joan.principal)
    fake = SimpleUploadedFile("sala.jpg", b"<script>alert(1)</script>")
    answer = signed_in(joan).post(f"/agenda/espais/{hall.pk}/edita/", form(capacity="99", photo=fake))
    assert answer.status_code == 400
    assert Room.objects.get().capacity == 10


def test_a_keeper_answers_from_the_desk(signed_in, anna, joan, calendar, hall):
    arrange_room(None, hall, keeper=joan.principal, needs_approval=True)
    book(anna, calendar, hall)
    client = signed_in(joan)
    assert "Sala petita" in client.get("/").content.decode()
    address = f"/agenda/espais/reserva/{Booking.objects.get().pk}/respon/"
    client.post(address, {"answer": "no"})
    assert Booking.objects.get().is_asked
    client.post(address, {"answer": "no", "sentence": "Hi ha un casament."})
    assert "casament" in signed_in(anna).get("/").content.decode()


def test_a_keeper_answers_on_the_page_of_the_event_and_of_the_room(signed_in, anna, joan, calendar, hall):
    arrange_room(None, hall, keeper=joan.principal, needs_approval=True)
    for hours, back in ((10, "event"), (12, "room")):
        event = book(anna, calendar, hall, at=next_monday(hours))
        booking = Booking.objects.get(event=event)
        address = f"/agenda/espais/reserva/{booking.pk}/respon/"
        page = {"event": event.get_absolute_url(), "room": hall.get_absolute_url()}[back]
        assert address in signed_in(joan).get(page).content.decode()
        assert address not in signed_in(anna).get(page).content.decode()
        answered = signed_in(joan).post(address, {"answer": "yes", "back": back})
        assert answered.url == page
        assert Booking.objects.get(pk=booking.pk).state == "confirmed"
        assert address not in signed_in(joan).get(page).content.decode()


def test_the_page_of_an_event_says_that_its_room_is_closed_then(signed_in, anna, calendar, hall):
    event = book(anna, calendar, hall)
    assert "Obres al sostre" not in signed_in(anna).get(event.get_absolute_url()).content.decode()
    block_room(None, hall, starts_at=next_monday(0), ends_at=next_monday(23), reason="Obres al sostre")
    assert "Obres al sostre" in signed_in(anna).get(event.get_absolute_url()).content.decode()
    assert "Obres al sostre" in signed_in(anna).get("/").content.decode()


def test_closing_a_room_shows_whom_it_hits(signed_in, anna, joan, calendar, hall):
    arrange_room(None, hall, keeper=joan.principal)
    book(anna, calendar, hall, summary="Taller", visibility="staff")
    day = f"{next_monday():%Y-%m-%d}"
    page = (
        signed_in(joan)
        .post(f"/agenda/espais/{hall.pk}/tanca/", {"start_day": day, "end_day": day, "reason": "Obres"})
        .content.decode()
    )
    assert "Anna" in page
    assert "Taller" not in page
    assert Block.objects.get().ends_at.astimezone(next_monday().tzinfo).hour == 0


def test_the_door_shows_only_titles_that_everyone_may_read(anna, calendar, open_hall, town):
    from agenda.calendars.services import create_event

    create_event(None, open_hall.calendar, summary="Futbol sala", start=now(), end=now() + HOUR)
    create_event(
        None, open_hall.calendar, summary="Intern", start=now() + HOUR, end=now() + 2 * HOUR, visibility="staff"
    )
    door = door_of(open_hall)
    assert door.now["title"] == "Futbol sala"
    if door.next:
        assert (door.next[0]["title"], door.next[0]["is_open"]) == ("", False)


def test_the_screen_at_the_door_opens_with_its_key_until_it_is_revoked(signed_in, joan, anna, calendar, hall):
    arrange_room(None, hall, keeper=joan.principal)
    hall.refresh_from_db()
    book(anna, calendar, hall, at=now(), hours=2, summary="Reunió de l’oficina")
    key, secret = create_key(joan, hall, "tauleta")
    address = f"/agenda/sala/{hall.pk}/porta/{secret}/"
    tablet = Client()
    answer = tablet.get(address)
    assert answer.status_code == 200
    assert "oficina" not in answer.content.decode()
    assert answer["Referrer-Policy"] == "no-referrer"
    assert secret not in str(key.__dict__)
    assert tablet.get(f"/agenda/sala/{hall.pk}/porta/{secret[:-1]}/").status_code == 404
    assert tablet.get(f"/agenda/sala/{hall.pk + 1}/porta/{secret}/").status_code == 404
    revoke_key(joan, key)
    assert tablet.get(address).status_code == 404


def test_the_key_of_a_door_opens_nothing_else(joan, hall):
    arrange_room(None, hall, keeper=joan.principal)
    hall.refresh_from_db()
    _key, secret = create_key(joan, hall, "tauleta")
    tablet = Client()
    tablet.get(f"/agenda/sala/{hall.pk}/porta/{secret}/")
    assert tablet.get(f"/agenda/espais/{hall.pk}/").status_code == 302


def test_the_address_of_a_screen_is_shown_once(signed_in, joan, hall):
    arrange_room(None, hall, keeper=joan.principal)
    client = signed_in(joan)
    address = f"/agenda/espais/{hall.pk}/pantalles/"
    page = client.post(address, {"name": "tauleta"}, follow=True).content.decode()
    assert f"/agenda/sala/{hall.pk}/porta/" in page.replace(f'/agenda/sala/{hall.pk}/porta/"', "")
    again = client.get(address).content.decode().replace(f'/agenda/sala/{hall.pk}/porta/"', "")
    assert f"/agenda/sala/{hall.pk}/porta/" not in again
