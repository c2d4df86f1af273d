"""What can be done to one date of a series, to all from one date on, or to all of it (RFC 5545 §3.8.4.4).

One date: an exception of its own (RECURRENCE-ID), or a date left out (EXDATE). From one date on: the series ends
before it (UNTIL) and another begins, with a UID of its own that is related to the old one; the exceptions on each side
stay with their side. All of it: the difference between what was shown and what is wanted is applied to the series;
what an exception has of its own it keeps.
"""

from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Event
from icalendar.prop import vRecur, vText

from agenda.calendars import ical, moving, recurrence
from agenda.calendars.foreign import Around, around_of
from agenda.calendars.ical import Draft, Moment, Parsed
from agenda.calendars.moving import Step, as_in
from agenda.calendars.timezones import instant, read_calendar

SERIES_ONLY = ("RRULE", "RDATE", "EXDATE", "RELATED-TO")
TEXTS = ("SUMMARY", "LOCATION", "DESCRIPTION")


@dataclass(frozen=True)
class Shown:
    """An occurrence as a person sees it before changing it."""

    start: Moment
    end: Moment
    summary: str
    location: str
    description: str


@dataclass
class Series:
    """An object taken apart: the event itself and its exceptions."""

    master: Event
    exceptions: list[Event]
    around: Around
    sequence: int

    @property
    def start(self) -> Moment:
        return recurrence.date_of(self.master, "DTSTART")

    def whole(self) -> Parsed:
        return ical.checked([self.master, *self.exceptions], self.around)


def read(text: str) -> Series:
    calendar = read_calendar(text)
    master = ical.master_of(calendar.events)
    exceptions = [each for each in calendar.events if each is not master]
    return Series(master, exceptions, around_of(calendar), ical.highest_sequence(calendar.events) + 1)


def shown_at(text: str, recurrence_id: datetime | None) -> Shown:
    """The occurrence with that start in the series; without one, the series as its first occurrence."""
    series = read(text)
    if recurrence_id is None:
        return _shown(series.master, series.start)
    own = _exception_at(series, recurrence_id)
    return _shown(own, own.start) if own else _shown(series.master, as_in(series.start, recurrence_id))


def override(text: str, recurrence_id: datetime, draft: Draft, *, now: datetime) -> Parsed:
    """One date as the draft says; the others stay."""
    series = read(text)
    own = exception_at(series, recurrence_id)
    ical.write(own, draft, now)
    own["SEQUENCE"] = series.sequence
    return series.whole()


def exception_at(series: Series, recurrence_id: datetime) -> Event:
    """The component of that date alone, made if it has none yet."""
    own = _exception_at(series, recurrence_id)
    if own is None:
        own = _new_exception(series, recurrence_id)
        series.exceptions.append(own)
    return own


def leave_out(text: str, recurrence_id: datetime, *, now: datetime) -> Parsed | None:
    """The series without one date; nothing when no other is left."""
    series = read(text)
    own = _exception_at(series, recurrence_id)
    series.exceptions = [each for each in series.exceptions if each is not own]
    left_out = moving.kept_dates(series.master, "EXDATE", lambda _each: True)
    left_out.append(as_in(series.start, recurrence_id))
    moving.set_dates(series.master, "EXDATE", left_out)
    stamp(series.master, series.sequence, now)
    return series.whole() if _happens(series) else None


def is_first(text: str, recurrence_id: datetime) -> bool:
    """Whether nothing of the series takes place before that date."""
    series = read(text)
    return not _happens(_before(series, as_in(series.start, recurrence_id)))


def end_before(text: str, recurrence_id: datetime, *, now: datetime) -> Parsed:
    """The series up to the date before that one."""
    series = read(text)
    split = as_in(series.start, recurrence_id)
    head = _before(series, split)
    stamp(head.master, head.sequence, now)
    return head.whole()


def from_there(text: str, recurrence_id: datetime, shown: Shown, draft: Draft, *, uid: str, now: datetime) -> Parsed:
    """A series of its own from that date on, with the change; the exceptions of that side come along."""
    series = read(text)
    split = as_in(series.start, recurrence_id)
    related = str(series.master["UID"])
    tail = _after(series, split)
    for each in (tail.master, *tail.exceptions):
        each["UID"] = vText(uid)
        each["SEQUENCE"] = 0
    tail.master.add("RELATED-TO", related, parameters={"RELTYPE": "SIBLING"})
    return _changed(tail, shown, draft, now, sequence=0)


def change_all(text: str, shown: Shown, draft: Draft, *, now: datetime) -> Parsed:
    series = read(text)
    return _changed(series, shown, draft, now, sequence=series.sequence)


def again(text: str, sequence: int, *, now: datetime) -> Parsed:
    """The object as it was, as a newer version than the one that followed it."""
    series = read(text)
    for each in (series.master, *series.exceptions):
        stamp(each, sequence, now)
    return series.whole()


def stamp(component: Event, sequence: int, now: datetime) -> None:
    """The trace that RFC 5545 §3.8.7 asks of a change."""
    component["SEQUENCE"] = sequence
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        component.pop(name, None)
        component.add(name, now.astimezone(UTC).replace(microsecond=0))


def _shown(component: Event, start: Moment) -> Shown:
    length = component.end - component.start
    texts = (str(component.get(name, "")) for name in TEXTS)
    return Shown(start, start + length, *texts)


def _exception_at(series: Series, recurrence_id: datetime) -> Event | None:
    return next((each for each in series.exceptions if given(each) == recurrence_id), None)


def given(exception: Event) -> datetime:
    return instant(recurrence.date_of(exception, "RECURRENCE-ID"))


def _new_exception(series: Series, recurrence_id: datetime) -> Event:
    own = deepcopy(series.master)
    for name in SERIES_ONLY:
        own.pop(name, None)
    start = as_in(series.start, recurrence_id)
    own.add("RECURRENCE-ID", start)
    _set_span(own, start, start + (series.master.end - series.master.start))
    return own


def _before(series: Series, split: Moment) -> Series:
    head = deepcopy(series)
    limit = instant(split)
    for name in ("RDATE", "EXDATE"):
        kept = moving.kept_dates(head.master, name, lambda each: instant(each) < limit)
        moving.set_dates(head.master, name, kept)
    _end_rules(head, split)
    if instant(head.start) >= limit:
        head.master.pop("RRULE", None)
        moving.set_dates(head.master, "EXDATE", [head.start])
    head.exceptions = [each for each in head.exceptions if given(each) < limit]
    return head


def _end_rules(head: Series, split: Moment) -> None:
    """UNTIL instead of COUNT; a rule that was over before stays as it is."""
    for rule in recurrence.rows_of(head.master, "RRULE"):
        if recurrence.next_start(rule, head.start, split) is not None:
            rule.pop("COUNT", None)
            rule["UNTIL"] = [moving.just_before(split)]


def _after(series: Series, split: Moment) -> Series:
    """What is left from a date on. Where only single dates are left, they make the series."""
    tail, limit = deepcopy(series), instant(split)
    kept = {
        name: moving.kept_dates(tail.master, name, lambda each: instant(each) >= limit) for name in ("RDATE", "EXDATE")
    }
    start = _first_of_rules(tail, split) or split
    _shorten_rules(tail, start)
    length = tail.master.end - tail.master.start
    _set_span(tail.master, start, start + length)
    moving.set_dates(tail.master, "RDATE", [each for each in kept["RDATE"] if each != start])
    moving.set_dates(tail.master, "EXDATE", kept["EXDATE"])
    tail.exceptions = [each for each in tail.exceptions if given(each) >= limit]
    return tail


def _first_of_rules(series: Series, split: Moment) -> Moment | None:
    rules = recurrence.rows_of(series.master, "RRULE")
    found = [recurrence.next_start(rule, series.start, split) for rule in rules]
    return min((each for each in found if each is not None), default=None, key=instant)


def _shorten_rules(series: Series, start: Moment) -> None:
    """The rules from that start on: of those that count their times, the rest; those that are over go."""
    rules = [_rest_of(rule, series.start, start) for rule in recurrence.rows_of(series.master, "RRULE")]
    series.master.pop("RRULE", None)
    for rule in rules:
        if rule is not None:
            series.master.add("RRULE", rule)


def _rest_of(rule: vRecur, first: Moment, start: Moment) -> vRecur | None:
    if recurrence.next_start(rule, first, start) is None:
        return None
    rest = vRecur(rule)
    if rule.get("COUNT"):
        rest["COUNT"] = [rule["COUNT"][0] - recurrence.starts_before(rule, first, start)]
    return rest


def _happens(series: Series) -> bool:
    """Whether any date is left. A rule without end, or a long one, always has some."""
    left_out = {instant(each) for each in recurrence.dates_of(series.master, "EXDATE")}
    if any(given(each) not in left_out and not ical.is_cancelled(each) for each in series.exceptions):
        return True
    rules = recurrence.rows_of(series.master, "RRULE")
    dates = [series.start, *recurrence.dates_of(series.master, "RDATE")]
    starts = (each for rule in rules for each in recurrence.starts_of(rule, series.start))
    return any(instant(each) not in left_out for each in (*dates, *_at_most(starts, len(left_out) + 1)))


def _at_most(starts, count: int):
    return (each for each, _number in zip(starts, range(count), strict=False))


def _changed(series: Series, shown: Shown, draft: Draft, now: datetime, *, sequence: int) -> Parsed:
    """Apply the difference between what was shown and the draft to a whole series and, where they follow, to its
    exceptions."""
    before = deepcopy(series.master)
    step = moving.step_between(shown.start, draft.start)
    start, length = series.start, _length(shown, draft, before)
    if draft.rrule is not None:
        series.exceptions = []
    else:
        _move_exceptions(series, step, length, before.end - before.start != length)
    for name in ("EXDATE", "RDATE"):
        moving.move_dates(series.master, name, step)
    moved = start if step.is_none else step.move(start)
    _set_span(series.master, moved, moved + length)
    _set_texts(series, before, shown, draft)
    _set_rule(series.master, step, draft)
    stamp(series.master, sequence, now)
    for each in series.exceptions:
        stamp(each, sequence, now)
    return series.whole()


def _length(shown: Shown, draft: Draft, before: Event) -> timedelta:
    """A new length counts; else the series keeps its own, which the date shown may not have had."""
    wanted = moving.length(draft.start, draft.end)
    same_kind = isinstance(shown.start, datetime) == isinstance(draft.start, datetime)
    is_same = same_kind and wanted == moving.length(shown.start, shown.end)
    return before.end - before.start if is_same else wanted


def _set_rule(master: Event, step: Step, draft: Draft) -> None:
    if draft.rrule is None:
        moving.move_rules(master, step)
        return
    for name in ("RRULE", "RDATE", "EXDATE"):
        master.pop(name, None)
    if draft.rrule:
        master.add("RRULE", recurrence.read_rule(draft.rrule))


def _move_exceptions(series: Series, step: Step, length: timedelta, is_longer: bool) -> None:
    """Exceptions go with their dates. One that was moved by itself stays where somebody put it."""
    for each in series.exceptions:
        given = recurrence.date_of(each, "RECURRENCE-ID")
        moved_alone = each.start != given and not step.changes_kind
        each.pop("RECURRENCE-ID")
        start = given if step.is_none else step.move(given)
        each.add("RECURRENCE-ID", start)
        if moved_alone or (step.is_none and not is_longer):
            continue
        own_length = length if is_longer or step.changes_kind else each.end - each.start
        _set_span(each, start, start + own_length)


def _set_span(component: Event, start: Moment, end: Moment) -> None:
    ical.check_dates(start, end)
    for name in ("DTSTART", "DTEND", "DURATION"):
        component.pop(name, None)
    component.add("DTSTART", start)
    component.add("DTEND", end)


def _set_texts(series: Series, before: Event, shown: Shown, draft: Draft) -> None:
    """What the person wrote anew. An exception follows where it said the same as the series."""
    new = {"CLASS": draft.classification}
    pairs = zip(TEXTS, (shown.summary, shown.location, shown.description), strict=True)
    wanted = dict(zip(TEXTS, (draft.summary, draft.location, draft.description), strict=True))
    new |= {name: wanted[name] for name, seen in pairs if _plain(wanted[name]) != _plain(seen)}
    for component in (series.master, *series.exceptions):
        for name, value in new.items():
            if component is series.master or component.get(name) == before.get(name):
                _put(component, name, value)
        _put_category(component, draft.category)


def _plain(text: str) -> str:
    """A form sends lines its own way, and that alone is no change."""
    return text.replace("\r\n", "\n").strip()


def _put(component: Event, name: str, value: str) -> None:
    component.pop(name, None)
    if value:
        component.add(name, value)


def _put_category(component: Event, category: str) -> None:
    component.pop("CATEGORIES", None)
    if category:
        component.add("CATEGORIES", [category])
