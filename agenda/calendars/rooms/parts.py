"""The rooms of the form of an event: what is ticked, what is proposed, what was refused and what is free instead."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.http import QueryDict

from agenda.calendars.ical import Draft
from agenda.calendars.models import Event
from agenda.calendars.rooms import bookings
from agenda.calendars.rooms.errors import BookingRefused
from agenda.calendars.rooms.forms import BookingForm, TimesForm
from agenda.calendars.rooms.models import Room
from agenda.calendars.rooms.numbers import number_in
from agenda.calendars.rooms.proposals import proposals
from agenda.calendars.rooms.refusals import explain
from agenda.calendars.rooms.wanted import Places
from agenda.calendars.series import Reach


class RoomsPart:
    """Beside the form of an event, for one request. `moment` is the date of the series that is being changed."""

    def __init__(
        self,
        user,
        posted: QueryDict | None,
        *,
        event: Event | None = None,
        moment: datetime | None = None,
        asked: str = "",
    ) -> None:
        self.user, self.event, self.moment = user, event, moment
        self.before = bookings.places_held(event) if event else Places()
        rooms = self._shown or tuple(filter(None, [number_in(asked)]))
        initial = {"rooms": rooms, "people": self.before.people}
        self.form = BookingForm(posted, user=user, initial=initial)
        self.refusal: BookingRefused | None = None

    @property
    def is_valid(self) -> bool:
        return self.form.is_valid()

    @property
    def _shown(self) -> tuple[int, ...]:
        return self.before.at(self.moment) if self.moment else self.before.rooms

    def places(self, reach: str = Reach.ALL) -> Places:
        """What the person wants. Dates with rooms of their own keep them where the choice has not changed."""
        data = self.form.cleaned_data
        chosen = tuple(room.pk for room in data["rooms"])
        wanted = replace(self.before, repairs=data["repairs"], people=data["people"])
        if set(chosen) == set(self._shown):
            return wanted
        if reach == Reach.ONE and self.moment is not None:
            return _on_that_date(wanted, self.moment, chosen)
        return Places(chosen, repairs=data["repairs"], people=data["people"])

    def located(self, draft: Draft) -> Draft:
        """The draft with its rooms as its place, unless somebody wrote another."""
        before = self._names(self._shown)
        if draft.location and draft.location != before:
            return draft
        return replace(draft, location=self._names(room.pk for room in self.form.cleaned_data["rooms"]))

    def _names(self, rooms) -> str:
        found = Room.objects.filter(pk__in=list(rooms)).select_related("calendar").order_by("kind", "pk")
        return ", ".join(str(room) for room in found)[:255]

    def context(self, times: Mapping) -> dict:
        """What the template shows, for the times that the form of the event has."""
        when = TimesForm(times)
        starts_at, ends_at = when.span
        people = when.cleaned_data.get("people")
        but_for = self.event.pk if self.event else None
        found = proposals(self.user, starts_at, ends_at, people=people, chosen=self.form.chosen, but_for=but_for)
        refusal = explain(self.user, self.refusal, people=people, but_for=but_for) if self.refusal else None
        return {
            "booking": self.form,
            "proposals": found,
            "knows_when": starts_at is not None,
            "event_id": but_for or "",
            "refusal": refusal,
        }


def _on_that_date(wanted: Places, moment: datetime, chosen: tuple[int, ...]) -> Places:
    single = {at: rooms for at, rooms in wanted.single.items() if at != moment}
    without = wanted.without - {moment}
    if not chosen:
        return replace(wanted, single=single, without=without | {moment})
    return replace(wanted, single=single | {moment: chosen}, without=without)
