"""The filter of a calendar-query (RFC 4791 §9.7), read and tried.

Spans of time are left to the database (`times`); what a filter says of properties is tried on the text that the
person sees, so nobody finds by its title what shows as busy.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import icalendar
from django.utils.translation import gettext as _

from agenda.caldav.dav import CALDAV
from agenda.caldav.errors import DavError
from agenda.caldav.ranges import Range, range_of
from agenda.calendars.timezones import read_calendar

PROPERTIES = {
    "UID",
    "SUMMARY",
    "LOCATION",
    "DESCRIPTION",
    "CATEGORIES",
    "STATUS",
    "CLASS",
    "TRANSP",
    "ORGANIZER",
    "ATTENDEE",
    "URL",
    "RRULE",
    "RECURRENCE-ID",
}


MOST_TRIED = 20


def _casemap(text: str) -> str:
    return "".join(each.lower() if each.isascii() else each for each in text)


def _unicode_casemap(text: str) -> str:
    return unicodedata.normalize("NFKD", text.casefold())


COLLATIONS: dict[str, Callable[[str], str]] = {
    "i;ascii-casemap": _casemap,
    "i;octet": str,
    "i;unicode-casemap": _unicode_casemap,
}


@dataclass(frozen=True)
class TextMatch:
    """Text that a property holds, or does not."""

    text: str
    collation: str
    is_negated: bool

    def fits(self, value: str) -> bool:
        fold = COLLATIONS[self.collation]
        return (fold(self.text) in fold(value)) != self.is_negated


@dataclass(frozen=True)
class PropFilter:
    """What is asked of one property: that it is there, that it is not, or what it says."""

    name: str
    is_absent: bool = False
    match: TextMatch | None = None

    def fits(self, event: icalendar.Event) -> bool:
        values = _values(event, self.name)
        if self.is_absent:
            return not values
        return any(self.match.fits(value) for value in values) if self.match else bool(values)


@dataclass(frozen=True)
class Filter:
    """What is asked of events. `is_empty` says that nothing here can fit: there are no tasks in the agenda."""

    span: Range | None = None
    props: list[PropFilter] = field(default_factory=list)
    is_any: bool = False
    is_empty: bool = False

    def fits(self, text: str) -> bool:
        """Whether one of the events in the text fits: the event itself or one of its exceptions."""
        events = read_calendar(text).events
        fits = any if self.is_any else all
        return any(fits(prop.fits(event) for prop in self.props) for event in events)

    @property
    def uid(self) -> str | None:
        """The identifier that is asked for, when that narrows the search."""
        matches = (prop.match for prop in self.props if prop.name == "UID" and prop.match)
        positive = (match.text for match in matches if not match.is_negated)
        return None if self.is_any and len(self.props) > 1 else next(positive, None)


def read(asked: Element) -> Filter:
    """The filter of a query; without one, everything fits (RFC 4791 asks for one, some programs forget it)."""
    found = asked.find(f"{CALDAV}filter")
    if found is None or not len(found):
        return Filter()
    outer = _only(found, "comp-filter")
    if outer.get("name", "").upper() != "VCALENDAR":
        raise unsupported()
    _require(outer, {"comp-filter"})
    inner = list(outer)
    if not inner:
        return Filter()
    if len(inner) > 1:
        raise unsupported()
    return _of_component(inner[0])


def unsupported() -> DavError:
    return DavError(403, f"{CALDAV}supported-filter", _("The agenda cannot look for events in that way."))


def _of_component(component: Element) -> Filter:
    is_event = component.get("name", "").upper() == "VEVENT"
    is_absent = component.find(f"{CALDAV}is-not-defined") is not None
    if not is_event or is_absent:
        return Filter(is_empty=is_event == is_absent)
    _require(component, {"time-range", "prop-filter"})
    spans = component.findall(f"{CALDAV}time-range")
    if len(spans) > 1:
        raise unsupported()
    return Filter(
        span=range_of(spans[0]) if spans else None,
        props=_of_properties(component.findall(f"{CALDAV}prop-filter")),
        is_any=component.get("test") == "anyof",
    )


def _of_properties(found: list[Element]) -> list[PropFilter]:
    """Each is tried on each event."""
    if len(found) > MOST_TRIED:
        raise unsupported()
    return [_of_property(each) for each in found]


def _of_property(prop: Element) -> PropFilter:
    name = prop.get("name", "").upper()
    if name not in PROPERTIES:
        raise unsupported()
    _require(prop, {"is-not-defined", "text-match"})
    texts = prop.findall(f"{CALDAV}text-match")
    if len(texts) > 1:
        raise unsupported()
    is_absent = prop.find(f"{CALDAV}is-not-defined") is not None
    return PropFilter(name, is_absent, _of_text(texts[0]) if texts else None)


def _of_text(match: Element) -> TextMatch:
    collation = match.get("collation", "i;ascii-casemap")
    if collation == "default":
        collation = "i;ascii-casemap"
    if collation not in COLLATIONS:
        raise DavError(403, f"{CALDAV}supported-collation", _("The agenda cannot compare texts in that way."))
    return TextMatch(match.text or "", collation, match.get("negate-condition") == "yes")


def _only(parent: Element, name: str) -> Element:
    _require(parent, {name})
    if len(parent) != 1:
        raise unsupported()
    return parent[0]


def _require(parent: Element, names: set[str]) -> None:
    """What we would not try is refused: leaving it out would find too much (RFC 4791 §7.8)."""
    if any(child.tag not in {f"{CALDAV}{name}" for name in names} for child in parent):
        raise unsupported()


def _values(event: icalendar.Event, name: str) -> list[str]:
    found = event.get(name)
    if found is None:
        return []
    rows = found if isinstance(found, list) else [found]
    return [_as_text(row) for row in rows]


def _as_text(value) -> str:
    if hasattr(value, "cats"):
        return ",".join(str(each) for each in value.cats)
    return str(value) if isinstance(value, str) else value.to_ical().decode()
