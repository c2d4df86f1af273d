"""Calendar files of any origin, taken apart by their lines (RFC 5545 §3.1) before anything in them is believed.

Whatever is wrong in one event stays in that event: each is handed on as text of its own, with the zones it needs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from agenda.calendars.errors import MalformedCalendar
from agenda.calendars.timezones import timezone_text

FOLD = re.compile(rb"(?:\r\n|\r|\n)[ \t]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
PROPERTY = re.compile(r'([A-Za-z0-9-]+)((?:;[^:;="]+=(?:"[^"]*"|[^;:"]*)(?:,(?:"[^"]*"|[^;:"]*))*)*):(.*)', re.S)
TZID = re.compile(r';TZID=("[^"]*"|[^;:"]*)', re.I)
# A name of Outlook for the zone of here, which it does not always describe.
CENTRAL_EUROPE = re.compile(r"\((?:UTC|GMT)\+0?1[:.]00\) .*\b(?:Madrid|Paris)\b", re.I)
DEEPEST = 8
NOT_A_CALENDAR = _("This is not a calendar file (.ics). Export it again and try once more.")


@dataclass(frozen=True)
class Block:
    """One component of a file, begin to end."""

    name: str
    lines: tuple[str, ...]

    def values(self) -> dict[str, str]:
        """Properties of its own, without those of what is inside it. Of a repeated one, the first."""
        found: dict[str, str] = {}
        for line in self._own():
            if match := PROPERTY.fullmatch(line):
                found.setdefault(match[1].upper(), match[3].strip())
        return found

    def _own(self) -> Iterator[str]:
        depth = 0
        for line in self.lines:
            depth += _marks(line, "BEGIN")
            if depth == 1:
                yield line
            depth -= _marks(line, "END")

    def with_line(self, line: str, *, instead_of: str = "") -> "Block":
        """With one more property; those of the other name go."""
        kept = [each for each in self.lines[1:] if not (instead_of and each.upper().startswith(f"{instead_of}:"))]
        return Block(self.name, (self.lines[0], line, *kept))

    @property
    def text(self) -> str:
        return "".join(f"{line}\r\n" for line in self.lines)

    def count(self, name: str) -> int:
        return sum(line.upper() == f"BEGIN:{name}" for line in self.lines)

    def digest(self) -> str:
        """The same for the same event in the next export: the moment of exporting does not count."""
        lines = sorted(line for line in self.lines if not line.upper().startswith("DTSTAMP"))
        return sha256("\n".join(lines).encode()).hexdigest()[:32]


@dataclass
class File:
    """One VCALENDAR."""

    values: dict[str, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    @property
    def method(self) -> str:
        return self.values.get("METHOD", "").upper()

    def zones_for(self, blocks: list[Block]) -> str:
        """Descriptions of the zones that these use and that are not known by their name."""
        used = {name.strip('"') for block in blocks for line in block.lines for name in TZID.findall(line)}
        unknown = {name for name in used if not timezone_text(name)}
        zones = (block for block in self.blocks if block.name == "VTIMEZONE") if unknown else ()
        return "".join(zone.text for zone in zones if zone.values().get("TZID", "") in unknown)


def decoded(source: bytes) -> str:
    """Whole lines of text: UTF-8 as the standard wants, UTF-16 with its mark, or what Western Windows programs write.

    Long lines are put together first: some programs cut them in the middle of a letter.
    """
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        source = source.decode("utf-16", "replace").encode()
    source = FOLD.sub(b"", source)
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = source.decode("cp1252", "replace")
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def files(source: bytes) -> list[File]:
    """The calendars of a file; a program may put several one after the other."""
    reader = Reader()
    for line in filter(None, decoded(source).split("\n")):
        reader.take(line)
    if reader.stack or not reader.files:
        raise MalformedCalendar(NOT_A_CALENDAR)
    return reader.files


@dataclass
class Reader:
    """Walks down the lines, and knows inside what it is."""

    files: list[File] = field(default_factory=list)
    stack: list[str] = field(default_factory=list)
    block: list[str] = field(default_factory=list)

    def take(self, line: str) -> None:
        if _marks(line, "BEGIN"):
            self._enter(_named(line))
        if len(self.stack) > 1:
            self.block.append(_known_zone(line))
        elif self.stack and (match := PROPERTY.fullmatch(line)):
            self.files[-1].values.setdefault(match[1].upper(), match[3].strip())
        if self.stack and _marks(line, "END"):
            self._leave(_named(line))

    def _enter(self, name: str) -> None:
        self.stack.append(name)
        if self.stack[0] != "VCALENDAR" or len(self.stack) > DEEPEST:
            raise MalformedCalendar(NOT_A_CALENDAR)
        if len(self.stack) == 1:
            self.files.append(File())

    def _leave(self, name: str) -> None:
        if name != self.stack.pop():
            raise MalformedCalendar(NOT_A_CALENDAR)
        if len(self.stack) == 1:
            self.files[-1].blocks.append(Block(name, tuple(self.block)))
            self.block = []


def _marks(line: str, what: str) -> bool:
    return line[: len(what) + 1].upper() == f"{what}:"


def _named(line: str) -> str:
    return line.partition(":")[2].strip().upper()


def _known_zone(line: str) -> str:
    """Zones under the name that everybody knows: "/mozilla.org/20050126_1/Europe/Madrid" is Europe/Madrid."""
    return TZID.sub(lambda match: f";TZID={zone_name(match[1])}", line) if ";TZID=" in line.upper() else line


@lru_cache(maxsize=600)
def zone_name(written: str) -> str:
    name = written.strip('"')
    if CENTRAL_EUROPE.match(name):
        return "Europe/Madrid"
    parts = name.strip("/").split("/")
    ends = ("/".join(parts[-count:]) for count in (3, 2) if len(parts) > count)
    return next((end for end in ends if end in available_timezones()), written)
