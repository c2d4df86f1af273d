"""The events of one calendar as one person sees them: under which names, in which version, with which text.

What the person may read has the name that its program gave it and is served as it is stored; to who neither writes in
the calendar nor invites, without the addresses of people from outside (`discretion`). The rest of a calendar
that the person may see is "busy": a name of its own, its times and nothing else, as in feeds (`stitching`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from agenda.caldav import log
from agenda.caldav.models import Name
from agenda.calendars import ical, stitching
from agenda.calendars.guests import discretion
from agenda.calendars.models import Calendar, Event
from agenda.calendars.querysets import is_in, known_q
from intranet.access.scopes import readable_scopes

BUSY = re.compile(r"ocupat-([0-9]{1,18})@casagran\.ics")
CHUNK = 1_000
ROW = ("pk", "uid", "modified", "organizer", "is_open")


@dataclass(frozen=True)
class Member:
    """An event as a resource. Without `text`, only its name and version were asked for."""

    event: int
    name: str
    etag: str
    is_open: bool
    modified: datetime
    text: str = ""


class Shelf:
    """What one person sees of one calendar. Made anew for each request."""

    def __init__(self, person, calendar: Calendar, readable: frozenset[int], *, is_written: bool) -> None:
        self.person = person
        self.calendar = calendar
        # Whether the person writes in it, from a screen if not with this device.
        self.is_written = is_written
        # The scopes of this calendar's events that the person reads.
        self.readable = readable
        self.scopes = readable_scopes(person)

    @property
    def is_known(self) -> bool:
        return self.calendar.scope_id in self.readable

    @cached_property
    def access(self) -> str:
        return log.short_hash([self.is_known, self.is_written, *sorted(self.readable)])

    @cached_property
    def _names(self) -> dict[int, str]:
        return dict(Name.objects.filter(calendar=self.calendar).values_list("event", "name"))

    @cached_property
    def busy_word(self) -> str:
        with translation.override(settings.LANGUAGE_CODE):
            return _("Busy")

    @cached_property
    def _house(self) -> frozenset[str]:
        return discretion.house_addresses()

    def events(self) -> QuerySet[Event]:
        """All that the person may know of: to be read, or busy."""
        return Event.objects.filter(known_q(self.scopes), calendar=self.calendar).order_by("pk")

    def members(self, events: QuerySet[Event] | None = None, *, with_text: bool = False) -> list[Member]:
        chosen = self.events() if events is None else events
        columns = (*ROW, "ics") if with_text else ROW
        rows = chosen.annotate(is_open=is_in(self.scopes)).values_list(*columns)
        return [self._member(*row) for row in rows]

    def members_of(self, pks: Iterable[int], *, with_text: bool = False) -> list[Member]:
        numbers, found = list(pks), []
        for start in range(0, len(numbers), CHUNK):
            chosen = self.events().filter(pk__in=numbers[start : start + CHUNK])
            found += self.members(chosen, with_text=with_text)
        return found

    def named(self, names: Iterable[str], *, with_text: bool = False) -> dict[str, Member]:
        """Those that have these names for this person."""
        wanted = [name for name in names if "\0" not in name]
        found: dict[str, Member] = {}
        for start in range(0, len(wanted), CHUNK):
            chosen = self.events().filter(self._called(wanted[start : start + CHUNK]))
            found |= {each.name: each for each in self.members(chosen, with_text=with_text)}
        return {name: found[name] for name in wanted if name in found}

    def find(self, name: str) -> Member | None:
        return self.named([name], with_text=True).get(name)

    def name_of(self, event: int, uid: str, *, is_open: bool) -> str:
        return self._names.get(event) or f"{uid}.ics" if is_open else f"ocupat-{event}@casagran.ics"

    def was_called(self, seen: log.Seen) -> str | None:
        """The name that an event had for this person, as the log remembers it."""
        is_open = seen.scope in self.readable
        return self.name_of(seen.event, seen.uid, is_open=is_open) if is_open or self.is_known else None

    def _called(self, names: list[str]) -> Q:
        wanted = set(names)
        given = [event for event, name in self._names.items() if name in wanted]
        busy = [int(match[1]) for name in names if (match := BUSY.fullmatch(name))]
        uids = [name.removesuffix(".ics") for name in names if name.endswith(".ics")]
        return Q(pk__in=[*given, *busy]) | Q(uid__in=uids)

    def _member(
        self, pk: int, uid: str, modified: datetime, organizer: int | None, is_open: bool, ics: str = ""
    ) -> Member:
        is_whole = is_open and (self.is_written or organizer == self.person.pk)
        mark = "" if is_whole else "t" if is_open else "b"
        return Member(
            event=pk,
            name=self.name_of(pk, uid, is_open=is_open),
            etag=f'"{mark}{pk}-{int(modified.timestamp() * 1_000_000)}"',
            is_open=is_open,
            modified=modified,
            text=ics if is_whole else self._text(pk, ics, is_open) if ics else "",
        )

    def _text(self, pk: int, ics: str, is_open: bool) -> str:
        if is_open:
            return discretion.veiled(pk, ics, self._house)
        zones = stitching.zones([ics])
        return "".join([ical.HEAD, *zones, stitching.busy(pk, ics, self.busy_word), "END:VCALENDAR\r\n"])
