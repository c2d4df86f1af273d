"""Keepers, rules, blocks: who may use a room, when, and who says yes."""

from datetime import time, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agenda.calendars import ical
from agenda.calendars.errors import AgendaError
from agenda.calendars.rooms import desk, rules
from agenda.calendars.rooms.alternatives import alternatives, free_rooms
from agenda.calendars.rooms.errors import BookingRefused
from agenda.calendars.rooms.models import Booking, Room
from agenda.calendars.rooms.services import answer_booking, arrange_room, block_room, create_room, hit_by, unblock_room
from agenda.calendars.services import update_event
from intranet.access.models import AuditEvent
from tests.factories import make_person
from tests.rooms.samples import HOUR, book, next_monday, slots_of

pytestmark = pytest.mark.django_db
WORKING_WEEK = [(day, time(8), time(20)) for day in range(5)]


@pytest.fixture
def kept(hall, joan):
    """The hall, kept by Joan, who says yes or no."""
    arrange_room(None, hall, keeper=joan.principal, needs_approval=True)
    return Room.objects.select_related("calendar", "keeper").get(pk=hall.pk)


def test_a_booking_of_a_kept_room_waits_and_holds_the_room_meanwhile(anna, bernat, calendar, kept):
    book(anna, calendar, kept)
    assert Booking.objects.get().is_asked
    with pytest.raises(BookingRefused):
        book(bernat, calendar, kept)


def test_who_only_reads_may_ask_the_keeper(marta, kept):
    book(marta, marta.calendars.get(), kept)
    assert Booking.objects.get().is_asked


def test_the_keeper_waits_for_nobody(anna, joan, kept):
    book(joan, kept.calendar)
    assert not Booking.objects.get().is_asked


def test_the_keeper_is_told_by_mail_without_content_and_on_the_desk(
    anna, joan, calendar, kept, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        book(anna, calendar, kept, summary="Tema delicat", visibility="private")
    [letter] = mail.outbox
    assert letter.to == [joan.email]
    assert "delicat" not in letter.subject + letter.body
    [waiting] = desk.waiting_for(joan)["bookings"]
    assert (waiting.title, waiting.is_open, waiting.asked_by) == ("", False, anna)
    assert desk.waiting_for(anna) is None


def test_yes_confirms_and_tells_who_asked(anna, joan, calendar, kept, django_capture_on_commit_callbacks):
    event = book(anna, calendar, kept)
    with django_capture_on_commit_callbacks(execute=True):
        answer_booking(joan, Booking.objects.get(), accept=True)
    assert Booking.objects.get().state == "confirmed"
    assert slots_of(kept) == [(event.starts_at, event.ends_at)]
    assert [letter.to for letter in mail.outbox] == [[anna.email]]
    assert AuditEvent.objects.filter(action="booking.accepted", actor=joan).exists()


def test_no_needs_a_sentence_frees_the_room_and_shows_on_the_desk_of_who_asked(anna, bernat, joan, calendar, kept):
    book(anna, calendar, kept)
    with pytest.raises(AgendaError):
        answer_booking(joan, Booking.objects.get(), accept=False, sentence=" ")
    answer_booking(joan, Booking.objects.get(), accept=False, sentence="Hi ha obres al costat.")
    assert slots_of(kept) == []
    assert [each.answer for each in desk.refused_to(anna)["bookings"]] == ["Hi ha obres al costat."]
    assert desk.refused_to(bernat) is None
    book(bernat, calendar, kept)


def test_an_answer_is_given_once_and_by_the_keeper_alone(anna, bernat, joan, calendar, kept):
    book(anna, calendar, kept)
    with pytest.raises(PermissionDenied):
        answer_booking(bernat, Booking.objects.get(), accept=True)
    answer_booking(joan, Booking.objects.get(), accept=True)
    with pytest.raises(AgendaError):
        answer_booking(joan, Booking.objects.get(), accept=False, sentence="Millor que no.")


def test_a_yes_was_for_the_time_it_was_given_for(anna, joan, calendar, kept):
    event = book(anna, calendar, kept)
    answer_booking(joan, Booking.objects.get(), accept=True)
    start = next_monday(15)
    update_event(anna, event, ical.Draft(summary="Reunió", start=start, end=start + HOUR), visibility="everyone")
    assert Booking.objects.get().is_asked


def test_a_new_keeper_takes_the_key_from_the_one_before(hall, joan, bernat, marta):
    arrange_room(None, hall, keeper=joan.principal)
    book(joan, hall.calendar)
    hall.refresh_from_db()
    arrange_room(joan, hall, keeper=marta.principal)
    with pytest.raises(PermissionDenied):
        book(joan, hall.calendar, at=next_monday(15))
    book(marta, hall.calendar, at=next_monday(16))


def test_approval_without_a_keeper_is_impossible(hall):
    with pytest.raises(IntegrityError), transaction.atomic():
        arrange_room(None, hall, needs_approval=True)


def test_only_a_keeper_or_manager_arranges_and_closes(anna, hall):
    with pytest.raises(PermissionDenied):
        arrange_room(anna, hall, capacity=3)
    with pytest.raises(PermissionDenied):
        block_room(anna, hall, starts_at=next_monday(), ends_at=next_monday(12), reason="Obres")


def test_a_room_is_made_by_who_arranges_the_town_hall(town, anna):
    secretary = make_person("elisenda.roca", roles=["secretary"])
    room = create_room(secretary, "Furgoneta", kind="vehicle", capacity=5)
    assert room.calendar.kind == "room"
    with pytest.raises(PermissionDenied):
        create_room(anna, "Una altra")


@pytest.mark.parametrize(
    ("start", "hours", "fits"),
    [
        (next_monday(8), 1, True),
        (next_monday(7.5), 1, False),
        (next_monday(19.5), 1, False),
        (next_monday(10) + timedelta(days=5), 1, False),
        (next_monday(0), 24, True),
        (next_monday(0) + timedelta(days=4), 48, False),
    ],
)
def test_opening_hours_hold_for_each_day(anna, calendar, hall, start, hours, fits):
    arrange_room(None, hall, hours=WORKING_WEEK)
    if fits:
        book(anna, calendar, hall, at=start, hours=hours)
    else:
        with pytest.raises(BookingRefused):
            book(anna, calendar, hall, at=start, hours=hours)


def test_hours_limits_and_holidays_do_not_bind_the_keeper(anna, joan, calendar, hall):
    arrange_room(None, hall, hours=WORKING_WEEK, keeper=joan.principal, longest_minutes=60, days_ahead=1)
    with pytest.raises(BookingRefused):
        book(anna, calendar, hall, at=next_monday(weeks=3))
    book(joan, hall.calendar, at=next_monday(21, weeks=3), hours=2)


def test_a_room_closed_on_holidays_says_so(anna, calendar, hall):
    arrange_room(None, hall, closed_on_holidays=True)
    christmas = timezone.localtime().replace(month=12, day=25, hour=10, minute=0, second=0, microsecond=0)
    christmas = christmas if christmas > timezone.localtime() else christmas.replace(year=christmas.year + 1)
    with pytest.raises(BookingRefused, match="25"):
        book(anna, calendar, hall, at=christmas)


def test_longer_and_earlier_than_allowed_is_refused(anna, calendar, hall):
    arrange_room(None, hall, longest_minutes=120, days_ahead=30)
    book(anna, calendar, hall, hours=2)
    with pytest.raises(BookingRefused):
        book(anna, calendar, hall, at=next_monday(14), hours=3)
    with pytest.raises(BookingRefused):
        book(anna, calendar, hall, at=next_monday(14, weeks=9))
    with pytest.raises(BookingRefused):
        book(anna, calendar, hall, at=next_monday(14), rrule="FREQ=WEEKLY")


def test_new_rules_leave_what_was_booked_and_what_is_over_alone(anna, calendar, hall):
    event = book(anna, calendar, hall, at=next_monday(21))
    book(anna, calendar, hall, at=next_monday(weeks=-3))
    arrange_room(None, hall, hours=WORKING_WEEK)
    draft = ical.Draft(summary="Un altre títol", start=event.starts_at, end=event.ends_at)
    assert update_event(anna, event, draft, visibility="everyone").summary == "Un altre títol"
    assert len(slots_of(hall)) == 2


def test_a_closed_room_refuses_everybody_and_lists_whom_it_hits(anna, joan, calendar, hall):
    event = book(anna, calendar, hall, at=next_monday(11))
    arrange_room(None, hall, keeper=joan.principal)
    hall.refresh_from_db()
    block = block_room(joan, hall, starts_at=next_monday(0), ends_at=next_monday(24 - 0.5), reason="Obres")
    assert [slot.booking.event for slot in hit_by(block)] == [event]
    for person in (anna, joan):
        with pytest.raises(BookingRefused, match="Obres"):
            book(person, hall.calendar, at=next_monday(15))
    unblock_room(joan, block)
    book(anna, calendar, hall, at=next_monday(15))


def test_alternatives_keep_to_the_hours_the_blocks_and_the_size(anna, joan, calendar, hall, make_room):
    small = make_room("Despatx", capacity=4)
    big = make_room("Sala de plens", capacity=60, equipment="Projector\nMicròfons")
    arrange_room(None, hall, hours=WORKING_WEEK, capacity=10, equipment="projector")
    hall.refresh_from_db()
    book(anna, calendar, hall, at=next_monday(8), hours=12)
    found = alternatives(anna, hall, next_monday(10), next_monday(11))
    assert len(found) == 3
    assert {each.room for each in found if each.is_other_room} == {big}
    [tuesday, *_later] = [each for each in found if not each.is_other_room]
    assert tuesday.starts_at == next_monday(10) + timedelta(days=1)
    assert small not in free_rooms(anna, next_monday(10), next_monday(11), people=8)
    for each in found:
        assert not rules.obstacle(
            rules.with_rules(anna, Room.objects.filter(pk=each.room.pk))[0], each.starts_at, each.ends_at
        )


def test_proposing_costs_the_same_for_many_rooms(anna, hall, make_room):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            alternatives(anna, hall, next_monday(), next_monday(11))
        return len(found)

    make_room("Sala 0", capacity=20)
    before = queries()
    for number in range(1, 12):
        make_room(f"Sala {number}", capacity=20)
    assert queries() == before


def test_who_organises_what_takes_place_in_a_room_that_closes_is_told_and_nobody_else(
    anna, bernat, joan, calendar, kept, django_capture_on_commit_callbacks
):
    mine = book(anna, calendar, kept, summary="Tema delicat", visibility="private")
    book(joan, kept.calendar, at=next_monday(12))
    book(bernat, calendar, kept, at=next_monday(weeks=2))
    with django_capture_on_commit_callbacks(execute=True):
        block = block_room(joan, kept, starts_at=next_monday(0), ends_at=next_monday(23), reason="Obres")
    [letter] = mail.outbox
    assert letter.to == [anna.email]
    assert "delicat" not in letter.subject + letter.body
    assert [(slot.booking.event, slot.why) for slot in desk.closed_to(anna)["slots"]] == [(mine, "Obres")]
    assert desk.closed_to(bernat) is None
    unblock_room(joan, block)
    assert desk.closed_to(anna) is None


def test_a_block_that_is_withdrawn_at_once_writes_to_nobody(
    anna, joan, calendar, kept, django_capture_on_commit_callbacks
):
    book(anna, calendar, kept)
    with django_capture_on_commit_callbacks(execute=True):
        unblock_room(joan, block_room(joan, kept, starts_at=next_monday(0), ends_at=next_monday(23), reason="Obres"))
    assert mail.outbox == []
