"""Moving an event by its form, by dragging and with the keys: what goes along, what is refused, the way back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from agenda.calendars.date_addresses import with_date
from agenda.calendars.models import Event
from agenda.calendars.rooms.models import Slot
from agenda.calendars.services import create_calendar, create_event
from intranet.people.municipality import town_scope
from tests.calendars.samples import at, day
from tests.factories import give

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(signed_in, anna):
    return signed_in(anna)


def make(calendar, owner, start="2027-03-24 10:00", end="2027-03-24 11:30", **more):
    return create_event(owner, calendar, summary="Reunió", start=at(start), end=at(end), **more)


def drag(client, event, days=0, minutes=0, moment=None, **more):
    address = with_date(reverse("calendars:move_event", args=[event.pk]), moment)
    return client.post(address, {"days": days, "minutes": minutes} | more)


def series(calendar, owner, **more):
    event = make(calendar, owner, rrule="FREQ=WEEKLY;COUNT=4", **more)
    return event, event.occurrences.order_by("starts_at")[1].recurrence_id


def dates_of(event):
    rows = event.occurrences.order_by("starts_at")
    return [f"{timezone.localtime(each.starts_at):%d %H:%M}–{timezone.localtime(each.ends_at):%H:%M}" for each in rows]


def others_than(event):
    return Event.objects.exclude(pk=event.pk)


def hours_of(event):
    event.refresh_from_db()
    return f"{timezone.localtime(event.starts_at):%Y-%m-%d %H:%M}", f"{timezone.localtime(event.ends_at):%H:%M}"


def test_dragging_moves_by_days_and_minutes_and_keeps_the_length(calendar, anna, client):
    event = make(calendar, anna)
    answer = drag(client, event, days=2, minutes=-45)
    assert answer.status_code == 200
    assert answer.json()["message"]
    assert hours_of(event) == ("2027-03-26 09:15", "10:45")


def test_over_the_change_of_the_clock_the_hour_on_the_wall_stays(calendar, anna, client):
    event = make(calendar, anna)
    drag(client, event, days=7)
    assert hours_of(event) == ("2027-03-31 10:00", "11:30")


def test_whole_days_move_by_days_only(calendar, anna, client):
    event = create_event(anna, calendar, summary="Fira", start=day("2027-03-24"), end=day("2027-03-27"))
    assert drag(client, event, days=-1, minutes=60).status_code == 200
    assert [(each.day, each.last_day) for each in event.occurrences.all()] == [(day("2027-03-23"), day("2027-03-25"))]


def test_dragging_moves_one_date_of_a_series_only(calendar, anna, client):
    event = make(calendar, anna, rrule="FREQ=WEEKLY;COUNT=3")
    second = event.occurrences.order_by("starts_at")[1]
    assert drag(client, event, days=1, moment=second.recurrence_id).status_code == 200
    assert [each.day.day for each in event.occurrences.order_by("starts_at")] == [24, 1, 7]


FAR = {
    "": ["24 10:00–11:30", "02 10:30–12:00", "07 10:00–11:30", "14 10:00–11:30"],
    "one": ["24 10:00–11:30", "02 10:30–12:00", "07 10:00–11:30", "14 10:00–11:30"],
    "all": ["26 10:30–12:00", "02 10:30–12:00", "09 10:30–12:00", "16 10:30–12:00"],
}


@pytest.mark.parametrize("reach", FAR)
def test_dragging_a_date_of_a_series_goes_as_far_as_was_said(calendar, anna, client, reach):
    event, second = series(calendar, anna)
    answer = drag(client, event, days=2, minutes=30, moment=second, reach=reach)
    assert answer.status_code == 200
    assert dates_of(event) == FAR[reach]
    assert client.get(answer.json()["url"]).context["shown"].day == day("2027-04-02")
    assert not others_than(event)


def test_this_date_and_those_that_follow_go_their_own_way_and_come_back(calendar, anna, client):
    event, second = series(calendar, anna)
    answer = drag(client, event, days=2, moment=second, reach="following")
    [made] = others_than(event)
    assert dates_of(event) == ["24 10:00–11:30"]
    assert dates_of(made) == ["02 10:00–11:30", "09 10:00–11:30", "16 10:00–11:30"]
    assert answer.json()["url"].startswith(made.get_absolute_url())
    client.post(reverse("calendars:restore_event"))
    assert not others_than(event)
    assert dates_of(event) == [f"{number:02} 10:00–11:30" for number in (24, 31, 7, 14)]


@pytest.mark.parametrize("reach", ["one", "all"])
def test_a_move_of_a_series_can_be_taken_back(calendar, anna, client, reach):
    event, second = series(calendar, anna)
    drag(client, event, days=2, longer=60, moment=second, reach=reach)
    client.post(reverse("calendars:restore_event"))
    assert dates_of(event) == [f"{number:02} 10:00–11:30" for number in (24, 31, 7, 14)]


def test_a_series_without_its_date_moves_by_its_next_one_only(calendar, anna, client):
    event, _second = series(calendar, anna)
    assert drag(client, event, days=1).status_code == 200
    assert len([each for each in dates_of(event) if each.startswith("25")]) == 1
    assert dates_of(event)[1:] == [f"{number:02} 10:00–11:30" for number in (31, 7, 14)]


def test_pulling_the_edge_changes_the_end_and_can_be_taken_back(calendar, anna, client):
    event = make(calendar, anna)
    answer = drag(client, event, longer=45)
    assert answer.status_code == 200
    assert answer.json()["message"]
    assert hours_of(event) == ("2027-03-24 10:00", "12:15")
    drag(client, event, longer=-90)
    assert hours_of(event) == ("2027-03-24 10:00", "10:45")
    client.post(reverse("calendars:restore_event"))
    assert hours_of(event) == ("2027-03-24 10:00", "12:15")


@pytest.mark.parametrize(
    ("reach", "dates"),
    [
        ("one", ["24 10:00–11:30", "31 10:00–12:00", "07 10:00–11:30", "14 10:00–11:30"]),
        ("all", ["24 10:00–12:00", "31 10:00–12:00", "07 10:00–12:00", "14 10:00–12:00"]),
    ],
)
def test_a_series_becomes_longer_as_far_as_was_said(calendar, anna, client, reach, dates):
    event, second = series(calendar, anna)
    assert drag(client, event, longer=30, moment=second, reach=reach).status_code == 200
    assert dates_of(event) == dates


@pytest.mark.parametrize("longer", [-90, -120])
def test_nothing_becomes_shorter_than_it_can_be(calendar, anna, client, longer):
    event = make(calendar, anna)
    answer = drag(client, event, longer=longer)
    assert answer.status_code == 409
    assert answer.json()["message"]
    assert hours_of(event) == ("2027-03-24 10:00", "11:30")


def test_over_midnight_and_over_the_change_of_the_clock_an_end_is_what_the_wall_says(calendar, anna, client):
    event = make(calendar, anna, "2027-03-27 22:00", "2027-03-27 23:30")
    drag(client, event, longer=240)
    assert hours_of(event) == ("2027-03-27 22:00", "03:30")


def test_a_room_that_somebody_has_next_lets_nothing_grow(calendar, anna, client):
    room = create_calendar("Sala petita", "room", parent=town_scope())
    give(anna, room.scope, "edit")
    event = make(calendar, anna, rooms=[room.room])
    make(calendar, anna, "2027-03-24 12:00", "2027-03-24 13:00", rooms=[room.room])
    assert drag(client, event, longer=30).status_code == 200
    assert drag(client, event, longer=15).status_code == 409
    assert hours_of(event) == ("2027-03-24 10:00", "12:00")


def test_an_edge_and_the_three_choices_are_there_for_who_may_use_them(calendar, anna, client, reader):
    series(calendar, anna)
    for view in ("mes", "setmana", "dia"):
        address = f"/agenda/?vista={view}&data=2027-03-24"
        own, other = client.get(address).content.decode(), reader.get(address).content.decode()
        assert ("data-edge" in own) == (view != "mes")
        assert "data-series" in own
        assert 'id="reach"' in own
        assert not [each for each in ("data-edge", "data-series", 'id="reach"') if each in other]


def test_whole_days_have_no_edge_and_know_of_no_minutes(calendar, anna, client):
    event = create_event(anna, calendar, summary="Fira", start=day("2027-03-24"), end=day("2027-03-27"))
    assert "data-edge" not in client.get("/agenda/?vista=dia&data=2027-03-24").content.decode()
    drag(client, event, longer=-60)
    assert [(each.day, each.last_day) for each in event.occurrences.all()] == [(day("2027-03-24"), day("2027-03-26"))]


def test_the_form_moves_as_far_as_it_is_told(calendar, anna, client):
    event = make(calendar, anna, rrule="FREQ=WEEKLY;COUNT=3")
    second = event.occurrences.order_by("starts_at")[1]
    address = with_date(reverse("calendars:move_event", args=[event.pk]), second.recurrence_id)
    assert client.get(address).context["form"].initial["start_day"] == day("2027-03-31")
    posted = {"start_day": "2027-04-01", "start_hour": "17:00", "reach": "all", "sequence": event.sequence}
    assert client.post(address, posted).status_code == 302
    event.refresh_from_db()
    found = [f"{timezone.localtime(each.starts_at):%d %H:%M}" for each in event.occurrences.order_by("starts_at")]
    assert found == ["25 17:00", "01 17:00", "08 17:00"]


def test_a_move_can_be_taken_back(calendar, anna, client):
    event = make(calendar, anna)
    drag(client, event, days=3)
    page = client.get("/agenda/?vista=mes&data=2027-03-01").content.decode()
    assert reverse("calendars:restore_event") in page
    client.post(reverse("calendars:restore_event"))
    assert hours_of(event) == ("2027-03-24 10:00", "11:30")


def test_a_room_goes_along_and_refuses_with_its_sentence(calendar, anna, client):
    room = create_calendar("Sala petita", "room", parent=town_scope())
    give(anna, room.scope, "edit")
    event = make(calendar, anna, rooms=[room.room])
    make(calendar, anna, "2027-03-25 10:00", "2027-03-25 11:00", rooms=[room.room])
    refused = drag(client, event, days=1)
    assert refused.status_code == 409
    assert "Sala petita" in refused.json()["message"]
    assert hours_of(event)[0] == "2027-03-24 10:00"
    assert drag(client, event, days=2).status_code == 200
    assert [each.starts_at for each in room.room.slots.filter(booking__event=event)] == [at("2027-03-26 10:00")]
    posted = {"start_day": "2027-03-25", "start_hour": "10:00"}
    assert client.post(reverse("calendars:move_event", args=[event.pk]), posted).status_code == 409


@pytest.fixture
def room(anna):
    calendar = create_calendar("Sala petita", "room", parent=town_scope())
    give(anna, calendar.scope, "edit")
    return calendar.room


@pytest.fixture
def big(anna):
    calendar = create_calendar("Sala gran", "room", parent=town_scope())
    give(anna, calendar.scope, "edit")
    return calendar.room


def rooms_of(event):
    rows = Slot.objects.filter(booking__event=event).order_by("starts_at")
    return [(f"{timezone.localtime(each.starts_at):%d %H:%M}", str(each.room)) for each in rows]


def refused(client, event, answer, moment=None):
    """The page that the screen asks for after a refusal, and what its buttons and hidden fields would post."""
    assert answer.status_code == 409
    address = with_date(reverse("calendars:move_event", args=[event.pk]), moment)
    fields = answer.json()["form"]
    page = client.post(address, fields)
    assert page.status_code == 409
    again = fields | {"rooms": page.context["rooms"]}
    assert all(f'name="rooms" value="{each}"' in page.content.decode() for each in again["rooms"])
    return address, again, page.context["refusal"].offers


def test_dragging_onto_a_taken_room_leads_to_what_is_free(calendar, anna, client, room, big):
    event = make(calendar, anna, rooms=[room], location="Sala petita")
    make(calendar, anna, "2027-03-25 10:00", "2027-03-25 11:00", rooms=[room])
    address, fields, [offer] = refused(client, event, drag(client, event, days=1))
    assert fields["start_day"] == "2027-03-25"
    assert fields["start_hour"] == "10:00"
    assert len(offer.alternatives) == 3
    other = next(each for each in offer.alternatives if each.is_other_room)
    take = f"{room.pk}>{big.pk}@{other.starts_at.isoformat()}/{other.ends_at.isoformat()}"
    assert client.post(address, fields | {"take": take}).status_code == 302
    assert hours_of(event) == ("2027-03-25 10:00", "11:30")
    assert rooms_of(event) == [("25 10:00", "Sala gran")]
    assert event.location == "Sala gran"


def test_of_what_is_free_another_hour_keeps_the_room(calendar, anna, client, room):
    event = make(calendar, anna, rooms=[room])
    make(calendar, anna, "2027-03-25 10:00", "2027-03-25 11:00", rooms=[room])
    address, fields, [offer] = refused(client, event, drag(client, event, days=1))
    free = offer.alternatives[0]
    take = f"{room.pk}>{room.pk}@{free.starts_at.isoformat()}/{free.ends_at.isoformat()}"
    assert client.post(address, fields | {"take": take}).status_code == 302
    event.refresh_from_db()
    assert event.starts_at == free.starts_at
    assert [name for _when, name in rooms_of(event)] == ["Sala petita"]


def test_one_date_of_a_series_takes_what_is_free_and_the_others_stay(calendar, anna, client, room, big):
    event, second = series(calendar, anna, rooms=[room])
    make(calendar, anna, "2027-04-01 10:00", "2027-04-01 11:00", rooms=[room])
    address, fields, [offer] = refused(client, event, drag(client, event, days=1, moment=second), second)
    answer = client.post(address, fields | {offer.name: f"room:{big.pk}"})
    assert answer.status_code == 302
    assert client.get(answer["Location"]).context["shown"].day == day("2027-04-01")
    assert rooms_of(event) == [
        ("24 10:00", "Sala petita"),
        ("01 10:00", "Sala gran"),
        ("07 10:00", "Sala petita"),
        ("14 10:00", "Sala petita"),
    ]


def test_a_room_that_may_not_be_booked_is_no_way_out(calendar, anna, client, room):
    event = make(calendar, anna, rooms=[room])
    locked = create_calendar("Despatx", "room", parent=town_scope()).room
    posted = {"start_day": "2027-03-25", "start_hour": "10:00", "rooms": [locked.pk]}
    assert client.post(reverse("calendars:move_event", args=[event.pk]), posted).status_code == 400
    assert rooms_of(event) == [("24 10:00", "Sala petita")]


def test_what_comes_from_a_record_or_cannot_be_written_is_refused(calendar, anna, client, reader):
    sitting = make(calendar, None, event_type=Event.Type.MEETING)
    answer = drag(client, sitting, days=1)
    assert answer.status_code == 403
    assert answer.json()["message"]
    assert drag(reader, make(calendar, anna), days=1).status_code == 403
    assert client.get(reverse("calendars:move_event", args=[sitting.pk])).status_code == 403


def test_what_is_hidden_is_not_there(calendar, anna, client, stranger):
    private = make(calendar, None, visibility="private", organizer=stranger)
    assert drag(client, private, days=1).status_code == 404


SENSELESS = [
    {"days": "x"},
    {"days": 10**9},
    {"minutes": 10**9},
    {"days": "", "minutes": ""},
    {"longer": "x"},
    {"longer": 10**6},
    {"reach": "everything"},
]


@pytest.mark.parametrize("steps", SENSELESS)
def test_senseless_steps_are_refused_with_a_sentence(calendar, anna, client, steps):
    event = make(calendar, anna)
    answer = drag(client, event, **steps)
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert hours_of(event)[0] == "2027-03-24 10:00"


def test_the_second_of_two_is_told(calendar, anna, client):
    event = make(calendar, anna)
    drag(client, event, days=1)
    posted = {"start_day": "2027-03-28", "start_hour": "10:00", "sequence": 0}
    answer = client.post(reverse("calendars:move_event", args=[event.pk]), posted)
    assert answer.status_code == 409
    assert hours_of(event)[0] == "2027-03-25 10:00"


def test_only_what_may_be_moved_can_be_dragged(calendar, anna, client, reader):
    make(calendar, anna)
    for view in ("mes", "setmana", "dia"):
        address = f"/agenda/?vista={view}&data=2027-03-24"
        assert 'draggable="true"' in client.get(address).content.decode()
        assert "draggable" not in reader.get(address).content.decode()
