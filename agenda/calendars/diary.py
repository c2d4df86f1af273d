"""What one person sees of the agenda between two days: titles where they may read, "busy" where they may only know.

The veil falls in the database: title and place of what is not readable never leave it, so that no template, address
or attribute can give them away.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _

from agenda.calendars import taking_part
from agenda.calendars.date_addresses import with_date
from agenda.calendars.marks import give_marks
from agenda.calendars.models import Calendar, Occurrence, VisibilityScope
from agenda.calendars.querysets import OccurrenceQuerySet, is_in, touching_q
from agenda.calendars.timezones import town_zone
from intranet.access.models import Level
from intranet.access.scopes import readable_scopes

MOST_SPANS = 200
MOST_LISTED = 500
FIELDS = (
    "event_id",
    "calendar_id",
    "starts_at",
    "ends_at",
    "day",
    "last_day",
    "all_day",
    "recurrence_id",
    "open",
    "title",
    "place",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One occurrence as one person sees it."""

    event_id: int
    calendar: Calendar
    starts: datetime
    ends: datetime
    day: date
    last_day: date
    all_day: bool
    is_open: bool
    title: str
    place: str
    recurrence_id: datetime | None = None
    # The calendar of the person who takes part, where it is shown because of them.
    whose: Calendar | None = None

    @property
    def can_move(self) -> bool:
        """Worth offering; whether it may be is decided when it is tried."""
        return self.is_open and self.calendar.may_write

    @property
    def can_stretch(self) -> bool:
        return self.can_move and not self.whole_days

    @property
    def is_of_series(self) -> bool:
        return self.recurrence_id is not None

    @property
    def url(self) -> str:
        return with_date(_event_url().replace("0", str(self.event_id)), self.recurrence_id) if self.is_open else ""

    @property
    def hour(self) -> str:
        return f"{self.starts.hour}:{self.starts.minute:02}"

    @property
    def end_hour(self) -> str:
        return f"{self.ends.hour}:{self.ends.minute:02}"

    @property
    def lasts_days(self) -> bool:
        return self.last_day > self.day

    @property
    def whole_days(self) -> bool:
        return self.all_day or self.lasts_days


class Diary:
    """The agenda of one person, for one request: what they may read is asked once."""

    def __init__(self, user, chosen: Collection[int] = ()) -> None:
        self.user = user
        self.scopes = readable_scopes(user)
        audiences = dict(VisibilityScope.objects.filter(scope__in=self.scopes).values_list("scope", "calendar"))
        seen = Calendar.objects.filter(Q(scope__in=self.scopes) | Q(pk__in=audiences.values()))
        self.calendars = {each.pk: each for each in seen.annotate(is_known=is_in(self.scopes))}
        self.known = {pk: each.scope_id for pk, each in self.calendars.items() if each.is_known}
        # Scopes of events alone: a few dozen numbers cost less than asking for all scopes in each query.
        self.readable = {*audiences, *self.known.values()}
        # With those of which they only see what they were invited to.
        self.all_calendars = dict(self.calendars)
        give_marks(self.calendars.values())
        self.chosen = set(chosen) & set(self.calendars)
        self._opened: dict[tuple[date, date], set[int]] = {}

    def entries(self, first: date, last: date, *, most: int = MOST_LISTED) -> list[Entry]:
        """Everything that touches these days, in order."""
        rows = self._known(first, last).touching(first, last).in_order()[:most]
        return _merged(self._read(rows, first, last), self._of_chosen(first, last))[:most]

    def page(self, first: date, last: date, *, most: int) -> tuple[list[Entry], date | None]:
        """As many whole days as fit, and the day to go on from if not all do."""
        found = self.entries(first, last, most=most + 1)
        if len(found) <= most:
            return found, None
        cut = max(found[-1].day, first)
        whole = [entry for entry in found if max(entry.day, first) < cut]
        return (whole, cut) if whole else (found[:most], cut + timedelta(days=1))

    def spans(self, first: date, last: date) -> list[Entry]:
        """What goes over midnight: holidays, exhibitions, a long night."""
        rows = self._known(first, last).across_days(first, last).order_by("day", "-last_day", "pk")[:MOST_SPANS]
        joined = (entry for entry in self._of_chosen(first, last) if entry.lasts_days)
        return sorted((*self._read(rows, first, last), *joined), key=lambda entry: entry.day)

    def singles(self, first: date, last: date, *, per_day: int) -> tuple[list[Entry], dict[date, int]]:
        """The first entries of each day, and how many each day has. A full month costs no more than a page.

        First the ranks, from an index alone and in its order; then the rows that are shown.
        """
        nth = Window(RowNumber(), partition_by=[F("day")], order_by=[F("starts_at"), F("calendar"), F("scope")])
        ranked = (
            self._known(first, last)
            .within_a_day(first, last)
            .order_by()
            .annotate(nth=nth, total=Window(Count("*"), partition_by=[F("day")]))
        )
        shown = list(ranked.filter(nth__lte=per_day).values_list("pk", "day", "total"))
        rows = Occurrence.objects.filter(pk__in=[pk for pk, _day, _total in shown]).order_by("day", "starts_at", "pk")
        joined = [entry for entry in self._of_chosen(first, last) if not entry.lasts_days]
        totals = Counter({day: total for _pk, day, total in shown}) + Counter(entry.day for entry in joined)
        return _merged(self._read(rows, first, last), joined), totals

    def days_with_something(self, first: date, last: date) -> set[date]:
        rows = self._known(first, last).touching(first, last).order_by()
        spans = {*rows.values_list("day", "last_day").distinct()}
        spans |= {(entry.day, entry.last_day) for entry in self._of_chosen(first, last)}
        return {day for start, end in spans for day in days_between(max(start, first), min(end, last))}

    def joined(self, people: Mapping[int, Calendar], first: date, last: date) -> list[Entry]:
        """What these people take part in, wherever it stands but in the calendars of their own that are seen.

        What may not be read of it is "busy" as of the person's own calendar: neither where it stands nor with whom.
        """
        pairs = {*islice(taking_part.occurrences_of(people, touching_q(first, last)), MOST_LISTED)}
        rows = self._veiled(Occurrence.objects.filter(pk__in={pk for _person, pk in pairs}), first, last)
        found = {pk: row for pk, *row in rows.values_list("pk", *FIELDS)}
        others = ((people[person], found[pk]) for person, pk in pairs if pk in found)
        entries = (self._entry(own, *row) for own, row in others if not self._is_of(own, row))
        return sorted(entries, key=_in_order)

    def mark_writable(self) -> bool:
        """Say of each calendar whether this person writes in it; comes back with whether they do in any at all."""
        written = set(self.writable().values_list("pk", flat=True))
        for pk in written & set(self.calendars):
            self.calendars[pk].may_write = True
        return bool(written)

    def writable(self) -> QuerySet:
        """The calendars this person writes in."""
        return Calendar.objects.filter(scope__in=readable_scopes(self.user, level=Level.EDIT))

    def _known(self, first: date, last: date) -> OccurrenceQuerySet:
        known = Occurrence.objects.filter(Q(calendar__in=self.known) | Q(scope__in=self._readable(first, last)))
        return known.filter(calendar__in=self.chosen) if self.chosen else known

    def _readable(self, first: date, last: date) -> set[int]:
        """The scopes to be read, with those that single events of these days have of their own."""
        asked = (scopes for (start, end), scopes in self._opened.items() if start <= first and last <= end)
        found = next(asked, None)
        return self._open(first, last) if found is None else found

    def _open(self, first: date, last: date) -> set[int]:
        rows = Occurrence.objects.touching(first, last).filter(taking_part.opened_q(self.scopes)).order_by()
        opened = dict(rows.values_list("scope", "calendar").distinct())
        self._get_to_know({*opened.values()} - {*self.all_calendars})
        self._opened[first, last] = {*self.readable, *opened}
        return self._opened[first, last]

    def _get_to_know(self, calendars: Collection[int]) -> None:
        """Calendars of which only this or that event is seen: shown with it, and not offered otherwise."""
        if calendars:
            self.all_calendars |= Calendar.objects.in_bulk(calendars)
            give_marks(self.all_calendars.values())

    def _of_chosen(self, first: date, last: date) -> list[Entry]:
        """What the people whose calendars were chosen take part in; what is seen there anyway is not said twice."""
        people = first_of_each_person(self.calendars[pk] for pk in sorted(self.chosen & {*self.known}))
        once: dict[tuple, Entry] = {}
        for entry in self.joined(people, first, last) if people else ():
            if not entry.is_open or entry.calendar.pk not in self.chosen:
                whose = None if entry.is_open else entry.whose
                once.setdefault((whose, entry.event_id, entry.starts), entry)
        return list(once.values())

    def _is_of(self, own: Calendar, row: list) -> bool:
        """Whether it stands in a calendar of that person that is seen anyway."""
        there = self.calendars.get(row[FIELDS.index("calendar_id")])
        return there is not None and there.owner_id == own.owner_id

    def _read(self, rows: QuerySet, first: date, last: date) -> list[Entry]:
        return [self._entry(None, *row) for row in self._veiled(rows, first, last).values_list(*FIELDS)]

    def _veiled(self, rows: QuerySet, first: date, last: date) -> QuerySet:
        scopes = self._readable(first, last)
        readable = Q(scope__in=scopes)
        return rows.annotate(
            open=is_in(scopes),
            title=Case(When(readable, then=F("summary")), default=Value(""), output_field=CharField()),
            place=Case(When(readable, then=F("location")), default=Value(""), output_field=CharField()),
        )

    def _entry(
        self, whose, event, calendar, starts, ends, day, last_day, all_day, given, is_open, title, place
    ) -> Entry:
        zone = town_zone()
        return Entry(
            event_id=event,
            calendar=self.all_calendars[calendar] if is_open or whose is None else whose,
            starts=starts.astimezone(zone),
            ends=ends.astimezone(zone),
            day=day,
            last_day=last_day,
            all_day=all_day,
            is_open=is_open,
            title=title if is_open else _("Busy"),
            place=place,
            recurrence_id=given,
            whose=whose,
        )


def first_of_each_person(calendars: Iterable[Calendar]) -> dict[int, Calendar]:
    """Where to show what somebody takes part in: the first of their calendars."""
    found: dict[int, Calendar] = {}
    for each in calendars:
        if each.owner_id is not None:
            found.setdefault(each.owner_id, each)
    return found


def _merged(rows: list[Entry], more: list[Entry]) -> list[Entry]:
    return sorted((*rows, *more), key=_in_order) if more else rows


def _in_order(entry: Entry) -> tuple:
    """As the database puts occurrences in order."""
    return entry.day, not entry.all_day, entry.starts, entry.event_id


@cache
def _event_url() -> str:
    """The address of an event number 0: asking for each of hundreds would take a third of the page's time."""
    return reverse("calendars:event", args=[0])


def by_day(entries: Iterable[Entry], first: date, last: date) -> Iterator[tuple[date, list[Entry]]]:
    """Days that have something, with it; what lasts several days is under each of them."""
    days: dict[date, list[Entry]] = {}
    for entry in entries:
        for day in days_between(max(entry.day, first), min(entry.last_day, last)):
            days.setdefault(day, []).append(entry)
    return _sorted(days)


def by_first_day(entries: Iterable[Entry], first: date) -> Iterator[tuple[date, list[Entry]]]:
    """The same for a list: what lasts several days is said once, on the first of them that is shown."""
    days: dict[date, list[Entry]] = {}
    for entry in entries:
        days.setdefault(max(entry.day, first), []).append(entry)
    return _sorted(days)


def _sorted(days: dict[date, list[Entry]]) -> Iterator[tuple[date, list[Entry]]]:
    return ((day, sorted(days[day], key=_place_in_day)) for day in sorted(days))


def days_between(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


def _place_in_day(entry: Entry) -> tuple:
    return not entry.whole_days, entry.starts, entry.event_id
