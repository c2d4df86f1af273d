"""Putting calendar files together from the text of stored objects, without parsing them.

The store writes every object the same way (`ical`): lines end in CRLF, zones come before events.
"""

import re
from collections.abc import Iterable, Iterator

from icalendar.parser import Contentline

VTIMEZONE = re.compile(r"^BEGIN:VTIMEZONE\r\n(?:.*\r\n)*?END:VTIMEZONE\r\n", re.M)
FOLD = re.compile(r"\r\n[ \t]")
TZID = re.compile(r"^TZID[^:]*:(.*)\r$", re.M)
PARAMETER = re.compile(r';([^=;:]+)=(?:"[^"]*"|[^;:"]*)')
NEEDED = {"TZID", "VALUE", "RANGE"}
# All that "busy" may tell.
TIMES = {
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "DTSTAMP",
    "SEQUENCE",
    "LAST-MODIFIED",
}


def zones(objects: Iterable[str]) -> list[str]:
    """Each zone once. What comes before the events is the same in nearly all objects."""
    heads = {ics[: _start(ics)] for ics in objects}
    texts = (text for head in sorted(heads) for text in VTIMEZONE.findall(head))
    return list({tzid: text for text in texts for tzid in TZID.findall(text)}.values())


def _start(ics: str) -> int:
    return ics.index("\r\nBEGIN:VEVENT\r\n") + 2


def events(ics: str) -> str:
    """The event and its exceptions, as they are stored."""
    end = "\r\nEND:VEVENT\r\n"
    return ics[_start(ics) : ics.rindex(end) + len(end)]


def with_alarm(text: str, minutes: int | None, word: str) -> str:
    """The events with a reminder of the reader's own (RFC 5545 VALARM)."""
    if minutes is None:
        return text
    alarm = f"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT{minutes}M\r\nDESCRIPTION:{escaped(word)}\r\nEND:VALARM\r\n"
    return text.replace("\r\nEND:VEVENT\r\n", f"\r\n{alarm}END:VEVENT\r\n")


def busy(pk: int, ics: str, word: str) -> str:
    """An event with its times and nothing else: neither title nor place, nor the identifier it came with."""
    about = (f"UID:ocupat-{pk}@casagran", f"SUMMARY:{escaped(word)}", "CLASS:PRIVATE", "TRANSP:OPAQUE")
    lines: list[str] = []
    for line in _own_lines(events(ics)):
        if line == "BEGIN:VEVENT":
            lines += [line, *about]
        elif line == "END:VEVENT" or (line := _time_line(line)):
            lines.append(line)
    return "".join(folded(line) for line in lines)


def unfolded(text: str) -> list[str]:
    """The lines of stored text, long ones put together again."""
    return FOLD.sub("", text).split("\r\n")[:-1]


def _own_lines(text: str) -> Iterator[str]:
    """Lines of the events themselves, unfolded, without those of what is inside them (alarms)."""
    depth = 0
    for line in unfolded(text):
        depth += line.startswith("BEGIN:")
        if depth == 1:
            yield line
        depth -= line.startswith("END:")


def _time_line(line: str) -> str:
    """The line if it only says when; of its parameters, those that times need."""
    name = re.split("[;:]", line, maxsplit=1)[0].upper()
    if name not in TIMES:
        return ""
    rest, kept = line[len(name) :], ""
    while parameter := PARAMETER.match(rest):
        kept += parameter.group() if parameter.group(1).upper() in NEEDED else ""
        rest = rest[parameter.end() :]
    return f"{name}{kept}{rest}"


def escaped(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def folded(line: str) -> str:
    return f"{line}\r\n" if len(line.encode()) <= 75 else Contentline(line).to_ical().decode() + "\r\n"
