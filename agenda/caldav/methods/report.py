"""REPORT (RFC 3253 §3.6): which report is asked, and of what."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from agenda.caldav import tree
from agenda.caldav.dav import CALDAV, DAV, read_xml
from agenda.caldav.errors import DavError
from agenda.caldav.reports.freebusy import free_busy
from agenda.caldav.reports.multiget import multiget
from agenda.caldav.reports.query import query
from agenda.caldav.reports.sync import sync
from agenda.caldav.tree import Collection
from agenda.caldav.visit import Visit

Report = Callable[[HttpRequest, Visit, Collection, Element], HttpResponse]
REPORTS: dict[str, Report] = {
    f"{CALDAV}calendar-query": query,
    f"{CALDAV}calendar-multiget": multiget,
    f"{CALDAV}free-busy-query": free_busy,
    f"{DAV}sync-collection": sync,
}


def report(request: HttpRequest, visit: Visit, path: str) -> HttpResponse:
    asked = read_xml(request)
    if asked is None:
        raise DavError(400, None, _("The request does not say which report it wants."))
    resource = tree.find(visit, path)
    if asked.tag not in REPORTS or not isinstance(resource, Collection):
        raise DavError(403, f"{DAV}supported-report", _("There is no such report at this address."))
    return REPORTS[asked.tag](request, visit, resource, asked)
