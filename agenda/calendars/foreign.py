"""What only other programs know of an object, kept for them: properties, components, zones that mean nothing here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from icalendar import Calendar, Component
from icalendar.prop import TypesFactory

# Properties around the event that are written anew. A method belongs to a letter and not to what is kept.
OURS = {"BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD"}
ESCAPE = re.compile(r"\\+(?=[,;:\\]|$)")

# The library takes these for one text each and would write the commas and semicolons between their parts as letters.
TypesFactory.instance().types_map.update({"resources": "unknown", "request-status": "unknown"})


@dataclass(frozen=True)
class Around:
    """What an object says around its event: zones by their names, and what only other programs know."""

    zones: dict[str, str] = field(default_factory=dict)
    lines: str = ""
    others: str = ""


def around_of(calendar: Calendar) -> Around:
    zones = {zone.tz_name: zone.to_ical().decode() for zone in calendar.timezones}
    kept = ((name, value) for name, value in calendar.property_items(recursive=False) if name not in OURS)
    lines = (calendar.content_line(name, value).to_ical().decode() for name, value in kept)
    others = (each for each in calendar.subcomponents if each.name != "VTIMEZONE" and not each.walk("VEVENT"))
    return Around(zones, "".join(f"{line}\r\n" for line in lines), "".join(each.to_ical().decode() for each in others))


def mend_parameters(calendar: Calendar) -> None:
    """Parameters know no escapes (RFC 5545 §3.2). The library reads some and would eat a backslash at each reading, or
    take one at the end for part of the line; those go at once, so that what is stored stays as it is."""
    rows = (row for component in calendar.walk() for value in component.values() for row in listed(value))
    for params in filter(None, (getattr(row, "params", None) for row in rows)):
        for name, value in params.items():
            if "\\" in str(value):
                mended = [ESCAPE.sub("", str(each)) for each in listed(value)]
                params[name] = mended if isinstance(value, list) else mended[0]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def zones_used(events: Iterable[Component]) -> set[str]:
    """Those of every line, also of properties and components that only another program knows."""
    values = (value for event in events for component in event.walk() for value in component.values())
    rows = (row for value in values for row in listed(value))
    return {str(row.params["TZID"]) for row in rows if "TZID" in getattr(row, "params", ())}
