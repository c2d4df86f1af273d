"""Long writes and short ones at the same time never wait for each other in a ring: nobody is thrown out.

On SQLite one writer waits for the other at the door, so there is no order that could be wrong; the tests run there all
the same, and mean most on PostgreSQL, which ends one of two that wait for each other.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import close_old_connections, connections, transaction

from agenda.calendars.intake import imports, reading, taking
from agenda.calendars.models import Event
from agenda.calendars.rooms.errors import BookingRefused
from agenda.calendars.rooms.turns import take_turn
from agenda.calendars.services import update_event
from agenda.meetings import services as meetings
from tests.factories import give, make_body
from tests.rooms.samples import HOUR, book, next_monday, overlaps, slots_of
from tests.rooms.test_bookings import draft

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 8
EACH = 6


def at_once(*works) -> list:
    """What came of each; they begin together. A refusal of a room is an answer, anything else breaks the test."""
    start = Barrier(len(works), timeout=60)

    def one(work):
        close_old_connections()
        start.wait()
        try:
            return work()
        except BookingRefused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(works)) as pool:
        return list(pool.map(one, works))


def moved(event: Event, minutes: int) -> str:
    """What the calendar program of somebody sends: the same event, later."""
    return (
        event.ics.replace("SEQUENCE:0", "SEQUENCE:1")
        .replace("T100000", f"T10{minutes:02}00")
        .replace("T110000", f"T11{minutes:02}00")
    )


def file_with(events: list[Event], minutes: int) -> bytes:
    bodies = ["BEGIN:VEVENT" + moved(each, minutes).partition("BEGIN:VEVENT")[2] for each in events]
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(each.replace("END:VCALENDAR\r\n", "") for each in bodies)
            + "END:VCALENDAR\r\n").encode()  # fmt: skip


def test_a_long_import_and_single_bookings_in_its_rooms_all_come_through(anna, bernat, calendar, make_room):
    """The import changes events in several rooms, the last room first; each booking takes a room and then waits for
    the calendar in which the import writes."""
    halls = [make_room(f"Sala {number}") for number in range(EACH)]
    events = [book(anna, calendar, room, at=next_monday(weeks=2 + n)) for n, room in enumerate(reversed(halls))]
    source = file_with(events, 30)

    def bring():
        return imports.take_in(anna, imports.look_at(anna, calendar, source, filename="agenda.ics"))

    def single(number: int):
        return [book(bernat, calendar, room, at=next_monday(12 + number / 2, weeks=20)) for room in halls]

    done = at_once(bring, *(lambda n=n: single(n) for n in range(WRITERS)))
    assert done[0].report["changed"] == EACH
    assert all(overlaps(room) == [] for room in halls)
    assert sum(len(slots_of(room)) for room in halls) == EACH + EACH * sum(isinstance(each, list) for each in done)


def test_an_import_undone_and_its_events_edited_and_booked_beside_it(anna, bernat, calendar, make_room):
    halls = [make_room(f"Sala {number}") for number in range(EACH)]
    events = [book(anna, calendar, room, at=next_monday(weeks=2 + n)) for n, room in enumerate(reversed(halls))]
    found = imports.take_in(anna, imports.look_at(anna, calendar, file_with(events, 30), filename="agenda.ics"))
    other = book(anna, calendar, halls[0], at=next_monday(16, weeks=3))

    def edit(number: int):
        return update_event(anna, other, draft(next_monday(16, weeks=5 + number)), visibility="everyone")

    at_once(
        lambda: imports.undo(anna, found),
        *(lambda n=n: edit(n) for n in range(WRITERS // 2)),
        *(
            lambda n=n: book(bernat, calendar, halls[n % EACH], at=next_monday(18, weeks=20))
            for n in range(WRITERS // 2)
        ),
    )
    assert all(overlaps(room) == [] for room in halls)


def test_an_outside_calendar_read_into_a_room_while_others_book_it(anna, bernat, calendar, hall):
    """It takes out what is gone, which leaves a trace, and only then takes the room for what is new."""
    for number in range(EACH):
        book(anna, hall.calendar, at=next_monday(8, weeks=2 + number))
    gone = list(hall.calendar.events.all())
    source = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nSUMMARY:Fora {n}\r\nDTSTART:{next_monday(10, weeks=2 + n):%Y%m%dT%H%M%S}\r\n"
        f"DTEND:{next_monday(11, weeks=2 + n):%Y%m%dT%H%M%S}\r\nEND:VEVENT\r\n"
        for n in range(EACH)
    )
    contents = reading.read(f"BEGIN:VCALENDAR\r\n{source}END:VCALENDAR\r\n".encode())

    @transaction.atomic
    def read():
        from agenda.calendars import services

        steps = taking.steps_for(None, hall.calendar, contents, also=[event.pk for event in gone])
        services.remove_events(None, gone)
        return taking.take(None, hall.calendar, steps)

    at_once(read, *(lambda n=n: book(bernat, calendar, hall, at=next_monday(15, weeks=2 + n)) for n in range(WRITERS)))
    assert overlaps(hall) == []
    assert len(slots_of(hall)) == EACH + WRITERS


def test_meetings_that_are_drafted_moved_and_called_together_with_bookings_of_their_rooms(anna, calendar, make_room):
    """Drafting grants before it takes the room, which leaves a trace: the room is waited for first."""
    halls = [make_room(f"Sala {number}") for number in range(2)]
    body = make_body("Ple")
    give(anna, body.scope, "manage")
    start = next_monday(18)
    drafts = [
        meetings.create_meeting(
            anna, body, starts_at=start + n * 24 * HOUR, ends_at=start + (24 * n + 2) * HOUR, room=halls[n]
        )
        for n in range(2)
    ]

    def swap(number: int):
        return meetings.edit_meeting(anna, drafts[number], room=halls[1 - number])

    def new(number: int):
        at = next_monday(18, weeks=3 + number)
        return meetings.create_meeting(anna, body, starts_at=at, ends_at=at + HOUR, room=halls[number % 2])

    def single(number: int):
        return book(anna, calendar, *halls, at=next_monday(9, weeks=3 + number))

    works = [lambda n=n, kind=kind: kind(n) for kind in (new, single) for n in range(WRITERS // 2)]
    at_once(lambda: swap(0), lambda: swap(1), *works)
    assert all(overlaps(room) == [] for room in halls)
    assert {len(slots_of(room)) for room in halls} == {1 + WRITERS // 4 + WRITERS // 2}


def test_a_turn_is_taken_for_many_at_once(anna, calendar, hall, make_room):
    events = [book(anna, calendar, hall, at=next_monday(weeks=2 + n)) for n in range(3)]
    with transaction.atomic():
        take_turn(events=[event.pk for event in events], rooms=[hall.pk, 999_999], calendars=[calendar.pk, hall.pk])
    take_turn()
