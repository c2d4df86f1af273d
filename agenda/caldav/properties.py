"""The properties that programs ask for, for each kind of resource (RFC 4918, 3744, 4791, 5397, 6578)."""

from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element

from django.utils.http import http_date

from agenda.caldav import expand, log
from agenda.caldav.dav import APPLE, CALDAV, DAV, SERVER, Propstat, element, href
from agenda.caldav.members import Member, Shelf
from agenda.caldav.tree import HOME, PEOPLE, Collection, Home, Principal, Resource, Root, principal_address
from agenda.caldav.visit import Visit
from agenda.calendars import ical
from agenda.calendars.recurrence import FIRST_YEAR, LAST_YEAR
from agenda.calendars.timezones import timezone_text, town_zone

CALENDAR_TYPE = "text/calendar; charset=utf-8; component=VEVENT"
READ = ("read", "read-current-user-privilege-set")
WRITE = ("write", "write-content", "write-properties", "bind", "unbind")
REPORTS = (
    f"{CALDAV}calendar-query",
    f"{CALDAV}calendar-multiget",
    f"{CALDAV}free-busy-query",
    f"{DAV}sync-collection",
)
# Left out of "all": long, or costly to know (RFC 4791 §5.2).
ASKED_BY_NAME = {f"{CALDAV}calendar-data", f"{CALDAV}calendar-timezone"}

Answer = Callable[[Visit, Resource], Element | None]
MemberAnswer = Callable[[Member], Element | None]


def of_resource(visit: Visit, resource: Resource, wanted: Iterable[Element]) -> Propstat:
    """What a folder, a person or a calendar answers."""
    answers = _answers_of(resource)
    propstat = Propstat()
    for each in wanted:
        value = answers[each.tag](visit, resource) if each.tag in answers else None
        if value is None:
            propstat.refuse(404, element(each.tag))
        else:
            propstat.found.append(value)
    return propstat


def of_member(shelf: Shelf, member: Member, wanted: Iterable[Element], *, may_write: bool) -> Propstat:
    """What an event answers."""
    propstat = Propstat()
    for each in wanted:
        value = _of_member(member, each, may_write=may_write and member.is_open)
        if value is None:
            propstat.refuse(404, element(each.tag))
        else:
            propstat.found.append(value)
    return propstat


def names_of(resource: Resource) -> list[str]:
    return [name for name in _answers_of(resource) if name not in ASKED_BY_NAME]


def names_of_member() -> list[str]:
    return [*MEMBER, f"{DAV}current-user-privilege-set"]


def ctag(shelf: Shelf) -> str:
    """Changes with every event, and with what the person may see."""
    return f"{shelf.calendar.revision}-{shelf.access}"


def privileges(may_write: bool, *more: str) -> Element:
    names = (*READ, *(WRITE if may_write else ()))
    held = [element(f"{DAV}privilege", None, element(f"{DAV}{name}")) for name in names]
    held += [element(f"{DAV}privilege", None, element(name)) for name in more]
    return element(f"{DAV}current-user-privilege-set", None, *held)


def _of_member(member: Member, asked: Element, *, may_write: bool) -> Element | None:
    if asked.tag == f"{CALDAV}calendar-data":
        return element(asked.tag, expand.as_asked(member.text, asked)) if member.text else None
    if asked.tag == f"{DAV}current-user-privilege-set":
        return privileges(may_write)
    return MEMBER[asked.tag](member) if asked.tag in MEMBER else None


def _answers_of(resource: Resource) -> dict[str, Answer]:
    if isinstance(resource, Collection):
        return CALENDAR
    return ABOUT_ME | ({Principal: PRINCIPAL, Home: HOME_SET, Root: {}}[type(resource)])


def _resource_type(*kinds: str) -> Answer:
    return lambda visit, resource: element(f"{DAV}resourcetype", None, *(element(kind) for kind in kinds))


def _text(name: str, value: Callable[[Visit, Resource], str]) -> Answer:
    return lambda visit, resource: element(name, value(visit, resource))


def _hrefs(name: str, value: Callable[[Visit], str]) -> Answer:
    return lambda visit, resource: element(name, None, href(value(visit)))


def _of_shelf(name: str, value: Callable[[Shelf], str]) -> Answer:
    return lambda visit, resource: element(name, value(resource.shelf))  # type: ignore[attr-defined]  # a Collection


def _reports(visit: Visit, resource: Resource) -> Element:
    supported = (
        element(f"{DAV}supported-report", None, element(f"{DAV}report", None, element(name))) for name in REPORTS
    )
    return element(f"{DAV}supported-report-set", None, *supported)


def _components(visit: Visit, resource: Resource) -> Element:
    component = element(f"{CALDAV}comp")
    component.set("name", "VEVENT")
    return element(f"{CALDAV}supported-calendar-component-set", None, component)


def _calendar_data(visit: Visit, resource: Resource) -> Element:
    kind = element(f"{CALDAV}calendar-data")
    kind.set("content-type", "text/calendar")
    kind.set("version", "2.0")
    return element(f"{CALDAV}supported-calendar-data", None, kind)


def _collations(visit: Visit, resource: Resource) -> Element:
    names = ("i;ascii-casemap", "i;octet", "i;unicode-casemap")
    supported = (element(f"{CALDAV}supported-collation", name) for name in names)
    return element(f"{CALDAV}supported-collation-set", None, *supported)


def _own_privileges(visit: Visit, resource: Resource) -> Element:
    if isinstance(resource, Collection):
        return privileges(visit.may_write(resource.shelf.calendar), f"{CALDAV}read-free-busy")
    return privileges(False)


def _addresses(visit: Visit, resource: Resource) -> Element:
    mail = visit.person.email
    known = [f"mailto:{mail}"] if mail else []
    return element(f"{CALDAV}calendar-user-address-set", None, *map(href, [*known, principal_address(visit)]))


def _color(visit: Visit, resource: Resource) -> Element | None:
    look = visit.looks.get(resource.shelf.calendar.pk)  # type: ignore[attr-defined]  # a Collection
    return element(f"{APPLE}calendar-color", look.color) if look and look.color else None


def _order(visit: Visit, resource: Resource) -> Element | None:
    look = visit.looks.get(resource.shelf.calendar.pk)  # type: ignore[attr-defined]  # a Collection
    return element(f"{APPLE}calendar-order", str(look.order)) if look and look.order is not None else None


def _town_zone_text(shelf: Shelf) -> str:
    zone = timezone_text(town_zone().key)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{ical.PRODID}\r\n{zone}END:VCALENDAR\r\n"


ABOUT_ME: dict[str, Answer] = {
    f"{DAV}resourcetype": _resource_type(f"{DAV}collection"),
    f"{DAV}current-user-principal": _hrefs(f"{DAV}current-user-principal", principal_address),
    f"{DAV}principal-collection-set": _hrefs(f"{DAV}principal-collection-set", lambda visit: PEOPLE),
    f"{DAV}current-user-privilege-set": _own_privileges,
}
HOME_SET: dict[str, Answer] = {
    f"{DAV}displayname": _text(f"{DAV}displayname", lambda visit, resource: "Casa Gran"),
    f"{DAV}owner": _hrefs(f"{DAV}owner", principal_address),
}
PRINCIPAL: dict[str, Answer] = {
    f"{DAV}resourcetype": _resource_type(f"{DAV}collection", f"{DAV}principal"),
    f"{DAV}displayname": _text(f"{DAV}displayname", lambda visit, resource: str(visit.person)),
    f"{DAV}principal-URL": _hrefs(f"{DAV}principal-URL", principal_address),
    f"{CALDAV}calendar-home-set": _hrefs(f"{CALDAV}calendar-home-set", lambda visit: HOME),
    f"{CALDAV}calendar-user-address-set": _addresses,
    f"{CALDAV}calendar-user-type": _text(f"{CALDAV}calendar-user-type", lambda visit, resource: "INDIVIDUAL"),
    f"{SERVER}email-address-set": lambda visit, resource: element(
        f"{SERVER}email-address-set", None, element(f"{SERVER}email-address", visit.person.email)
    ),
}
CALENDAR: dict[str, Answer] = ABOUT_ME | {
    f"{DAV}resourcetype": _resource_type(f"{DAV}collection", f"{CALDAV}calendar"),
    f"{DAV}displayname": _of_shelf(f"{DAV}displayname", lambda shelf: shelf.calendar.name),
    f"{DAV}getcontenttype": _of_shelf(f"{DAV}getcontenttype", lambda shelf: CALENDAR_TYPE),
    f"{DAV}supported-report-set": _reports,
    f"{DAV}sync-token": _of_shelf(f"{DAV}sync-token", lambda shelf: log.token_now(shelf.calendar, shelf.access)),
    f"{SERVER}getctag": _of_shelf(f"{SERVER}getctag", ctag),
    f"{CALDAV}supported-calendar-component-set": _components,
    f"{CALDAV}supported-calendar-data": _calendar_data,
    f"{CALDAV}supported-collation-set": _collations,
    f"{CALDAV}calendar-timezone": _of_shelf(f"{CALDAV}calendar-timezone", _town_zone_text),
    f"{CALDAV}max-resource-size": _of_shelf(f"{CALDAV}max-resource-size", lambda shelf: str(ical.MAX_BYTES)),
    f"{CALDAV}min-date-time": _of_shelf(f"{CALDAV}min-date-time", lambda shelf: f"{FIRST_YEAR}0101T000000Z"),
    f"{CALDAV}max-date-time": _of_shelf(f"{CALDAV}max-date-time", lambda shelf: f"{LAST_YEAR}1231T235959Z"),
    f"{APPLE}calendar-color": _color,
    f"{APPLE}calendar-order": _order,
}
MEMBER: dict[str, MemberAnswer] = {
    f"{DAV}resourcetype": lambda member: element(f"{DAV}resourcetype"),
    f"{DAV}getetag": lambda member: element(f"{DAV}getetag", member.etag),
    f"{DAV}getcontenttype": lambda member: element(f"{DAV}getcontenttype", CALENDAR_TYPE),
    f"{DAV}getlastmodified": lambda member: element(f"{DAV}getlastmodified", http_date(member.modified.timestamp())),
}
