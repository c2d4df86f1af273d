"""The events of a calendar file, each checked by itself; what cannot be taken is said with its title and a reason."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from agenda.calendars import ical
from agenda.calendars.errors import AgendaError, CalendarTooBig, MalformedCalendar
from agenda.calendars.foreign import OURS
from agenda.calendars.intake import lines
from agenda.calendars.intake.lines import Block, File
from agenda.calendars.models import Event, Visibility

Tell = Callable[[int], None]

MEGABYTE = 1024 * 1024
ANSWERS = {"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"}
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
TITLE_LENGTH = 80


def quiet(_done: int) -> None:
    """Nobody is waiting to hear how far it is."""


@dataclass(frozen=True)
class Limits:
    """How much of a calendar is taken in one go."""

    megabytes: int
    events: int


FILE = Limits(megabytes=10, events=5_000)
SUBSCRIBED = Limits(megabytes=5, events=5_000)


@dataclass(frozen=True)
class LeftOut:
    title: str
    reason: str


@dataclass
class Contents:
    """What a file holds, and what of it is no event of an agenda."""

    events: list[ical.Parsed] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    # Other components by name: tasks, journals, what only one program knows.
    others: Counter = field(default_factory=Counter)
    repeated: int = 0
    alarms: int = 0
    # Properties of the whole calendar, which a file has and an event has not.
    of_calendar: list[str] = field(default_factory=list)


def read(source: bytes, limits: Limits = FILE, *, tell: Tell = quiet) -> Contents:
    """Every event of a calendar file. `tell` hears how many have been looked at."""
    found, blocks = _taken_apart(source, limits)
    contents = Contents(others=Counter(block.name for block in blocks if block.name not in {"VEVENT", "VTIMEZONE"}))
    contents.of_calendar = sorted({name for each in found for name in each.values} - OURS)
    for each in found:
        _read_file(each, contents, tell)
    if not contents.events and not contents.left_out and not contents.others:
        raise MalformedCalendar(_("There is no event in this calendar file."))
    return contents


def count(source: bytes, limits: Limits = FILE) -> int:
    """How many events a file holds, without looking into them; what is too much is refused already."""
    _found, blocks = _taken_apart(source, limits)
    return sum(block.name == "VEVENT" for block in blocks)


def _taken_apart(source: bytes, limits: Limits) -> tuple[list[File], list[Block]]:
    check_size(len(source), limits)
    found = lines.files(source)
    blocks = [block for each in found for block in each.blocks]
    if sum(block.name == "VEVENT" for block in blocks) > limits.events:
        raise CalendarTooBig(
            _("The calendar has more than %(n)d events. Export a shorter time, a year for example.")
            % {"n": limits.events}
        )
    return found, blocks


def check_size(size: int, limits: Limits) -> None:
    if size > limits.megabytes * MEGABYTE:
        raise CalendarTooBig(
            _("The calendar is bigger than %(n)d MB. Export a shorter time, a year for example.")
            % {"n": limits.megabytes}
        )


def text_of(source: bytes) -> str:
    """The file as text that is read the same again."""
    return lines.decoded(source)


def visibility_of(parsed: ical.Parsed, allowed: Iterable[str]) -> str:
    """How open an event is, from what its program says (RFC 5545 CLASS); in doubt, private."""
    if parsed.classification == "PUBLIC":
        return Visibility.EVERYONE
    is_for_staff = parsed.classification == "CONFIDENTIAL" and Visibility.STAFF in allowed
    return Visibility.STAFF if is_for_staff else Visibility.PRIVATE


def visibility_after(parsed: ical.Parsed, before: Event, allowed: Iterable[str]) -> str:
    """How open an event is that was here: programs know fewer words for it, so who says the same changes nothing."""
    said = parsed.classification
    if said == ical.CLASSES[before.visibility] or said == ical.parse(before.ics).classification:
        return before.visibility
    return visibility_of(parsed, allowed)


def _read_file(file: File, contents: Contents, tell: Tell) -> None:
    taken = {each.uid for each in contents.events}
    for uid, blocks in _by_uid(file):
        tell(len(contents.events) + len(contents.left_out))
        title = _title(blocks)
        kept = list(_newest(blocks))
        contents.repeated += len(blocks) - len(kept)
        if uid in taken:
            contents.repeated += 1
        elif file.method in ANSWERS:
            contents.left_out.append(LeftOut(title, _("It is an answer to an invitation, not an event.")))
        else:
            _read_event(file, kept, title, contents)


def _read_event(file: File, blocks: list[Block], title: str, contents: Contents) -> None:
    if file.method == "CANCEL":
        blocks = [block.with_line("STATUS:CANCELLED", instead_of="STATUS") for block in blocks]
    text = "".join([HEAD, file.zones_for(blocks), *(block.text for block in blocks), "END:VCALENDAR\r\n"])
    try:
        contents.events.append(ical.parse(text))
    except AgendaError as problem:
        contents.left_out.append(LeftOut(title, str(problem)))
    else:
        contents.alarms += sum(block.count("VALARM") for block in blocks)


def _by_uid(file: File) -> Iterator[tuple[str, list[Block]]]:
    """Each event with its exceptions. One without identifier gets one, the same at each import."""
    groups: dict[str, list[Block]] = {}
    for block in file.blocks:
        if block.name != "VEVENT":
            continue
        uid = block.values().get("UID", "")
        if not uid:
            uid = f"{block.digest()}@importat"
            block = block.with_line(f"UID:{uid}", instead_of="UID")
        groups.setdefault(uid, []).append(block)
    yield from groups.items()


def _newest(blocks: list[Block]) -> Iterable[Block]:
    """Of the same date written twice, the later version. The event itself comes first."""
    newest: dict[str, Block] = {}
    for block in sorted(blocks, key=_version):
        newest[block.values().get("RECURRENCE-ID", "")] = block
    return [newest[key] for key in sorted(newest)]


def _version(block: Block) -> tuple[int, str]:
    values = block.values()
    sequence = values.get("SEQUENCE", "0")
    return int(sequence) if sequence.isdecimal() else 0, values.get("LAST-MODIFIED") or values.get("DTSTAMP", "")


def _title(blocks: list[Block]) -> str:
    titles = (block.values().get("SUMMARY", "") for block in blocks)
    found = next(filter(None, titles), _("Untitled"))
    return found.replace("\\,", ",").replace("\\;", ";").replace("\\n", " ").replace("\\\\", "\\")[:TITLE_LENGTH]
