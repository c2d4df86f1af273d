from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from intranet.people.doors import Standing, standing
from intranet.town.health import report


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """State of the parts, for a machine that watches: 200 when all work, 503 when one that must is down.

    Visitors learn only whether it works; who is all the way in sees the parts.
    """
    parts = report()
    working = all(part["ok"] for part in parts.values())
    body = {"ok": working, "parts": parts} if standing(request) is Standing.IN else {"ok": working}
    return JsonResponse(body, status=200 if working else 503)


def not_here(request: HttpRequest) -> JsonResponse:
    """For addresses of Wagtail that the house does not open."""
    raise Http404
