from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from intranet.access import principals


def principals_once(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Ask only once for each request what the person is: every list and decision of a page needs it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with principals.remembered():
            return get_response(request)

    return middleware
