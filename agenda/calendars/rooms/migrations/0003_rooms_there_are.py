"""Calendars of rooms get their profile, and the events written in them hold their room.

Where two already overlap, the one that was written first has it.
"""

from django.db import migrations

LAST_STATE = "confirmed"


def arrange(apps, schema_editor):
    Calendar = apps.get_model("calendars", "Calendar")
    Room = apps.get_model("rooms", "Room")
    for calendar in Calendar.objects.filter(kind="room"):
        room, _created = Room.objects.get_or_create(calendar=calendar)
        _take(apps, room)


def _take(apps, room):
    Event = apps.get_model("calendars", "Event")
    Booking = apps.get_model("rooms", "Booking")
    Slot = apps.get_model("rooms", "Slot")
    taken = []
    for event in Event.objects.filter(calendar=room.calendar_id).order_by("pk"):
        free = []
        for start, end in event.occurrences.order_by("starts_at").values_list("starts_at", "ends_at"):
            if end > start and not any(start < until and end > since for since, until in taken):
                free.append((start, end))
                taken.append((start, end))
        booking = Booking.objects.create(event=event, room=room, state=LAST_STATE, asked_by=event.organizer)
        Slot.objects.bulk_create(
            Slot(booking=booking, room=room, starts_at=start, ends_at=end) for start, end in free
        )


class Migration(migrations.Migration):
    dependencies = [("rooms", "0002_no_overlap")]
    operations = [migrations.RunPython(arrange, migrations.RunPython.noop)]
