"""calendar-multiget (RFC 4791 §7.9): these events, with their text."""

from xml.etree.ElementTree import Element

from django.http import HttpRequest, HttpResponse

from agenda.caldav import tree
from agenda.caldav.dav import DAV
from agenda.caldav.methods.propfind import Answer
from agenda.caldav.tree import Collection
from agenda.caldav.visit import Visit


def multiget(request: HttpRequest, visit: Visit, collection: Collection, asked: Element) -> HttpResponse:
    shelf = collection.shelf
    hrefs = list(dict.fromkeys((each.text or "").strip() for each in asked.findall(f"{DAV}href")))
    names = {href: tree.name_in(shelf, href) for href in hrefs}
    answer = Answer(visit, asked)
    found = shelf.named([name for name in names.values() if name], with_text=answer.wants_text)
    answer.add_members(shelf, found.values())
    for href, name in names.items():
        if name not in found:
            answer.add_missing(href)
    return answer.out.response()
