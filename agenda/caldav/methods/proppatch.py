"""PROPPATCH (RFC 4918 §9.2): a person's colour and place of a calendar are kept; its name and the rest are the town's.

All or nothing: when one property is refused the others fail with it (424).
"""

import re
from xml.etree.ElementTree import Element

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from agenda.caldav import tree
from agenda.caldav.dav import APPLE, DAV, MultiStatus, Propstat, element, read_xml
from agenda.caldav.errors import DavError
from agenda.caldav.models import Look
from agenda.caldav.tree import Collection, Item
from agenda.caldav.visit import NotHere, Visit

COLOR = re.compile(r"#[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?")


def proppatch(request: HttpRequest, visit: Visit, path: str) -> HttpResponse:
    asked = read_xml(request)
    if asked is None or asked.tag != f"{DAV}propertyupdate":
        raise DavError(400, None, _("The request does not say which properties it changes."))
    resource = tree.find(visit, path)
    if isinstance(resource, Item) and resource.member is None:
        raise NotHere
    changes = list(_changes(asked))
    is_calendar = isinstance(resource, Collection)
    refused = [each for each in changes if not is_calendar or _kept(each) is None]
    if isinstance(resource, Collection) and not refused:
        _keep(visit, resource, changes)
    return _answer(resource.address, changes, refused)


def _changes(asked: Element):
    """Each property with the text it gets; one that is taken away gets none."""
    for action in asked:
        for prop in action.findall(f"{DAV}prop"):
            for each in prop:
                yield each.tag, "" if action.tag == f"{DAV}remove" else (each.text or "").strip()


def _kept(change: tuple[str, str]) -> dict | None:
    """What is written down for a change; None for what cannot be changed here."""
    tag, text = change
    if tag == f"{APPLE}calendar-color" and (not text or COLOR.fullmatch(text)):
        return {"color": text}
    if tag == f"{APPLE}calendar-order" and (not text or (text.isascii() and text.isdigit() and len(text) < 7)):
        return {"order": int(text) if text else None}
    return None


def _keep(visit: Visit, resource: Collection, changes: list[tuple[str, str]]) -> None:
    values: dict = {}
    for each in changes:
        values |= _kept(each) or {}
    Look.objects.update_or_create(person=visit.person, calendar=resource.shelf.calendar, defaults=values)


def _answer(address: str, changes: list[tuple[str, str]], refused: list[tuple[str, str]]) -> HttpResponse:
    propstat = Propstat()
    for change in changes:
        if change in refused:
            propstat.refuse(403, element(change[0]))
        elif refused:
            propstat.refuse(424, element(change[0]))
        else:
            propstat.found.append(element(change[0]))
    propstat.reason = element(f"{DAV}cannot-modify-protected-property")
    out = MultiStatus()
    out.add(address, propstat)
    return out.response()
