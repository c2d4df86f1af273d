"""Booking from the form of an event: what is proposed, what the loser reads, what one click takes."""

import re
from datetime import datetime, timedelta

import pytest

from agenda.calendars.date_addresses import with_date
from agenda.calendars.models import Event
from agenda.calendars.rooms.models import Booking, Slot
from agenda.calendars.services import delete_event
from tests.rooms.samples import book, next_monday, slots_of

pytestmark = pytest.mark.django_db
NEW = "/agenda/esdeveniment/nou/"


def posted(calendar, *rooms, at=None, hours=1, **fields) -> dict:
    start = at or next_monday()
    end = start + timedelta(hours=hours)
    return {
        "summary": "Reunió",
        "calendar": calendar.pk,
        "start_day": f"{start:%Y-%m-%d}",
        "start_hour": f"{start:%H:%M}",
        "end_day": f"{end:%Y-%m-%d}",
        "end_hour": f"{end:%H:%M}",
        "event_type": "reunio",
        "visibility": "everyone",
        "repeats": "",
        "rooms": [room.pk for room in rooms],
        **fields,
    }


def takes(page: str) -> list[str]:
    return [value.replace("&gt;", ">") for value in re.findall(r'name="take" value="([^"]+)"', page)]


@pytest.fixture
def client(signed_in, anna):
    return signed_in(anna)


def test_an_event_is_booked_into_the_room_that_is_ticked_and_takes_its_name_as_place(client, calendar, hall):
    client.post(NEW, posted(calendar, hall))
    event = Event.objects.get()
    assert event.location == "Sala petita"
    assert slots_of(hall) == [(event.starts_at, event.ends_at)]
    page = client.get(event.get_absolute_url()).content.decode()
    assert "Sala petita" in page


def test_a_place_that_somebody_wrote_is_kept(client, calendar, hall):
    client.post(NEW, posted(calendar, hall, location="Al fons de la sala"))
    assert Event.objects.get().location == "Al fons de la sala"


def test_rooms_that_fit_and_are_free_come_first(client, anna, calendar, hall, make_room):
    big = make_room("Sala de plens", capacity=60)
    free = make_room("Arxiu", capacity=20)
    book(anna, calendar, big)
    start = next_monday()
    page = client.get(
        "/agenda/espais/lliures/",
        {
            "start_day": f"{start:%Y-%m-%d}",
            "start_hour": "10:00",
            "end_day": f"{start:%Y-%m-%d}",
            "end_hour": "11:00",
            "people": "15",
        },
    ).content.decode()
    names = re.findall(r'picker__name">([^<]+)<', page)
    assert names[0] == free.calendar.name
    assert set(names[1:]) == {"Sala petita", "Sala de plens"}


def test_the_loser_gets_three_free_alternatives_and_one_click_takes_one(client, bernat, calendar, hall, make_room):
    other = make_room("Sala de plens", capacity=60)
    book(bernat, calendar, hall, summary="Pressupost")
    answer = client.post(NEW, posted(calendar, hall))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Pressupost" in page
    offered = takes(page)
    assert len(offered) == 3
    assert any(value.split(">")[1].startswith(f"{other.pk}@") for value in offered)
    for value in offered:
        done = client.post(NEW, posted(calendar, hall, take=value))
        assert done.status_code == 302
        delete_event(None, Event.objects.latest("pk"))


def test_an_alternative_that_somebody_took_in_the_meantime_is_offered_no_more(client, bernat, calendar, hall):
    book(bernat, calendar, hall)
    first = takes(client.post(NEW, posted(calendar, hall)).content.decode())[0]
    book(bernat, calendar, hall, at=next_monday(9))
    book(bernat, calendar, hall, at=next_monday(11))
    answer = client.post(NEW, posted(calendar, hall, take=first))
    assert answer.status_code == 409
    assert first not in takes(answer.content.decode())


def test_who_may_not_read_the_event_reads_only_that_the_room_is_busy(client, bernat, calendar, hall):
    book(bernat, calendar, hall, summary="Visita al metge", visibility="private")
    page = client.post(NEW, posted(calendar, hall)).content.decode()
    assert "metge" not in page
    assert "Bernat" not in page


def test_forged_rooms_and_alternatives_are_refused_without_breaking(client, calendar, hall):
    assert client.post(NEW, posted(calendar, hall) | {"rooms": ["x", "999999"]}).status_code == 400
    for take in ("x", "1>2@3/4", f"1>{hall.pk}@2026-13-45T99:00/x", ">@/", "²>²@²/²"):
        assert client.post(NEW, posted(calendar, take=take, summary="Sense sala")).status_code == 302
    for name in ("repair.", "repair.x.y", "repair.1.2026-99-99T00:00:00+00:00"):
        assert client.post(NEW, posted(calendar, summary="Sense sala", **{name: "room:²"})).status_code == 302
    assert slots_of(hall) == []


def test_a_series_is_mended_on_the_page_and_saved_at_once(client, bernat, calendar, hall, make_room):
    make_room("Sala de plens", capacity=60)
    for weeks in (2, 3):
        book(bernat, calendar, hall, at=next_monday(weeks=weeks))
    until = next_monday(weeks=5).date().isoformat()
    form = posted(calendar, hall, repeats="weekly", until=until)
    page = client.post(NEW, form).content.decode()
    names = sorted(set(re.findall(r'name="(repair\.[^"]+)"', page)))
    assert len(names) == 2
    room = re.search(rf'name="{re.escape(names[0])}" value="(room:\d+)"', page)[1]
    assert client.post(NEW, form | {names[0]: room, names[1]: "skip"}).status_code == 302
    series = Event.objects.get(is_recurring=True)
    assert series.occurrences.count() == 4
    assert Slot.objects.filter(booking__event=series).count() == 4
    assert Slot.objects.filter(booking__event=series).exclude(room=hall).count() == 1


def test_no_alternative_is_a_time_that_the_series_itself_wants(client, bernat, calendar, hall):
    book(bernat, calendar, hall)
    until = (next_monday() + timedelta(days=4)).date().isoformat()
    page = client.post(NEW, posted(calendar, hall, repeats="daily", until=until)).content.decode()
    offered = re.findall(r'value="time:([^"]+)"', page)
    assert len(offered) == 3
    assert all(datetime.fromisoformat(each).hour != next_monday().hour for each in offered[:3])


def test_a_series_that_clashes_everywhere_is_not_mended_date_by_date(client, bernat, calendar, hall):
    book(bernat, calendar, hall, rrule="FREQ=DAILY;COUNT=60")
    form = posted(calendar, hall, repeats="daily", until=next_monday(weeks=8).date().isoformat())
    page = client.post(NEW, form).content.decode()
    assert 'name="repair.' not in page
    assert not Event.objects.filter(summary="Reunió").exclude(organizer=bernat).exists()


def edit(client, event, calendar, *rooms, date=None, **fields):
    address = with_date(f"/agenda/esdeveniment/{event.pk}/edita/", date)
    form = posted(calendar, *rooms, repeats="keep" if event.is_recurring else "", sequence=event.sequence, at=date)
    return client.post(address, form | fields)


def test_of_a_series_one_date_can_do_without_its_room(client, anna, calendar, hall):
    series = book(anna, calendar, hall, rrule="FREQ=WEEKLY;COUNT=3")
    assert edit(client, series, calendar, date=next_monday(weeks=2), reach="one").status_code == 302
    assert [start for start, _end in slots_of(hall)] == [next_monday(), next_monday(weeks=3)]


def test_of_a_series_all_dates_can_change_their_room(client, anna, calendar, hall, make_room):
    other = make_room("Sala de plens")
    series = book(anna, calendar, hall, rrule="FREQ=WEEKLY;COUNT=3", location="Sala petita")
    assert edit(client, series, calendar, other, date=next_monday(weeks=2), reach="all").status_code == 302
    assert (len(slots_of(hall)), len(slots_of(other))) == (0, 3)


def test_unticking_a_room_frees_it(client, anna, calendar, hall):
    event = book(anna, calendar, hall)
    assert edit(client, event, calendar).status_code == 302
    assert slots_of(hall) == []
    assert Booking.objects.count() == 0


def test_editing_the_title_keeps_the_room(client, anna, calendar, hall):
    event = book(anna, calendar, hall)
    assert edit(client, event, calendar, hall, summary="Un altre títol").status_code == 302
    assert slots_of(hall) == [(event.starts_at, event.ends_at)]


def test_bringing_back_an_event_whose_room_was_taken_says_so(client, anna, bernat, calendar, hall):
    event = book(anna, calendar, hall)
    client.post(f"/agenda/esdeveniment/{event.pk}/esborra/")
    other = book(bernat, calendar, hall, summary="Nova")
    page = client.post("/agenda/esdeveniment/recupera/", follow=True).content.decode()
    assert "Nova" in page
    assert not Event.objects.filter(summary="Reunió").exists()
    delete_event(bernat, other)
    client.post("/agenda/esdeveniment/recupera/")
    assert len(slots_of(hall)) == 1


def test_more_people_than_fit_is_said_once_before_it_is_saved(client, calendar, hall, make_room):
    van = make_room("Furgoneta")
    asked = posted(calendar, hall, van, people="40")
    answer = client.post(NEW, asked)
    assert answer.status_code == 400
    [problem] = answer.context["booking"].errors.as_data()["small_ok"]
    assert (problem.code, problem.params["room"], problem.params["fit"]) == ("too_small", hall, 10)
    assert 'name="small_ok"' in answer.content.decode()
    assert not Event.objects.exists()
    assert client.post(NEW, asked | {"small_ok": "on"}).status_code == 302
    event = Event.objects.get()
    assert {booking.people for booking in event.bookings.all()} == {40}
    assert edit(client, event, calendar, hall, van, people="40").status_code == 302
    assert edit(client, event, calendar, hall, van, people="41").status_code == 400


def test_as_many_people_as_fit_are_not_warned_of(client, calendar, hall):
    assert client.post(NEW, posted(calendar, hall, people="10")).status_code == 302
