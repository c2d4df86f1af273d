"""sync-collection (RFC 6578): what is new since the token, and what is gone.

Of more than a program takes at once it is told a part, in the order of the numbers of the events, with a token that
goes on from there (§3.6). The calendar may change meanwhile: the last part leaves the program at the revision at which
the first was told, and what was written since comes with the next token.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from agenda.caldav import log, tree
from agenda.caldav.dav import DAV
from agenda.caldav.errors import DavError
from agenda.caldav.log import Place
from agenda.caldav.members import Member, Shelf
from agenda.caldav.methods.propfind import Answer
from agenda.caldav.tree import Collection
from agenda.caldav.visit import Visit

TOO_MANY = f"{DAV}number-of-matches-within-limits"


@dataclass
class News:
    """What there is to tell of one event: what it is called now, and what it was called."""

    event: int
    members: list[Member] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.members) + len(self.gone)


def sync(request: HttpRequest, visit: Visit, collection: Collection, asked: Element) -> HttpResponse:
    shelf = collection.shelf
    answer = Answer(visit, asked)
    limit = _limit(asked)
    place = _place(shelf, (asked.findtext(f"{DAV}sync-token") or "").strip())
    # The calendar was read before its events: what is written meanwhile comes once more with the next token.
    target = place.revision if place and place.is_halfway else shelf.calendar.revision
    found = list(_news(shelf, place, limit, with_text=answer.wants_text))
    told = _as_many(found, limit)
    answer.add_members(shelf, [member for each in told for member in each.members])
    for name in (name for each in told for name in each.gone):
        answer.add_missing(tree.member_address(shelf, name))
    reached = Place(target)
    if len(told) < len(found):
        reached = Place(target, place.since if place else None, told[-1].event)
        answer.out.add_status(collection.address, 507, TOO_MANY)
    SubElement(answer.out.root, f"{DAV}sync-token").text = log.token(shelf.calendar, shelf.access, reached)
    return answer.out.response()


def _place(shelf: Shelf, text: str) -> Place | None:
    """Where the program stands; without a token, before the beginning."""
    if not text:
        return None
    place = log.place_of(text, shelf.calendar, shelf.access)
    if place is None:
        raise DavError(403, f"{DAV}valid-sync-token", _("What this device knows of the calendar is out of date."))
    return place


def _news(shelf: Shelf, place: Place | None, limit: int | None, *, with_text: bool) -> Iterator[News]:
    """What is new, event by event; at least one more than the limit, if there are."""
    after, since = (place.after, place.since) if place else (0, None)
    if since is None:
        events = shelf.events().filter(pk__gt=after)
        rows = shelf.members(events if limit is None else events[: limit + 1], with_text=with_text)
        return (News(member.event, [member]) for member in rows)
    return _changes(shelf, since, after, with_text=with_text)


def _changes(shelf: Shelf, since: int, after: int, *, with_text: bool) -> Iterator[News]:
    delta = log.changed_since(shelf.calendar, since, after=after)
    members = {member.event: member for member in shelf.members_of(delta.events, with_text=with_text)}
    there = {member.name for member in members.values()}
    for event in delta.events:
        news = News(event, [members[event]] if event in members else [])
        before = shelf.was_called(delta.before[event]) if event in delta.before else None
        if before and before not in there:
            news.gone.append(before)
        if news:
            yield news


def _as_many(found: list[News], limit: int | None) -> list[News]:
    """As many as fit, each whole. Where not even the first fits, the limit cannot be kept (§3.7)."""
    if limit is None:
        return found
    told, count = [], 0
    for each in found:
        count += len(each)
        if count > limit:
            break
        told.append(each)
    if found and not told:
        raise DavError(403, TOO_MANY, _("There is more that is new than this device takes at once."))
    return told


def _limit(asked: Element) -> int | None:
    text = (asked.findtext(f"{DAV}limit/{DAV}nresults") or "").strip()
    return int(text[:9]) if text.isascii() and text.isdigit() else None
