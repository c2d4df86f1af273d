"""What one person sees of the agenda between two days: titles where they may read, "busy" where they may only know.

The veil falls in the database: title and place of what is not readable never leave it, so that no template, address
or attribute can give them away.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _

from agenda.calendars.date_addresses import with_date
from agenda.calendars.marks import give_marks
from agenda.calendars.models import Calendar, Occurrence, VisibilityScope
from agenda.calendars.querysets import OccurrenceQuerySet, is_in
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

    @property
    def can_move(self) -> bool:
        """Worth offering; whether it may be is decided when it is tried."""
        return self.is_open and self.calendar.may_write

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
        scopes = readable_scopes(user)
        audiences = dict(VisibilityScope.objects.filter(scope__in=scopes).values_list("scope", "calendar"))
        seen = Calendar.objects.filter(Q(scope__in=scopes) | Q(pk__in=audiences.values()))
        self.calendars = {each.pk: each for each in seen.annotate(is_known=is_in(scopes))}
        self.known = {pk: each.scope_id for pk, each in self.calendars.items() if each.is_known}
        # Scopes of events alone: a few dozen numbers cost less than asking for all scopes in each query.
        self.readable = {*audiences, *self.known.values()}
        give_marks(self.calendars.values())
        self.chosen = set(chosen) & set(self.calendars)

    def entries(self, first: date, last: date, *, most: int = MOST_LISTED) -> list[Entry]:
        """Everything that touches these days, in order."""
        touching = Q(spans_days=False, day__range=(first, last))
        touching |= Q(spans_days=True, last_day__gte=first, day__lte=last)
        return self._read(self._known().filter(touching).in_order()[:most])

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
        return self._read(self._known().across_days(first, last).order_by("day", "-last_day", "pk")[:MOST_SPANS])

    def singles(self, first: date, last: date, *, per_day: int) -> tuple[list[Entry], dict[date, int]]:
        """The first entries of each day, and how many each day has. A full month costs no more than a page.

        First the ranks, from an index alone and in its order; then the rows that are shown.
        """
        nth = Window(RowNumber(), partition_by=[F("day")], order_by=[F("starts_at"), F("calendar"), F("scope")])
        ranked = (
            self._known()
            .within_a_day(first, last)
            .order_by()
            .annotate(nth=nth, total=Window(Count("*"), partition_by=[F("day")]))
        )
        shown = list(ranked.filter(nth__lte=per_day).values_list("pk", "day", "total"))
        rows = Occurrence.objects.filter(pk__in=[pk for pk, _day, _total in shown]).order_by("day", "starts_at", "pk")
        return self._read(rows), {day: total for _pk, day, total in shown}

    def mark_writable(self) -> bool:
        """Say of each calendar whether this person writes in it; comes back with whether they do in any at all."""
        written = set(self.writable().values_list("pk", flat=True))
        for pk in written & set(self.calendars):
            self.calendars[pk].may_write = True
        return bool(written)

    def writable(self) -> QuerySet:
        """The calendars this person writes in."""
        return Calendar.objects.filter(scope__in=readable_scopes(self.user, level=Level.EDIT))

    def _known(self) -> OccurrenceQuerySet:
        known = Occurrence.objects.filter(Q(calendar__in=self.known) | Q(scope__in=self.readable))
        return known.filter(calendar__in=self.chosen) if self.chosen else known

    def _read(self, rows: QuerySet) -> list[Entry]:
        return [self._entry(*row) for row in self._veiled(rows).values_list(*FIELDS)]

    def _veiled(self, rows: QuerySet) -> QuerySet:
        readable = Q(scope__in=self.readable)
        return rows.annotate(
            open=is_in(self.readable),
            title=Case(When(readable, then=F("summary")), default=Value(""), output_field=CharField()),
            place=Case(When(readable, then=F("location")), default=Value(""), output_field=CharField()),
        )

    def _entry(self, event, calendar, starts, ends, day, last_day, all_day, given, is_open, title, place) -> Entry:
        zone = town_zone()
        return Entry(
            event_id=event,
            calendar=self.calendars[calendar],
            starts=starts.astimezone(zone),
            ends=ends.astimezone(zone),
            day=day,
            last_day=last_day,
            all_day=all_day,
            is_open=is_open,
            title=title if is_open else _("Busy"),
            place=place,
            recurrence_id=given,
        )


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
