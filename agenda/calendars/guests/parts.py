"""The guests of the form of an event, for one request."""

from collections.abc import Iterable

from django.http import QueryDict

from agenda.calendars.guests import delegations, services, wanted
from agenda.calendars.guests.errors import TooManyGuests, UnknownGuest
from agenda.calendars.guests.forms import GuestsForm
from agenda.calendars.guests.picking import Choice, choices_for, chosen
from agenda.calendars.models import Event
from intranet.people.models import User


class GuestsPart:
    """What is ticked and typed, and what is wrong with it. `asked` are the codes of those ticked to begin with."""

    def __init__(
        self, user, posted: QueryDict | None, *, event: Event | None = None, asked: Iterable[str] = ()
    ) -> None:
        self.user, self.posted, self.event = user, posted, event
        self.there = [wanted.of(each) for each in event.attendees.all()] if event else []
        self.form = GuestsForm(posted, user=user, is_new=event is None)
        self.asked = list(asked)
        self.guests: list[wanted.Guest] = []

    @property
    def is_valid(self) -> bool:
        if not self.form.is_valid():
            return False
        try:
            self.guests = self._read(self._codes, self.form.cleaned_data["guest_names"])
        except (UnknownGuest, TooManyGuests) as problem:
            self.form.add_error("guest_names", str(problem))
            return False
        return True

    @property
    def _codes(self) -> list[str]:
        return self.posted.getlist("guests") if self.posted is not None else []

    def _read(self, codes: Iterable[str], text: str) -> list[wanted.Guest]:
        """Who was there already stays as they were invited."""
        before = {each.key: each for each in self.there}
        return [before.get(each.key, each) for each in wanted.read(codes, text)]

    @property
    def organizer(self) -> User | None:
        """In whose name the event is made, if not in one's own."""
        return self.form.cleaned_data.get("on_behalf")

    def require_acting(self, visibility: str) -> None:
        if self.organizer is not None:
            delegations.require_acting(self.user, self.organizer, visibility)

    def save(self, event: Event) -> None:
        if self.organizer is not None:
            delegations.note(self.user, event)
        services.set_guests(self.user, event, self.guests)

    def context(self) -> dict:
        there = [wanted.code_of(each) for each in self.there]
        codes = self._codes if self.posted is not None else [*there, *self.asked]
        ticked: list[Choice] = chosen(codes)
        return {"guests_form": self.form, "guests_chosen": ticked, "guests_found": choices_for("", ticked)}
