"""Fifty who want one room at the same moment: exactly one has it (design §6), on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connections

from agenda.calendars.models import Event
from agenda.calendars.rooms.errors import BookingRefused
from agenda.calendars.rooms.models import Booking
from agenda.calendars.services import delete_event, import_event, restore_event, update_event
from tests.rooms.samples import book, next_monday, overlaps, slots_of
from tests.rooms.test_bookings import draft

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 50


def all_at_once(write) -> list:
    """What each of fifty threads got; None for who was refused."""

    def one(number: int):
        close_old_connections()
        try:
            return write(number)
        except BookingRefused:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=WRITERS) as pool:
        return list(pool.map(one, range(WRITERS)))


def test_of_fifty_parallel_bookings_exactly_one_wins_and_none_is_lost(anna, calendar, hall):
    won = [each for each in all_at_once(lambda n: book(anna, calendar, hall, summary=f"Número {n}")) if each]
    assert len(won) == 1
    assert list(Event.objects.all()) == won
    assert slots_of(hall) == [(won[0].starts_at, won[0].ends_at)]
    assert Booking.objects.count() == 1


def test_fifty_parallel_series_never_overlap(anna, calendar, hall):
    def write(number: int):
        start = next_monday(9 + number % 5, weeks=1 + number % 3)
        return book(anna, calendar, hall, at=start, hours=2, rrule="FREQ=WEEKLY;COUNT=6")

    won = [each for each in all_at_once(write) if each]
    assert overlaps(hall) == []
    assert len(slots_of(hall)) == 6 * len(won) > 0


def test_fifty_parallel_edits_towards_one_hour(anna, calendar, hall):
    events = [book(anna, calendar, hall, at=next_monday(8, weeks=2 + n)) for n in range(WRITERS)]
    all_at_once(lambda n: update_event(anna, events[n], draft(next_monday(10)), visibility="everyone"))
    assert overlaps(hall) == []
    assert [start for start, _end in slots_of(hall)].count(next_monday(10)) == 1
    assert len(slots_of(hall)) == WRITERS


def test_fifty_parallel_ways_of_writing_never_overlap(anna, calendar, hall):
    """Created, moved, restored and sent by a calendar program, all at the same hour, in two calendars."""
    away = [book(anna, calendar, hall, at=next_monday(8, weeks=2 + n)) for n in range(20)]
    gone = [delete_event(anna, book(anna, calendar, hall, at=next_monday(10.25))) for _each in range(10)]
    sent = book(anna, hall.calendar, at=next_monday(18)).ics.replace("180000", "100000").replace("190000", "110000")
    ways = (
        lambda n: book(anna, hall.calendar, at=next_monday(9.5)),
        lambda n: update_event(anna, away[n % 20], draft(next_monday(10)), visibility="everyone"),
        lambda n: restore_event(anna, gone[n % 10]),
        lambda n: import_event(anna, hall.calendar, sent),
        lambda n: book(anna, calendar, hall, at=next_monday(10.5)),
    )
    all_at_once(lambda n: ways[n % 5](n))
    assert overlaps(hall) == []
    around = [start for start, _end in slots_of(hall) if start.date() == next_monday().date() and start.hour < 18]
    assert len(around) >= 1


def test_fifty_who_write_and_delete_in_one_calendar_never_wait_for_each_other_in_a_ring(anna, calendar, hall):
    events = [book(anna, calendar, hall, at=next_monday(8, weeks=2 + n)) for n in range(WRITERS // 2)]

    def write(number: int):
        if number % 2:
            return delete_event(anna, events[number // 2])
        return book(anna, calendar, hall, at=next_monday(15, weeks=2 + number))

    assert None not in all_at_once(write)
    assert len(slots_of(hall)) == WRITERS // 2
