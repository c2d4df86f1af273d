"""A calendar program as the protocol sees it: it sends requests and reads answers."""

from base64 import b64encode
from datetime import UTC, timedelta
from xml.etree import ElementTree

import icalendar
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.calendars.samples import vcalendar

NS = {
    "D": "DAV:",
    "C": "urn:ietf:params:xml:ns:caldav",
    "CS": "http://calendarserver.org/ns/",
    "A": "http://apple.com/ns/ical/",
}
DECLARED = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NS.items())


def basic(username: str, secret: str) -> str:
    return "Basic " + b64encode(f"{username}:{secret}".encode()).decode()


class Program:
    def __init__(self, username: str, secret: str) -> None:
        self.username, self.secret = username, secret
        self.client = Client()

    def ask(self, method: str, path: str, body: str | bytes = "", **headers: str) -> HttpResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = "text/calendar; charset=utf-8" if method == "PUT" else "application/xml; charset=utf-8"
        named.setdefault("Authorization", basic(self.username, self.secret))
        return self.client.generic(method, path, body, content_type=kind, headers=named)

    def propfind(self, path: str, *names: str, depth: str = "0") -> "Answers":
        body = f"<D:propfind {DECLARED}><D:prop>{''.join(f'<{name}/>' for name in names)}</D:prop></D:propfind>"
        return Answers(self.ask("PROPFIND", path, body, Depth=depth))

    def report(self, path: str, body: str) -> "Answers":
        return Answers(self.ask("REPORT", path, body.replace(">", f" {DECLARED}>", 1), Depth="1"))

    def sync(self, path: str, token: str = "") -> "Answers":
        return self.report(
            path,
            f"<D:sync-collection><D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level>"
            "<D:prop><D:getetag/></D:prop></D:sync-collection>",
        )

    def put(self, path: str, body: str | bytes, **headers: str) -> HttpResponse:
        return self.ask("PUT", path, body, **headers)


class Answers:
    """A multistatus, by address."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response
        assert response.status_code == 207, (response.status_code, response.content.decode())
        self.root = ElementTree.fromstring(response.content)
        self.of = {each.findtext("D:href", namespaces=NS): each for each in self.root.findall("D:response", NS)}

    @property
    def token(self) -> str:
        return self.root.findtext("D:sync-token", namespaces=NS)

    def names(self) -> list[str]:
        """The last part of every address that is there."""
        return sorted(
            href.rsplit("/", 1)[1] for href, each in self.of.items() if each.find("D:propstat", NS) is not None
        )

    def gone(self) -> list[str]:
        status = {href: each.findtext("D:status", namespaces=NS) for href, each in self.of.items()}
        return sorted(href.rsplit("/", 1)[1] for href, text in status.items() if text and " 404 " in text)

    def found(self, href: str, name: str) -> ElementTree.Element | None:
        for propstat in self.of[href].findall("D:propstat", NS):
            if " 200 " in propstat.findtext("D:status", namespaces=NS):
                return propstat.find(f"D:prop/{name}", NS)
        return None

    def text(self, href: str, name: str) -> str | None:
        found = self.found(href, name)
        return None if found is None else "".join(found.itertext())

    def statuses(self, href: str) -> dict[str, str]:
        return {
            prop.tag.split("}")[1]: propstat.findtext("D:status", namespaces=NS).split()[1]
            for propstat in self.of[href].findall("D:propstat", NS)
            for prop in propstat.find("D:prop", NS)
        }


def condition(response: HttpResponse) -> str:
    """The condition of a refusal, and a check that it comes with a sentence."""
    root = ElementTree.fromstring(response.content)
    assert root.tag == "{DAV:}error"
    assert root.findtext("D:responsedescription", namespaces=NS).endswith(".")
    return root[0].tag.split("}")[1]


def path_of(calendar) -> str:
    return f"/caldav/calendaris/{calendar.pk}/"


def soon(days: int = 1, hour: int = 10):
    moment = timezone.localtime() + timedelta(days=days)
    return moment.replace(hour=hour, minute=0, second=0, microsecond=0)


def an_event(uid: str = "u1", summary: str = "Reunió", *lines: str, days: int = 1, hour: int = 10) -> str:
    start = soon(days, hour)
    return vcalendar(
        f"DTSTART;TZID=Europe/Madrid:{start:%Y%m%dT%H%M%S}",
        f"DTEND;TZID=Europe/Madrid:{start + timedelta(hours=1):%Y%m%dT%H%M%S}",
        f"SUMMARY:{summary}",
        *lines,
        uid=uid,
    )


def read(response_or_text) -> icalendar.Event:
    text = response_or_text if isinstance(response_or_text, str) else response_or_text.content
    return icalendar.Calendar.from_ical(text).events[0]


def query(inner: str, data: str = "<D:getetag/>") -> str:
    filters = f'<C:filter><C:comp-filter name="VCALENDAR">{inner}</C:comp-filter></C:filter>'
    return f"<C:calendar-query><D:prop>{data}</D:prop>{filters}</C:calendar-query>"


def events_in(inner: str = "", data: str = "<D:getetag/>") -> str:
    return query(f'<C:comp-filter name="VEVENT">{inner}</C:comp-filter>', data)


def utc(moment) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def span(start=None, end=None) -> str:
    ends = "".join(f' {name}="{utc(at)}"' for name, at in (("start", start), ("end", end)) if at)
    return f"<C:time-range{ends}/>"


def multiget(hrefs: list[str]) -> str:
    listed = "".join(f"<D:href>{href}</D:href>" for href in hrefs)
    return f"<C:calendar-multiget><D:prop><D:getetag/><C:calendar-data/></D:prop>{listed}</C:calendar-multiget>"


def declared(body: str) -> str:
    return body.replace(">", f" {DECLARED}>", 1)
