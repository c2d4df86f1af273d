"""R17: a meeting takes its room while it is being prepared, through the same door as everybody, and says nothing."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from agenda.calendars.feeds import body_of
from agenda.calendars.models import Event, Occurrence
from agenda.calendars.rooms.door import door_of
from agenda.calendars.rooms.errors import BookingRefused
from agenda.calendars.rooms.models import Booking, Room, Slot
from agenda.calendars.rooms.services import answer_booking, arrange_room, block_room, create_room
from agenda.calendars.rooms.week import week_of
from agenda.calendars.services import create_event
from agenda.meetings import diary, services
from agenda.meetings.models import Meeting
from agenda.meetings.refusals import Refused
from intranet.access.models import AuditEvent
from search.models import OutboxEntry
from tests.factories import give, make_calendar, make_person

HOUR = timedelta(hours=1)


def evening(days: int = 21):
    """At seven in the evening, on the clock of the wall."""
    day = timezone.localtime() + timedelta(days=days)
    return day.replace(hour=19, minute=0, second=0, microsecond=0)


@pytest.fixture
def hall(house) -> Room:
    """Everyone in the house sees it; the secretary and a clerk write in it."""
    room = create_room(None, "Sala de plens", place="Primera planta")
    give(house.secretary, room.calendar.scope, "edit")
    for person in (house.mayor, house.councillor):
        give(person, room.calendar.scope)
    return room


@pytest.fixture
def small(house) -> Room:
    room = create_room(None, "Sala petita")
    give(house.secretary, room.calendar.scope, "edit")
    return room


@pytest.fixture
def clerk(hall):
    person = make_person("laura.marti")
    give(person, hall.calendar.scope, "edit")
    return person


def slots(room) -> list:
    return list(Slot.objects.filter(room=room).order_by("starts_at").values_list("starts_at", "ends_at"))


def book(person, room, start, title="Assaig de la coral"):
    return create_event(person, room.calendar, summary=title, start=start, end=start + 2 * HOUR)


def test_drafting_takes_the_room_and_writes_the_place(house, hall):
    meeting = house.draft(room=hall, place="", starts_at=evening())
    assert slots(hall) == [(meeting.starts_at, meeting.ends_at)]
    assert meeting.place == "Sala de plens, Primera planta"
    assert diary.room_of(meeting) == hall


def test_what_is_said_besides_the_room_is_kept_with_it(house, hall):
    meeting = house.draft(room=hall, place="Entrada pel jardí", starts_at=evening())
    assert meeting.place == "Sala de plens, Entrada pel jardí"
    services.edit_meeting(house.secretary, meeting, kind="extraordinary")
    meeting.refresh_from_db()
    assert meeting.place == "Sala de plens, Entrada pel jardí"


def test_a_meeting_elsewhere_takes_nothing(house, hall):
    meeting = house.draft(place="Casal del poble", starts_at=evening())
    assert (meeting.place, meeting.event, slots(hall)) == ("Casal del poble", None, [])


def test_two_meetings_never_overlap_in_one_room_and_the_loser_is_left_without_a_trace(house, hall):
    first = house.draft(room=hall, starts_at=evening())
    with pytest.raises(BookingRefused) as refused:
        house.draft(house.board, room=hall, starts_at=evening() + HOUR)
    assert first.body.short_name in str(refused.value)
    assert list(Meeting.objects.all()) == [first]
    assert Booking.objects.count() == Event.objects.count() == 1


def test_while_it_is_prepared_others_learn_only_that_the_room_is_busy(house, hall, clerk, stranger, signed_in):
    """The title of the event, the body and the person who convenes say nothing anywhere."""
    meeting = house.draft(room=hall, starts_at=evening())
    title = meeting.event.summary
    with pytest.raises(BookingRefused) as refused:
        book(clerk, hall, evening())
    said = [str(refused.value), body_of(clerk), body_of(house.councillor)]
    day = {"data": f"{evening():%Y-%m-%d}"}
    for person in (clerk, house.councillor, stranger):
        client = signed_in(person)
        assert client.get(meeting.event.get_absolute_url()).status_code == 404
        said += [client.get(hall.get_absolute_url(), day).content.decode()]
        said += [client.get("/agenda/", day | {"vista": view}).content.decode() for view in ("mes", "dia", "llista")]
    [shown] = [slot for each in week_of(clerk, hall, _monday(evening()), language="ca") for slot in each.slots]
    assert (shown["is_open"], shown["title"], shown["who"]) == (False, "", "")
    assert door_of(hall, evening() + HOUR).now["title"] == ""
    for each in said:
        assert title not in each
        assert house.secretary.last_name not in each
    assert title in signed_in(house.secretary).get(hall.get_absolute_url(), day).content.decode()


def _monday(moment):
    return (moment - timedelta(days=moment.weekday())).date()


def test_the_event_of_a_draft_is_under_the_scope_of_its_meeting_and_neither_in_the_agenda_of_the_body(house, hall):
    meeting = house.draft(room=hall, starts_at=evening())
    assert meeting.event.scope == meeting.scope
    assert set(Occurrence.objects.filter(event=meeting.event).values_list("scope", "calendar")) == {
        (meeting.scope_id, hall.pk)
    }
    assert not Event.objects.filter(calendar__body=house.plenary).exists()
    assert OutboxEntry.objects.filter(source="event", object_pk=meeting.event.pk).exists()


def test_the_event_of_a_draft_is_changed_in_its_meeting_alone(house, hall, signed_in):
    meeting = house.draft(room=hall, starts_at=evening())
    client = signed_in(house.secretary)
    address = meeting.event.get_absolute_url()
    for what in ("edita", "mou", "esborra"):
        assert client.post(f"{address}{what}/", {"summary": "Robat"}).status_code == 403
    assert slots(hall) == [(meeting.starts_at, meeting.ends_at)]


def test_moving_the_meeting_moves_its_room(house, hall):
    meeting = house.draft(room=hall, starts_at=evening())
    event = meeting.event
    later = {"starts_at": evening(22), "ends_at": evening(22) + HOUR}
    services.edit_meeting(house.secretary, meeting, **later)
    assert slots(hall) == [(later["starts_at"], later["ends_at"])]
    meeting.refresh_from_db()
    assert meeting.event == event
    assert meeting.event.scope == meeting.scope


def test_moving_the_meeting_to_where_the_room_is_taken_is_refused_and_leaves_all_as_it_was(house, hall, clerk):
    book(clerk, hall, evening(22))
    meeting = house.draft(room=hall, starts_at=evening())
    before = slots(hall)
    with pytest.raises(BookingRefused):
        services.edit_meeting(house.secretary, meeting, starts_at=evening(22) + HOUR, ends_at=evening(22) + 3 * HOUR)
    meeting.refresh_from_db()
    assert meeting.starts_at == evening()
    assert slots(hall) == before


def test_another_room_frees_the_first_and_none_frees_it_too(house, hall, small):
    meeting = house.draft(room=hall, place="", starts_at=evening())
    services.edit_meeting(house.secretary, meeting, room=small)
    meeting.refresh_from_db()
    assert (slots(hall), len(slots(small)), meeting.place) == ([], 1, "Sala petita")
    services.edit_meeting(house.secretary, meeting, room=None, place="Casal del poble")
    meeting.refresh_from_db()
    assert (slots(small), meeting.event, meeting.place) == ([], None, "Casal del poble")
    assert not Event.objects.exists()


def test_an_edit_that_changes_nothing_of_it_leaves_the_agenda_alone(house, hall):
    meeting = house.draft(room=hall, starts_at=evening())
    revision = hall.calendar.__class__.objects.get(pk=hall.pk).revision
    services.edit_meeting(house.secretary, meeting, reason="Cap")
    assert hall.calendar.__class__.objects.get(pk=hall.pk).revision == revision


def test_convening_brings_it_into_the_calendar_of_the_body_with_its_room(house, hall, clerk):
    meeting = house.convened(room=hall, starts_at=evening())
    assert meeting.event.calendar.body == house.plenary
    assert Event.objects.count() == 1
    assert slots(hall) == [(meeting.starts_at, meeting.ends_at)]
    assert Booking.objects.get().event == meeting.event
    assert meeting.convocation.snapshot["place"] == meeting.place
    with pytest.raises(BookingRefused):
        book(clerk, hall, evening())


def test_calling_off_frees_the_room(house, hall, clerk):
    meeting = house.convened(room=hall, starts_at=evening())
    services.call_off(house.secretary, meeting, reason="Nevada")
    assert slots(hall) == []
    assert not Booking.objects.exists()
    book(clerk, hall, evening())


def test_what_closed_the_room_in_the_meantime_stands_in_the_way_of_convening(house, hall):
    meeting = house.ready(room=hall, starts_at=evening())
    block_room(None, hall, starts_at=evening(20), ends_at=evening(23), reason="Obres")
    with pytest.raises(Refused) as refused:
        services.convene(house.secretary, meeting)
    assert "Obres" in str(refused.value)
    meeting.refresh_from_db()
    assert meeting.is_in_preparation
    assert slots(hall) == [(meeting.starts_at, meeting.ends_at)]
    assert not AuditEvent.objects.filter(action="meeting.convened").exists()


def test_a_room_that_waits_for_its_keeper_holds_the_hour_and_the_notice_waits_too(house, hall):
    keeper = make_person("conserge")
    arrange_room(None, hall, keeper=keeper.principal, needs_approval=True)
    meeting = house.ready(room=hall, starts_at=evening())
    assert len(slots(hall)) == 1
    with pytest.raises(Refused):
        services.convene(house.secretary, meeting)
    answer_booking(keeper, Booking.objects.get(), accept=True)
    services.convene(house.secretary, meeting)
    assert Booking.objects.get().state == "confirmed"


def test_a_room_that_its_keeper_refuses_is_to_be_changed_or_asked_for_again(house, hall):
    keeper = make_person("conserge")
    arrange_room(None, hall, keeper=keeper.principal, needs_approval=True)
    meeting = house.ready(room=hall, starts_at=evening())
    answer_booking(keeper, Booking.objects.get(), accept=False, sentence="S’hi pinta aquells dies.")
    with pytest.raises(Refused) as refused:
        services.convene(house.secretary, meeting)
    assert "S’hi pinta" in str(refused.value)
    services.edit_meeting(house.secretary, meeting, room=hall)
    assert Booking.objects.get().state == "asked"
    assert len(slots(hall)) == 1


def test_a_room_that_one_cannot_book_is_not_taken_by_way_of_a_meeting(house, small):
    secret = create_room(None, "Despatx")
    with pytest.raises(BookingRefused):
        house.draft(room=secret, starts_at=evening())
    assert not Meeting.objects.exists()


# --- The form -------------------------------------------------------------------------------------------


def posted(house, room="", *, start=None, **fields) -> dict:
    start = start or evening()
    return {
        "body": house.plenary.pk,
        "kind": "ordinary",
        "day": f"{start:%Y-%m-%d}",
        "begins": f"{start:%H:%M}",
        "ends": f"{start + 2 * HOUR:%H:%M}",
        "room": room and room.pk,
        "place": "",
        "reason": "",
        **fields,
    }


def takes(page: str) -> list[str]:
    return [value.replace("&gt;", ">") for value in re.findall(r'name="take" value="([^"]+)"', page)]


def test_choosing_the_room_in_the_form_fills_the_place(house, hall, signed_in):
    client = signed_in(house.secretary)
    page = client.get("/sessions/nova/").content.decode()
    assert f'name="room" value="{hall.pk}"' in page
    client.post("/sessions/nova/", posted(house, hall))
    meeting = Meeting.objects.get()
    assert meeting.place == "Sala de plens, Primera planta"
    for address in (
        f"/sessions/{meeting.pk}/",
        f"/sessions/{meeting.pk}/?vista=convocatoria",
        f"/sessions/{meeting.pk}/prepara/",
    ):
        page = client.get(address).content.decode()
        assert "Sala de plens, Primera planta" in page
        assert hall.get_absolute_url() in page
    again = client.get(f"/sessions/{meeting.pk}/edita/")
    assert again.context["form"].initial["place"] == ""
    assert re.search(rf'name="room" value="{hall.pk}" checked', again.content.decode())


def test_the_reader_s_dossier_says_where(house, hall, signed_in):
    meeting = house.convened(room=hall, place="", starts_at=evening())
    page = signed_in(house.councillor).get(f"/sessions/{meeting.pk}/punt/1/").content.decode()
    assert "Sala de plens, Primera planta" in page


def test_neither_a_room_nor_a_place_is_said_beside_the_field(house, hall, signed_in):
    answer = signed_in(house.secretary).post("/sessions/nova/", posted(house))
    assert answer.status_code == 400
    assert answer.context["form"].errors["place"]
    assert not Meeting.objects.exists()


def test_the_loser_reads_who_has_it_and_one_click_takes_one_of_three_free_places(house, hall, small, clerk, signed_in):
    give(house.secretary, make_calendar("Entitats").scope)
    book(clerk, hall, evening())
    client = signed_in(house.secretary)
    answer = client.post("/sessions/nova/", posted(house, hall))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Assaig de la coral" in page
    assert not Meeting.objects.exists()
    offered = takes(page)
    assert len(offered) == 3
    assert any(value.split(">")[1].startswith(f"{small.pk}@") for value in offered)
    for value in offered:
        assert client.post("/sessions/nova/", posted(house, hall, take=value)).status_code == 302
    assert Slot.objects.count() == 4


def test_moving_in_the_form_is_refused_with_alternatives_that_count_its_own_hour_as_free(
    house, hall, clerk, signed_in
):
    meeting = house.draft(room=hall, starts_at=evening())
    book(clerk, hall, evening() + 2 * HOUR)
    address = f"/sessions/{meeting.pk}/edita/"
    client = signed_in(house.secretary)
    form = posted(house, hall, start=evening() + HOUR)
    answer = client.post(address, form)
    assert answer.status_code == 409
    assert f"{hall.pk}>{hall.pk}@{evening().isoformat()}" in takes(answer.content.decode())[0]
    assert client.post(address, form | {"take": takes(answer.content.decode())[0]}).status_code == 302


def test_forged_rooms_are_refused(house, hall, signed_in):
    client = signed_in(house.secretary)
    secret = create_room(None, "Despatx")
    for room in (str(secret.pk), "999999", "x", "²"):
        assert client.post("/sessions/nova/", posted(house) | {"room": room}).status_code == 400
    for take in ("x", "1>2@3/4", "²>²@²/²"):
        assert client.post("/sessions/nova/", posted(house, take=take)).status_code == 400
    assert not Meeting.objects.exists()


def test_the_rooms_are_asked_for_again_when_the_hours_change(house, hall, small, clerk, signed_in, stranger):
    book(clerk, hall, evening())
    asked = {name: value for name, value in posted(house, small).items() if name in {"day", "begins", "ends", "room"}}
    page = signed_in(house.secretary).get("/agenda/espais/lliures/", asked | {"one": "1"}).content.decode()
    assert re.search(rf'type="radio" name="room" value="{small.pk}" checked', page)
    assert page.index("Sala petita") < page.index("Sala de plens")
    assert "Sala" not in signed_in(stranger).get("/agenda/espais/lliures/", asked | {"one": "1"}).content.decode()


def test_the_pages_of_a_meeting_ask_no_more_questions_for_its_room_than_one(
    house, hall, signed_in, django_assert_max_num_queries
):
    meeting = house.convened(room=hall, starts_at=evening())
    client = signed_in(house.councillor)
    address = f"/sessions/{meeting.pk}/"
    client.get(address)
    with django_assert_max_num_queries(15):
        client.get(address)
