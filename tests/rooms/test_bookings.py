"""No overlap of a room, whoever writes and however (R17, issue C §4)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from agenda.calendars import ical
from agenda.calendars.errors import AgendaError
from agenda.calendars.models import Event
from agenda.calendars.rooms.errors import BookingRefused
from agenda.calendars.rooms.models import Booking, Slot
from agenda.calendars.rooms.wanted import Places, Repair
from agenda.calendars.services import (
    create_event,
    create_from_draft,
    delete_event,
    import_event,
    restore_event,
    update_event,
)
from tests.rooms.samples import HOUR, book, next_monday, overlaps, slots_of

pytestmark = pytest.mark.django_db


def draft(start, hours=1, **fields):
    return ical.Draft(summary="Reunió", start=start, end=start + hours * HOUR, **fields)


def test_an_event_takes_its_rooms_for_its_time(anna, calendar, hall, make_room):
    projector = make_room("Projector", kind="equipment")
    event = book(anna, calendar, hall, projector)
    assert slots_of(hall) == slots_of(projector) == [(event.starts_at, event.ends_at)]


def test_the_second_of_two_is_refused_and_nothing_of_it_is_saved(anna, bernat, calendar, hall):
    book(anna, calendar, hall)
    with pytest.raises(BookingRefused):
        book(bernat, calendar, hall, at=next_monday(10.5), summary="Segona")
    assert not Event.objects.filter(summary="Segona").exists()


def test_one_may_begin_when_the_other_ends(anna, bernat, calendar, hall):
    book(anna, calendar, hall)
    book(bernat, calendar, hall, at=next_monday(11))
    assert len(slots_of(hall)) == 2


def test_the_database_refuses_an_overlap_that_the_service_did_not_see(anna, calendar, hall):
    slot = Slot.objects.get(booking__event=book(anna, calendar, hall))
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.create(
            booking=slot.booking, room=hall, starts_at=slot.starts_at + HOUR / 2, ends_at=slot.ends_at + HOUR
        )


def test_the_database_refuses_to_move_a_slot_over_another(anna, calendar, hall):
    book(anna, calendar, hall)
    other = Slot.objects.get(booking__event=book(anna, calendar, hall, at=next_monday(12)))
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.filter(pk=other.pk).update(starts_at=next_monday(10.5))


def test_what_is_written_in_the_calendar_of_a_room_takes_it(anna, calendar, hall):
    book(anna, hall.calendar)
    with pytest.raises(BookingRefused):
        book(anna, calendar, hall)
    with pytest.raises(BookingRefused):
        book(anna, hall.calendar, summary="Altra")


def test_moving_an_event_over_another_is_refused(anna, calendar, hall):
    book(anna, calendar, hall)
    later = book(anna, calendar, hall, at=next_monday(12))
    with pytest.raises(BookingRefused):
        update_event(anna, later, draft(next_monday(10.5)), visibility="everyone")
    assert (later.starts_at, later.ends_at) in slots_of(hall)


def test_moving_an_event_a_little_does_not_clash_with_itself(anna, calendar, hall):
    event = book(anna, calendar, hall)
    update_event(anna, event, draft(next_monday(10.5)), visibility="everyone")
    assert slots_of(hall) == [(next_monday(10.5), next_monday(11.5))]


def test_leaving_a_room_frees_it(anna, calendar, hall):
    event = book(anna, calendar, hall)
    update_event(anna, event, draft(next_monday()), visibility="everyone", places=Places())
    assert slots_of(hall) == []


def test_restoring_an_event_takes_its_room_again_or_says_that_it_is_gone(anna, bernat, calendar, hall):
    gone = delete_event(anna, book(anna, calendar, hall))
    assert slots_of(hall) == []
    back = restore_event(anna, gone)
    assert slots_of(hall) == [(back.starts_at, back.ends_at)]
    gone = delete_event(anna, back)
    book(bernat, calendar, hall)
    with pytest.raises(BookingRefused):
        restore_event(anna, gone)


def test_a_calendar_program_that_moves_an_event_keeps_to_the_rooms_too(anna, calendar, hall):
    book(anna, calendar, hall, at=next_monday(12))
    event = book(anna, calendar, hall)
    moved = ical.revise(event.ics, draft(next_monday(11.5)), now=next_monday())
    with pytest.raises(BookingRefused):
        import_event(anna, calendar, moved.text)
    free = ical.revise(event.ics, draft(next_monday(8)), now=next_monday())
    import_event(anna, calendar, free.text)
    assert slots_of(hall) == [(next_monday(8), next_monday(9)), (next_monday(12), next_monday(13))]


def test_a_cancelled_event_frees_its_room(anna, calendar, hall):
    event = book(anna, calendar, hall)
    import_event(anna, calendar, event.ics.replace("END:VEVENT", "STATUS:CANCELLED\r\nEND:VEVENT"))
    assert slots_of(hall) == []


def test_a_series_takes_the_room_on_each_of_its_dates(anna, calendar, hall):
    book(anna, calendar, hall, rrule="FREQ=WEEKLY;COUNT=5")
    assert [start.date() for start, _end in slots_of(hall)] == [
        (next_monday() + timedelta(weeks=week)).date() for week in range(5)
    ]


def test_a_series_that_clashes_names_each_date(anna, bernat, calendar, hall):
    book(anna, calendar, hall, at=next_monday(weeks=2))
    book(anna, calendar, hall, at=next_monday(weeks=4))
    with pytest.raises(BookingRefused) as refused:
        book(bernat, calendar, hall, rrule="FREQ=WEEKLY;COUNT=5")
    assert [clash.starts_at for clash in refused.value.clashes] == [next_monday(weeks=2), next_monday(weeks=4)]
    assert refused.value.is_of_series


def test_a_series_is_mended_date_by_date_and_saved_at_once(anna, bernat, calendar, hall, make_room):
    other = make_room("Sala de plens", capacity=60)
    for weeks in (2, 3, 4):
        book(anna, calendar, hall, at=next_monday(weeks=weeks))
    repairs = {
        next_monday(weeks=2): Repair("room", room=other.pk, instead_of=hall.pk),
        next_monday(weeks=3): Repair("time", starts_at=next_monday(12, weeks=3)),
        next_monday(weeks=4): Repair("skip"),
    }
    event = create_from_draft(
        bernat,
        calendar,
        draft(next_monday(), rrule="FREQ=WEEKLY;COUNT=5"),
        visibility="everyone",
        places=Places((hall.pk,), repairs=repairs),
    )
    mine = Slot.objects.filter(booking__event=event).order_by("starts_at").values_list("room", "starts_at")
    assert list(mine) == [
        (hall.pk, next_monday()),
        (other.pk, next_monday(weeks=2)),
        (hall.pk, next_monday(12, weeks=3)),
        (hall.pk, next_monday(weeks=5)),
    ]
    where = dict(event.occurrences.values_list("starts_at", "location"))
    assert where[next_monday(weeks=2)] == "Sala de plens"
    # What a calendar program gets says the same, and writing it back changes nothing.
    import_event(bernat, calendar, event.ics)
    assert list(mine.all()) == list(mine)


def test_what_is_mended_badly_is_refused_again(anna, bernat, calendar, hall):
    book(anna, calendar, hall, at=next_monday(weeks=2))
    book(anna, calendar, hall, at=next_monday(12, weeks=2))
    repairs = {next_monday(weeks=2): Repair("time", starts_at=next_monday(12, weeks=2))}
    with pytest.raises(BookingRefused):
        create_from_draft(
            bernat,
            calendar,
            draft(next_monday(), rrule="FREQ=WEEKLY;COUNT=3"),
            visibility="everyone",
            places=Places((hall.pk,), repairs=repairs),
        )


def test_skipping_every_date_leaves_no_series(anna, calendar, hall):
    repairs = {next_monday(weeks=week): Repair("skip") for week in (1, 2)}
    with pytest.raises(AgendaError):
        create_from_draft(
            anna,
            calendar,
            draft(next_monday(), rrule="FREQ=WEEKLY;COUNT=2"),
            visibility="everyone",
            places=Places((hall.pk,), repairs=repairs),
        )


def test_a_series_longer_than_its_step_does_not_overlap_itself(anna, calendar, hall):
    with pytest.raises(BookingRefused):
        book(anna, calendar, hall, hours=30, rrule="FREQ=DAILY;COUNT=3")


def test_the_loser_reads_who_has_it_only_if_the_event_is_open_to_them(anna, bernat, calendar, hall):
    book(anna, calendar, hall, summary="Pressupost")
    book(anna, calendar, hall, at=next_monday(12), summary="Metge", visibility="private")
    with pytest.raises(BookingRefused, match=r"Pressupost.*Anna"):
        book(bernat, calendar, hall)
    with pytest.raises(BookingRefused) as refused:
        book(bernat, calendar, hall, at=next_monday(12))
    assert "Metge" not in str(refused.value)
    assert "Anna" not in str(refused.value)


def test_the_product_itself_names_nobody(anna, calendar, hall):
    book(anna, calendar, hall, summary="Pressupost")
    with pytest.raises(BookingRefused) as refused:
        book(None, calendar, hall)
    assert "Pressupost" not in str(refused.value)


def test_a_stranger_cannot_book_a_room_that_is_hidden(stranger, hall, office):
    from agenda.calendars.services import create_calendar

    own = create_calendar("Estrany", "person", parent=office, owner=stranger)
    with pytest.raises(BookingRefused):
        book(stranger, own, hall)
    assert slots_of(hall) == []
    with pytest.raises(Http404):
        book(stranger, hall.calendar)


def test_who_only_reads_a_room_without_keeper_cannot_book_it(marta, hall):
    with pytest.raises(BookingRefused):
        book(marta, marta.calendars.get(), hall)


def test_a_room_that_does_not_exist_is_refused_with_a_sentence(anna, calendar):
    with pytest.raises(BookingRefused):
        create_from_draft(anna, calendar, draft(next_monday()), visibility="everyone", places=Places((999_999,)))


def test_an_event_without_length_takes_no_room(anna, calendar, hall):
    create_event(anna, calendar, summary="Avís", start=next_monday(), end=next_monday(), rooms=[hall])
    book(anna, calendar, hall)
    assert len(slots_of(hall)) == 1


def test_the_daily_task_that_writes_a_series_further_never_overlaps(anna, calendar, hall):
    from agenda.calendars import expansion

    series = book(anna, calendar, hall, rrule="FREQ=WEEKLY")
    ahead = next_monday(weeks=116)
    single = book(anna, calendar, hall, at=ahead, hours=2)
    later = ahead.date() - timedelta(days=700)
    assert expansion.roll(today=later) == 1
    assert overlaps(hall) == []
    assert slots_of(hall)[-1][0] > ahead
    lost = Booking.objects.get(event=series, state="refused")
    assert lost.moment == single.starts_at
    expansion.roll(today=later + timedelta(days=60))
    assert overlaps(hall) == []
    assert Booking.objects.filter(event=series, state="refused").count() == 1


def test_writing_costs_the_same_however_full_the_room_is(anna, calendar, hall):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    book(anna, calendar, hall, at=next_monday(8))
    with CaptureQueriesContext(connection) as few:
        book(anna, calendar, hall, at=next_monday(10))
    book(anna, calendar, hall, at=next_monday(12), rrule="FREQ=DAILY;COUNT=60")
    with CaptureQueriesContext(connection) as many:
        book(anna, calendar, hall, at=next_monday(14), rrule="FREQ=DAILY;COUNT=60")
    assert abs(len(many) - len(few)) <= 2
