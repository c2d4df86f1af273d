"""The one view of /caldav/: the door, the method, and refusals as the protocol writes them."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from agenda.caldav import door, tree
from agenda.caldav.dav import error_response
from agenda.caldav.errors import DavError
from agenda.caldav.methods import METHODS
from agenda.caldav.visit import Visit

CLASSES = "1, 3, calendar-access"


# No cookie opens anything here, so there is nothing that another page could make a browser do.
@csrf_exempt
def caldav(request: HttpRequest, path: str = "") -> HttpResponse:
    try:
        response = _answer(request, path)
    except DavError as problem:
        response = error_response(problem)
        if problem.status == 401:
            door.challenge(response)
        if problem.status == 405:
            response["Allow"] = ", ".join(METHODS)
    response["DAV"] = CLASSES
    response["Cache-Control"] = "private, no-cache"
    return response


def _answer(request: HttpRequest, path: str) -> HttpResponse:
    visit = Visit(door.come_in(request))
    method = METHODS.get(request.method or "")
    if method is None:
        raise DavError(405, None, _("Calendar programs cannot do that here."))
    response = method(request, visit, path)
    if request.method == "OPTIONS":
        response["Allow"] = ", ".join(METHODS)
    return response


@csrf_exempt
def discovery(request: HttpRequest) -> HttpResponse:
    """Where a program that only knows the name of the house begins (RFC 6764 §5)."""
    return HttpResponsePermanentRedirect(tree.ROOT)
