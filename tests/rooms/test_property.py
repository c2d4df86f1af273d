"""Whatever is done, in whatever order, no two events ever have one room at one time."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agenda.calendars.errors import AgendaError
from agenda.calendars.models import Event
from agenda.calendars.rooms.models import Booking, Slot
from agenda.calendars.rooms.services import answer_booking, arrange_room
from agenda.calendars.rooms.wanted import Places
from agenda.calendars.services import delete_event, restore_event, update_event
from tests.rooms.samples import book, next_monday, overlaps
from tests.rooms.test_bookings import draft

pytestmark = pytest.mark.django_db
MOMENTS = st.builds(
    lambda day, half: next_monday(8) + timedelta(days=day, minutes=30 * half), st.integers(0, 3), st.integers(0, 6)
)
RULES = st.sampled_from(["", "", "FREQ=DAILY;COUNT=3", "FREQ=WEEKLY;COUNT=2", "FREQ=DAILY;INTERVAL=2;COUNT=4"])
STEPS = st.tuples(
    st.sampled_from(["create", "create", "create", "own", "move", "rooms", "delete", "restore", "answer"]),
    MOMENTS,
    st.sampled_from([0.5, 1, 2, 26]),
    RULES,
    st.integers(0, 7),
)


class Walk:
    """One random history of two rooms, one of which waits for its keeper."""

    def __init__(self, person, keeper, calendar, rooms) -> None:
        self.person, self.keeper, self.calendar, self.rooms = person, keeper, calendar, rooms
        self.gone: list = []

    def step(self, what, at, hours, rule, number) -> None:
        with suppress(AgendaError), transaction.atomic():
            getattr(self, what)(at, hours, rule, number)

    def create(self, at, hours, rule, number):
        chosen = self.rooms if number == 0 else [self.rooms[number % 2]]
        book(self.person, self.calendar, *chosen, at=at, hours=hours, rrule=rule)

    def own(self, at, hours, rule, number):
        book(self.person, self.rooms[number % 2].calendar, at=at, hours=hours, rrule=rule)

    def move(self, at, hours, rule, number):
        if event := self._some(number):
            update_event(self.person, event, draft(at, hours, rrule=rule or None), visibility="everyone")

    def rooms_(self, at, hours, rule, number):
        if event := self._some(number):
            places = Places(tuple(room.pk for room in self.rooms[: number % 3]))
            again = draft(event.starts_at, 1, rrule=None)
            update_event(self.person, event, again, visibility="everyone", places=places)

    def delete(self, at, hours, rule, number):
        if event := self._some(number):
            self.gone.append(delete_event(self.person, event))

    def restore(self, at, hours, rule, number):
        if self.gone:
            restore_event(self.person, self.gone.pop())

    def answer(self, at, hours, rule, number):
        if booking := Booking.objects.waiting().first():
            answer_booking(self.keeper, booking, accept=bool(number % 2), sentence="Així.")

    def _some(self, number):
        events = list(Event.objects.order_by("pk"))
        return events[number % len(events)] if events else None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=4, max_size=14))
def test_no_two_slots_of_a_room_ever_overlap(anna, joan, calendar, hall, kept_hall, steps):
    with transaction.atomic():
        walk = Walk(anna, joan, calendar, [hall, kept_hall])
        for what, *rest in steps:
            walk.step("rooms_" if what == "rooms" else what, *rest)
            assert overlaps(hall) == overlaps(kept_hall) == []
        held = set(Slot.objects.values_list("booking__state", flat=True))
        assert held <= {"asked", "confirmed"}
        transaction.set_rollback(True)


@pytest.fixture
def kept_hall(make_room, joan):
    room = make_room("Sala de plens", capacity=60)
    return arrange_room(None, room, keeper=joan.principal, needs_approval=True)
