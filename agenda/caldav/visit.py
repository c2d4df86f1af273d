"""One request of a calendar program: whose it is, which calendars that person sees, and where writing is allowed."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agenda.caldav.errors import DavError
from agenda.caldav.members import Shelf
from agenda.caldav.models import AppPassword, Look
from agenda.calendars.guests.models import GuestScope
from agenda.calendars.models import Calendar, VisibilityScope
from agenda.calendars.querysets import is_in
from intranet.access.models import Level
from intranet.access.scopes import readable_scopes


class NotHere(DavError):
    """The same for what does not exist and for what is hidden."""

    def __init__(self) -> None:
        super().__init__(404, None, _("There is nothing at this address, or you cannot see it."))


@dataclass
class Visit:
    """Asked once for each request, however many calendars or events the answer has."""

    password: AppPassword

    @property
    def person(self):
        return self.password.person

    @cached_property
    def _editable(self) -> frozenset[int]:
        scopes = readable_scopes(self.person, level=Level.EDIT)
        calendars = Calendar.objects.filter(scope__in=scopes)
        return frozenset(calendars.values_list("pk", flat=True))

    @cached_property
    def _audiences(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        readable = readable_scopes(self.person)
        shared = VisibilityScope.objects.filter(scope__in=readable).values_list("calendar", "scope")
        # Of what one is invited to: who no longer is, starts anew and keeps nothing of it.
        own = GuestScope.objects.filter(scope__in=readable).values_list("event__calendar", "scope")
        for calendar, scope in (*shared, *own):
            found[calendar].add(scope)
        return found

    @cached_property
    def looks(self) -> dict[int, Look]:
        return {look.calendar_id: look for look in Look.objects.filter(person=self.person)}

    def may_write(self, calendar: Calendar) -> bool:
        return self.password.reach == AppPassword.Reach.WRITE and calendar.pk in self._editable

    def shelves(self) -> list[Shelf]:
        """Every calendar that the person sees, or of which some events may be seen."""
        return [self._shelf(calendar) for calendar in self._calendars()]

    def shelf(self, pk: int) -> Shelf:
        calendar = self._calendars().filter(pk=pk).first()
        if calendar is None:
            raise NotHere
        return self._shelf(calendar)

    def _calendars(self) -> QuerySet[Calendar]:
        scopes = readable_scopes(self.person)
        return Calendar.objects.seen_with(scopes).annotate(is_known=is_in(scopes))

    def _shelf(self, calendar: Calendar) -> Shelf:
        own = {calendar.scope_id} if calendar.is_known else set()  # type: ignore[attr-defined]  # annotated above
        readable = frozenset(self._audiences.get(calendar.pk, set()) | own)
        return Shelf(self.person, calendar, readable, is_written=calendar.pk in self._editable)
