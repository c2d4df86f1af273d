"""Changing one date of a series, those that follow or all of it takes the rooms along."""

from datetime import timedelta

import pytest

from agenda.calendars import ical, series
from agenda.calendars.rooms import bookings
from agenda.calendars.rooms.errors import BookingRefused
from agenda.calendars.rooms.models import Booking
from agenda.calendars.rooms.wanted import Places
from agenda.calendars.series import Reach
from agenda.calendars.services import update_event
from tests.rooms.samples import HOUR, book, next_monday, slots_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def weekly(anna, calendar, hall):
    return book(anna, calendar, hall, rrule="FREQ=WEEKLY;COUNT=4")


def change(person, event, moment, start, reach, **fields):
    draft = ical.Draft(summary="Reunió", start=start, end=start + HOUR, rrule=None, category="reunio")
    return series.change(person, event, draft, reach=reach, recurrence_id=moment, visibility="everyone", **fields)


def mondays(*weeks: int, hour: float = 10) -> list:
    return [next_monday(hour, weeks=week) for week in weeks]


def starts(room) -> list:
    return [start for start, _end in slots_of(room)]


def test_one_date_moves_with_its_room(anna, weekly, hall):
    change(anna, weekly, next_monday(weeks=2), next_monday(15, weeks=2), Reach.ONE)
    assert starts(hall) == [*mondays(1), *mondays(2, hour=15), *mondays(3, 4)]


def test_one_date_does_not_move_over_somebody_else(anna, bernat, calendar, weekly, hall):
    book(bernat, calendar, hall, at=next_monday(15, weeks=2))
    with pytest.raises(BookingRefused):
        change(anna, weekly, next_monday(weeks=2), next_monday(15, weeks=2), Reach.ONE)


def test_those_that_follow_keep_their_room_and_so_does_what_stays(anna, weekly, hall):
    made, back = change(anna, weekly, next_monday(weeks=3), next_monday(11, weeks=3), Reach.FOLLOWING)
    assert starts(hall) == [*mondays(1, 2), *mondays(3, 4, hour=11)]
    assert made.bookings.count() == 1
    series.undo(anna, back)
    assert starts(hall) == mondays(1, 2, 3, 4)


def test_all_of_it_moves_over_its_own_dates(anna, weekly, hall):
    later = next_monday() + timedelta(minutes=30)
    change(anna, weekly, next_monday(), later, Reach.ALL)
    assert starts(hall) == mondays(1, 2, 3, 4, hour=10.5)


def test_one_date_can_have_another_room_and_keeps_it_when_the_series_moves(anna, weekly, hall, make_room):
    other = make_room("Sala de plens")
    places = Places((hall.pk,), single={next_monday(weeks=2): (other.pk,)})
    change(anna, weekly, next_monday(weeks=2), next_monday(weeks=2), Reach.ONE, places=places)
    assert (starts(hall), starts(other)) == (mondays(1, 3, 4), mondays(2))
    weekly.refresh_from_db()
    draft = ical.Draft(summary="Un altre títol", start=next_monday(), end=next_monday(11), rrule=None)
    update_event(anna, weekly, draft, visibility="everyone")
    assert (starts(hall), starts(other)) == (mondays(1, 3, 4), mondays(2))


def test_one_date_can_go_without_and_come_back(anna, weekly, hall):
    moment = next_monday(weeks=2)
    without = Places((hall.pk,), without=frozenset({moment}))
    change(anna, weekly, moment, moment, Reach.ONE, places=without)
    assert starts(hall) == mondays(1, 3, 4)
    assert Booking.objects.get(moment=moment).state == "released"
    weekly.refresh_from_db()
    assert bookings.places_of(weekly).at(moment) == ()
    again = Places((hall.pk,), single={moment: (hall.pk,)})
    change(anna, weekly, moment, moment, Reach.ONE, places=again)
    assert starts(hall) == mondays(1, 2, 3, 4)


def test_removing_dates_frees_them(anna, weekly, hall):
    series.remove(anna, weekly, reach=Reach.FOLLOWING, recurrence_id=next_monday(weeks=3))
    assert starts(hall) == mondays(1, 2)
