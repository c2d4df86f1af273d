from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class HeadMiddleware:
    """An answer to HEAD has the headers of GET and no body (RFC 9110 §9.3.2); not every server sees to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "HEAD" and not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response


def _answer(get_response: Callable[[HttpRequest], HttpResponse], request: HttpRequest) -> HttpResponse:
    return get_response(request)


# CPython keeps the frames of Python functions in chunks of 16 KB and gives a chunk back as soon as it is empty. A loop
# of a template that runs just at the edge of one asks the system for memory at every call: the same fifty rows took
# 16 ms instead of 6. One frame that claims 40,000 slots makes the first chunk large enough for a whole request.
_answer.__code__ = _answer.__code__.replace(co_stacksize=40_000)


def roomy_stack(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Outermost, so that everything else runs above the frame that makes room."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return _answer(get_response, request)

    return middleware
