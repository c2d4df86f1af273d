"""PROPFIND (RFC 4918 §9.1): the properties of a resource, or of what is in a folder too."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from agenda.caldav import properties, tree
from agenda.caldav.dav import CALDAV, DAV, MultiStatus, Propstat, element, read_xml
from agenda.caldav.errors import DavError
from agenda.caldav.members import Member, Shelf
from agenda.caldav.tree import Collection, Item, Resource
from agenda.caldav.visit import NotHere, Visit

MOST_PROPERTIES = 100


def propfind(request: HttpRequest, visit: Visit, path: str) -> HttpResponse:
    asked = read_xml(request)
    if asked is not None and asked.tag != f"{DAV}propfind":
        raise DavError(400, None, _("The request does not say which properties it wants."))
    resource = tree.find(visit, path)
    answer = Answer(visit, asked, is_brief="return=minimal" in request.headers.get("Prefer", ""))
    if isinstance(resource, Item):
        if resource.member is None:
            raise NotHere
        answer.add_members(resource.shelf, [resource.member])
        return answer.out.response()
    depth = _depth(request)
    answer.add(resource)
    for child in tree.children_of(visit, resource) if depth else ():
        answer.add(child)
    if depth and isinstance(resource, Collection):
        answer.add_members(resource.shelf, resource.shelf.members(with_text=answer.wants_text))
    return answer.out.response()


def _depth(request: HttpRequest) -> int:
    depth = request.headers.get("Depth", "infinity").strip().lower()
    if depth not in {"0", "1"}:
        raise DavError(403, f"{DAV}propfind-finite-depth", _("Ask for one level at a time."))
    return int(depth)


class Answer:
    """Properties of many resources. An empty request means all of them (RFC 4918 §9.1)."""

    def __init__(self, visit: Visit, asked: Element | None, *, is_brief: bool = False) -> None:
        self.visit = visit
        self.out = MultiStatus()
        self.is_brief = is_brief
        prop = asked.find(f"{DAV}prop") if asked is not None else None
        self.wanted = None if prop is None else list(prop)
        self.only_names = asked is not None and asked.find(f"{DAV}propname") is not None
        include = asked.find(f"{DAV}include") if asked is not None else None
        self.included = [] if include is None else list(include)
        # Each is answered for each event.
        if len(self.wanted or ()) + len(self.included) > MOST_PROPERTIES:
            raise DavError(413, None, _("That is more than the agenda takes at once."))

    @property
    def wants_text(self) -> bool:
        return any(each.tag == f"{CALDAV}calendar-data" for each in (*(self.wanted or ()), *self.included))

    def add(self, resource: Resource) -> None:
        names = properties.names_of(resource)
        self._put(resource.address, names, lambda wanted: properties.of_resource(self.visit, resource, wanted))

    def add_members(self, shelf: Shelf, members: Iterable[Member]) -> None:
        may_write = self.visit.may_write(shelf.calendar)
        names = properties.names_of_member()
        for member in members:
            address = tree.member_address(shelf, member.name)
            self._put(
                address,
                names,
                lambda wanted, member=member: properties.of_member(shelf, member, wanted, may_write=may_write),
            )

    def add_missing(self, address: str) -> None:
        self.out.add_status(address, 404)

    def _put(self, address: str, names: list[str], answer) -> None:
        if self.only_names:
            self.out.add(address, Propstat([element(name) for name in names]))
            return
        propstat = answer(self.wanted if self.wanted is not None else [*map(element, names), *self.included])
        # Nobody asked by name for what is missing from "all".
        if self.is_brief or self.wanted is None:
            propstat.refused.clear()
        self.out.add(address, propstat)
