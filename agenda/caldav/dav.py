"""XML of WebDAV: names, reading what programs send, and writing what they get."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from xml.etree.ElementTree import Element, ParseError, SubElement, register_namespace, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from agenda.caldav.errors import DavError

DAV = "{DAV:}"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
SERVER = "{http://calendarserver.org/ns/}"
APPLE = "{http://apple.com/ns/ical/}"
XML_TYPE = "application/xml; charset=utf-8"
MAX_XML_BYTES = 4 * 1024 * 1024
DEEPEST = 20

for _prefix, _name in (("D", DAV), ("C", CALDAV), ("CS", SERVER), ("A", APPLE)):
    register_namespace(_prefix, _name.strip("{}"))


@dataclass
class Propstat:
    """What one resource answers about properties: those it has, and for each status those it has not."""

    found: list[Element] = field(default_factory=list)
    refused: dict[int, list[Element]] = field(default_factory=dict)
    # Why those were refused.
    reason: Element | None = None

    def refuse(self, status: int, element: Element) -> None:
        self.refused.setdefault(status, []).append(element)


def read_body(request: HttpRequest, limit: int) -> bytes:
    """The body, read here: what is too big is refused with the words of the protocol."""
    body = request.read(limit + 1)
    if len(body) > limit:
        raise DavError(413, f"{DAV}max-body-size", _("That is more than the agenda takes at once."))
    return body


def read_xml(request: HttpRequest) -> Element | None:
    """The root of the body, or None without a body. No document types, no entities, no depth without end."""
    body = read_body(request, MAX_XML_BYTES)
    if not body.strip():
        return None
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as problem:
        raise DavError(400, None, _("The request is not XML that can be read.")) from problem
    if _depth(root) > DEEPEST:
        raise DavError(400, None, _("The request is not XML that can be read."))
    return root


def _depth(root: Element) -> int:
    """How deep the tree is, at most one more than what is taken."""
    level, depth = [root], 0
    while level and depth <= DEEPEST:
        level = [child for each in level for child in each]
        depth += 1
    return depth


def element(tag: str, text: str | None = None, *children: Element) -> Element:
    made = Element(tag)
    made.text = clean(text) if text is not None else None
    made.extend(children)
    return made


def clean(text: str) -> str:
    """Text without what XML cannot hold."""
    return "".join(each for each in text if each >= " " or each in "\t\n\r")


def href(address: str) -> Element:
    return element(f"{DAV}href", address)


class MultiStatus:
    """An answer about many resources (RFC 4918 §13)."""

    def __init__(self) -> None:
        self.root = Element(f"{DAV}multistatus")

    def add(self, address: str, propstat: Propstat) -> None:
        response = SubElement(self.root, f"{DAV}response")
        response.append(href(address))
        if propstat.found or not propstat.refused:
            _add_propstat(response, 200, propstat.found)
        for status, elements in propstat.refused.items():
            _add_propstat(response, status, elements, propstat.reason if status == HTTPStatus.FORBIDDEN else None)

    def add_status(self, address: str, status: int, condition: str | None = None) -> None:
        response = SubElement(self.root, f"{DAV}response")
        response.append(href(address))
        response.append(_status(status))
        if condition is not None:
            response.append(element(f"{DAV}error", None, element(condition)))

    def response(self) -> HttpResponse:
        return HttpResponse(xml_text(self.root), status=207, content_type=XML_TYPE)


def _add_propstat(response: Element, status: int, elements: Iterable[Element], reason: Element | None = None) -> None:
    propstat = SubElement(response, f"{DAV}propstat")
    SubElement(propstat, f"{DAV}prop").extend(elements)
    propstat.append(_status(status))
    if reason is not None:
        propstat.append(element(f"{DAV}error", None, reason))


def _status(status: int) -> Element:
    return element(f"{DAV}status", f"HTTP/1.1 {status} {HTTPStatus(status).phrase}")


def xml_text(root: Element) -> bytes:
    return tostring(root, encoding="utf-8", xml_declaration=True)


def error_response(problem: DavError) -> HttpResponse:
    """A refusal: the condition for the program, the sentence for the person."""
    root = Element(f"{DAV}error")
    if problem.condition:
        root.append(element(problem.condition))
    root.append(element(f"{DAV}responsedescription", str(problem)))
    return HttpResponse(xml_text(root), status=problem.status, content_type=XML_TYPE)
