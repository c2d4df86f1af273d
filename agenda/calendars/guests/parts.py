"""The guests of the form of an event, for one request."""

from collections.abc import Iterable

from django.http import QueryDict

from agenda.calendars.guests import delegations, services, wanted
from agenda.calendars.guests.errors import TooManyGuests, UnknownGuest
from agenda.calendars.guests.forms import GuestsForm
from agenda.calendars.guests.picking import Choice, choices_for, chosen
from agenda.calendars.models import Calendar, Event
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
        self.organizer: User | None = None

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

    def act_in(self, calendar: Calendar) -> None:
        """In whose name an event of that calendar is made, if not in one's own: whoever writes there only for its
        owner, or does not say, writes for the owner."""
        said = self.form.cleaned_data.get("on_behalf")
        is_silent = self.posted is not None and "on_behalf" not in self.posted
        if said is None and "on_behalf" in self.form.fields:
            is_for_owner = delegations.writes_only_for(self.user, calendar) or (
                is_silent and delegations.acts_for(self.user, calendar.owner_id)
            )
            said = calendar.owner if is_for_owner else None
        self.organizer = said

    def offer_acting(self, calendar) -> None:
        """The form begins with the name of the owner of the calendar with which the event begins."""
        if "on_behalf" in self.form.fields:
            theirs = delegations.calendars_of(self.user).filter(pk=getattr(calendar, "pk", calendar))
            self.form.initial["on_behalf"] = theirs.values_list("owner", flat=True).first()

    @property
    def differs(self) -> bool:
        """Whether others are invited by now than those that the form says."""
        return {each.key for each in self.there} != {each.key for each in self.guests}

    @property
    def names_there(self) -> list[str]:
        return [each.name for each in chosen(wanted.code_of(each) for each in self.there)]

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
        return {
            "guests_form": self.form,
            "guests_chosen": ticked,
            "guests_found": choices_for("", ticked),
            "acting_calendars": delegations.calendars_of(self.user) if "on_behalf" in self.form.fields else [],
        }
