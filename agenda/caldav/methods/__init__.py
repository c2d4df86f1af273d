"""What can be done at an address: one module for each method."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from agenda.caldav.methods.delete import delete
from agenda.caldav.methods.get import get, options
from agenda.caldav.methods.propfind import propfind
from agenda.caldav.methods.proppatch import proppatch
from agenda.caldav.methods.put import put
from agenda.caldav.methods.refused import make_calendar
from agenda.caldav.methods.report import report
from agenda.caldav.visit import Visit

Method = Callable[[HttpRequest, Visit, str], HttpResponse]
METHODS: dict[str, Method] = {
    "OPTIONS": options,
    "GET": get,
    "HEAD": get,
    "PROPFIND": propfind,
    "PROPPATCH": proppatch,
    "REPORT": report,
    "PUT": put,
    "DELETE": delete,
    "MKCALENDAR": make_calendar,
    "MKCOL": make_calendar,
}

__all__ = ["METHODS"]
