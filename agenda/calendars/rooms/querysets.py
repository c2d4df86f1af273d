"""Rooms, bookings and slots, as one person may know them."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import BooleanField, Case, CharField, Exists, F, Min, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from intranet.access.models import Level
from intranet.access.principals import principals_of
from intranet.access.scopes import readable_scopes


class RoomQuerySet(models.QuerySet):
    def seen_by(self, user) -> Self:
        """Rooms whose calendar this person may know of."""
        return self.filter(calendar__scope__in=readable_scopes(user)).select_related("calendar", "keeper")

    def bookable_by(self, user) -> Self:
        """Those where this person writes, and those with a keeper whom they can ask."""
        writable = Q(calendar__scope__in=readable_scopes(user, level=Level.EDIT))
        return self.seen_by(user).filter(writable | Q(keeper__isnull=False))

    def written_by(self, user) -> Self:
        return self.filter(calendar__scope__in=readable_scopes(user, level=Level.EDIT))

    def arranged_by(self, user) -> Self:
        """Those this person keeps, and those whose calendar they manage."""
        managed = Q(calendar__scope__in=readable_scopes(user, level=Level.MANAGE))
        return self.filter(managed | Q(keeper__in=principals_of(user)))

    def kept_by(self, user) -> Self:
        return self.filter(keeper__in=principals_of(user))

    def locked(self) -> Self:
        """One writer of a room at a time. In order, so that two writers of two rooms never wait for each other."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class BookingQuerySet(models.QuerySet):
    def shown_to(self, user) -> models.QuerySet:
        """On the page of an event, whose readers know its place; a link only to rooms they may look at.

        With the first coming date on which the room is closed, and whether this person answers for it.
        """
        from agenda.calendars.rooms.models import Room, Slot

        closed = Slot.objects.filter(booking=OuterRef("pk")).closed().order_by("starts_at")
        return (
            self.annotate(
                is_seen=_whether(Q(room__calendar__scope__in=readable_scopes(user))),
                may_answer=Exists(Room.objects.arranged_by(user).filter(pk=OuterRef("room"))),
                closed_at=Subquery(closed.values("starts_at")[:1]),
                closed_why=Subquery(closed.values("why")[:1]),
            )
            .select_related("room__calendar")
            .order_by("moment", "pk")
        )

    def waiting(self) -> Self:
        return self.filter(state="asked")

    def ahead(self) -> Self:
        """With their next time, the soonest first."""
        coming = self.filter(slots__ends_at__gte=timezone.now())
        return coming.annotate(starts_at=Min("slots__starts_at"), ends_at=Min("slots__ends_at")).order_by("starts_at")

    def with_title_for(self, scopes: models.QuerySet) -> models.QuerySet:
        """With room and asker, and the title of the event where these scopes open it."""
        readable = Q(event__scope__in=scopes)
        title = Case(When(readable, then=F("event__summary")), default=Value(""), output_field=CharField())
        return self.annotate(is_open=_whether(readable), title=title).select_related("room__calendar", "asked_by")


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


class SlotQuerySet(models.QuerySet):
    def touching(self, start: datetime, end: datetime) -> Self:
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def hit_by(self, block) -> Self:
        """While a room is closed, from now on."""
        return self.filter(room=block.room_id).touching(max(block.starts_at, timezone.now()), block.ends_at)

    def closed(self) -> models.QuerySet:
        """Coming times in a room that has been closed since, and why."""
        from agenda.calendars.rooms.models import Block

        over_it = Block.objects.filter(
            room=OuterRef("room"), starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")
        )
        coming = self.filter(ends_at__gt=timezone.now())
        return coming.annotate(why=Subquery(over_it.values("reason")[:1])).filter(why__isnull=False)

    def of_others(self, event_id: int | None) -> Self:
        return self.exclude(booking__event=event_id) if event_id else self

    def veiled_for(self, scopes: models.QuerySet) -> models.QuerySet:
        """With the title where these scopes open it; what may not be read never leaves the database."""
        readable = Q(booking__event__scope__in=scopes)

        def if_open(path: str) -> Case:
            return Case(When(readable, then=F(f"booking__event__{path}")), default=Value(""), output_field=CharField())

        return self.annotate(
            is_open=_whether(readable),
            title=if_open("summary"),
            who=if_open("organizer__first_name"),
            surname=if_open("organizer__last_name"),
            event=F("booking__event"),
            state=F("booking__state"),
        )
