"""sync-collection (RFC 6578): what is new since the token, and what is gone."""

from xml.etree.ElementTree import Element, SubElement

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from agenda.caldav import log, tree
from agenda.caldav.dav import DAV
from agenda.caldav.errors import DavError
from agenda.caldav.members import Member, Shelf
from agenda.caldav.methods.propfind import Answer
from agenda.caldav.tree import Collection
from agenda.caldav.visit import Visit


def sync(request: HttpRequest, visit: Visit, collection: Collection, asked: Element) -> HttpResponse:
    shelf = collection.shelf
    answer = Answer(visit, asked)
    # The calendar was read before its events: what is written meanwhile comes once more with the next token.
    token = log.token(shelf.calendar, shelf.access)
    members, gone = _news(shelf, (asked.findtext(f"{DAV}sync-token") or "").strip(), with_text=answer.wants_text)
    _check_limit(asked, len(members) + len(gone))
    answer.add_members(shelf, members)
    for name in gone:
        answer.add_missing(tree.member_address(shelf, name))
    SubElement(answer.out.root, f"{DAV}sync-token").text = token
    return answer.out.response()


def _news(shelf: Shelf, text: str, *, with_text: bool) -> tuple[list[Member], list[str]]:
    """The events written since the token, and the names that are no longer there. Without a token, everything."""
    if not text:
        return shelf.members(with_text=with_text), []
    revision = log.revision_of(text, shelf.calendar, shelf.access)
    if revision is None:
        raise DavError(403, f"{DAV}valid-sync-token", _("What this device knows of the calendar is out of date."))
    delta = log.changed_since(shelf.calendar, revision)
    members = shelf.members_of(delta.events, with_text=with_text)
    there = {member.name for member in members}
    before = (shelf.was_called(seen) for seen in delta.before.values())
    return members, sorted({name for name in before if name and name not in there})


def _check_limit(asked: Element, count: int) -> None:
    """The log cannot be cut in the middle of a revision, so a limit is kept or refused (RFC 6578 §3.7)."""
    limit = asked.findtext(f"{DAV}limit/{DAV}nresults") or ""
    if limit.isascii() and limit.isdigit() and count > int(limit[:9]):
        sentence = _("There is more that is new than this device takes at once.")
        raise DavError(403, f"{DAV}number-of-matches-within-limits", sentence)
