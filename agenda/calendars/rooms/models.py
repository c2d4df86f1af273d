"""Rooms, equipment and vehicles, and the times for which they are taken.

A room is a calendar of kind "room" with a profile. An event takes place in rooms through its `Booking`s; each of its
dates holds a room through a `Slot`. Two slots of one room never overlap: an exclusion constraint of PostgreSQL and a
trigger of SQLite see to it, so that no writer of any kind can get past (`migrations/0002_no_overlap.py`).
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.calendars.models import Calendar, Event
from agenda.calendars.rooms.querysets import BookingQuerySet, RoomQuerySet, SlotQuerySet
from intranet.access.models import Principal

LONGEST_NAME = 120


class Room(models.Model):
    """What the calendar of a room does not say: how many fit, what it has, when it opens, who keeps it."""

    class Kind(models.TextChoices):
        ROOM = "room", pgettext_lazy("kind of thing", "room")
        EQUIPMENT = "equipment", _("equipment")
        VEHICLE = "vehicle", _("vehicle")

    calendar = models.OneToOneField(Calendar, on_delete=models.CASCADE, primary_key=True, related_name="room")
    kind = models.CharField(_("what it is"), max_length=10, choices=Kind, default=Kind.ROOM)
    capacity = models.PositiveSmallIntegerField(_("people who fit"), null=True, blank=True)
    # One thing a line, as people write it.
    equipment = models.TextField(_("what it has"), max_length=2_000, blank=True)
    place = models.CharField(_("where it is"), max_length=160, blank=True)
    photo = models.FileField(upload_to="rooms", blank=True)
    # A person or a unit.
    keeper = models.ForeignKey(Principal, on_delete=models.PROTECT, null=True, blank=True, related_name="kept_rooms")
    needs_approval = models.BooleanField(_("the keeper approves each booking"), default=False)
    closed_on_holidays = models.BooleanField(_("closed on holidays"), default=False)
    longest_minutes = models.PositiveIntegerField(null=True, blank=True)
    days_ahead = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = RoomQuerySet.as_manager()
    # Whether its hours and limits hold for who is asking; said by `rules.with_rules`.
    binds = True

    class Meta:
        ordering = ["calendar"]
        constraints = [
            models.CheckConstraint(
                condition=Q(needs_approval=False) | Q(keeper__isnull=False), name="room_approval_needs_keeper"
            ),
        ]

    def __str__(self) -> str:
        return self.calendar.name

    def get_absolute_url(self) -> str:
        return reverse("rooms:room", args=[self.pk])

    @property
    def has(self) -> list[str]:
        """Its equipment, one thing each."""
        return [line.strip() for line in self.equipment.splitlines() if line.strip()]


class OpeningHours(models.Model):
    """A stretch of a weekday when a room can be used. A room without any is always open."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    # Midnight is written as 23:59: the last minute of a day counts as its end.
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["room", "weekday", "opens"], name="opening_hours_unique"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="opening_hours_in_order"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="opening_hours_weekday"),
        ]

    def __str__(self) -> str:
        # The first of January of 2001 was a Monday.
        day = date(2001, 1, 1 + self.weekday)
        return f"{day:%a} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Block(models.Model):
    """A room closed for a time (works, an election). New bookings are refused; those there were are listed."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="blocks")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(_("why"), max_length=160)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["starts_at"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="block_ends_after_start")]
        indexes = [models.Index(fields=["room", "ends_at"], name="block_of_room")]

    def __str__(self) -> str:
        return self.reason


class Booking(models.Model):
    """That an event takes place in a room. `moment` names one date of a series, and then stands in place of the rest.

    What is asked holds the room as what is confirmed does: nobody else takes it while the keeper thinks.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("waits for the keeper")
        CONFIRMED = "confirmed", pgettext_lazy("booking", "confirmed")
        REFUSED = "refused", pgettext_lazy("booking", "refused")
        # One date of a series that goes without the room of the others, because somebody chose so.
        RELEASED = "released", pgettext_lazy("booking", "released")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="bookings")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="bookings")
    # By which the series knows that date; null for every date that has no booking of its own.
    moment = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.CONFIRMED)
    people = models.PositiveSmallIntegerField(null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "room"], name="booking_of_all_dates", condition=Q(moment__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["event", "room", "moment"], name="booking_of_one_date", condition=Q(moment__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["room"], name="booking_asked", condition=Q(state="asked")),
            models.Index(fields=["asked_by"], name="booking_refused", condition=Q(state="refused")),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} · {self.event_id}"

    @property
    def is_asked(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def is_refused(self) -> bool:
        return self.state == self.State.REFUSED

    @property
    def holds(self) -> bool:
        """Whether it keeps others out."""
        return self.state in (self.State.ASKED, self.State.CONFIRMED)


class Slot(models.Model):
    """A time for which a room is taken. Derived from a booking and the dates of its event."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="slots")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="slots", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_start")]
        indexes = [models.Index(fields=["room", "ends_at", "starts_at"], name="slot_of_room")]

    def __str__(self) -> str:
        return f"{self.room_id} {self.starts_at:%Y-%m-%d %H:%M}"


class DoorKey(models.Model):
    """The secret address of a screen beside a door, where nobody is signed in. Only its hash is kept."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="door_keys")
    name = models.CharField(_("screen"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    last_used = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.name
