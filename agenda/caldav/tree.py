"""The addresses below /caldav/ and what is at each.

/caldav/                             the root
/caldav/persones/<id>/               the person who asks; nobody sees the others here
/caldav/persones/<id>/calendaris/    the calendars of that person's programs, the same as /caldav/calendaris/
/caldav/calendaris/<id>/             a calendar
/caldav/calendaris/<id>/<name>       an event; a new one takes the name that the program gives it
"""

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from agenda.caldav.members import Member, Shelf
from agenda.caldav.visit import NotHere, Visit

ROOT = "/caldav/"
PEOPLE = f"{ROOT}persones/"
HOME = f"{ROOT}calendaris/"
MOST_DIGITS = 18


@dataclass(frozen=True)
class Resource:
    """Something with an address of its own."""

    address: str


class Root(Resource):
    """Where programs begin; also the folder of people, which they ask about."""


class Principal(Resource):
    """The person who asks."""


class Home(Resource):
    """The folder of the calendars."""


@dataclass(frozen=True)
class Collection(Resource):
    """A calendar."""

    shelf: Shelf


@dataclass(frozen=True)
class Item(Resource):
    """An event, or the place for one."""

    shelf: Shelf
    name: str
    member: Member | None


def find(visit: Visit, path: str) -> Resource:
    """What is at an address, below `/caldav/`. Hidden and missing are the same 404."""
    match path.strip("/").split("/"):
        case [""]:
            return Root(ROOT)
        case ["persones"]:
            return Root(PEOPLE)
        case ["persones", number] if number == str(visit.person.pk):
            return Principal(principal_address(visit))
        case ["persones", number, "calendaris"] if number == str(visit.person.pk):
            return Home(f"{principal_address(visit)}calendaris/")
        case ["calendaris"]:
            return Home(HOME)
        case ["calendaris", number]:
            return collection_of(visit.shelf(_number(number)))
        case ["calendaris", number, *_parts]:
            shelf = visit.shelf(_number(number))
            name = path.removeprefix("/").split("/", 2)[2]
            return Item(member_address(shelf, name), shelf, name, shelf.find(name))
    raise NotHere


def children_of(visit: Visit, resource: Resource) -> list[Resource]:
    """The resources in a folder, without the events of a calendar, which are too many to be made one by one."""
    if isinstance(resource, Home):
        return [collection_of(shelf) for shelf in visit.shelves()]
    if isinstance(resource, Root):
        principal = Principal(principal_address(visit))
        return [principal] if resource.address == PEOPLE else [Root(PEOPLE), Home(HOME)]
    return []


def principal_address(visit: Visit) -> str:
    return f"{PEOPLE}{visit.person.pk}/"


def collection_of(shelf: Shelf) -> Collection:
    return Collection(f"{HOME}{shelf.calendar.pk}/", shelf)


def member_address(shelf: Shelf, name: str) -> str:
    return f"{HOME}{shelf.calendar.pk}/{quote(name, safe='@')}"


def name_in(shelf: Shelf, href: str) -> str | None:
    """The name of the event that an address in a request speaks of, if it is in this calendar."""
    try:
        path = urlsplit(href.strip()).path
    except ValueError:
        return None
    start = f"{HOME}{shelf.calendar.pk}/"
    return unquote(path[len(start) :]) or None if path.startswith(start) else None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise NotHere
    return int(text)
