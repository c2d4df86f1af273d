"""The door of the house. Views need no decorator: what is not opened in `doors` is closed."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import gettext as _

from intranet.people import doors
from intranet.people.doors import Standing
from intranet.people.views import to_the_one_door

SAFE_METHODS = {"GET", "HEAD"}


class DoorMiddleware:
    """Deny by default, for every address, also for those that do not exist: a visitor learns nothing from a 404."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(settings.STATIC_URL):
            return self.get_response(request)
        response = self._answer(request, _match(request))
        if response.get("Content-Type", "").startswith("text/html") and request.user.is_authenticated:
            response["Cache-Control"] = "no-store, private"
        return response

    def _answer(self, request: HttpRequest, match: ResolverMatch | None) -> HttpResponse:
        if doors.is_other_door(match) or (match and match.func is to_the_one_door):
            return to_the_one_door(request)
        if doors.is_open(match):
            return self.get_response(request)
        current = doors.standing(request)
        if current is Standing.IN:
            _require_editor(request)
            return self.get_response(request)
        if current is not Standing.OUTSIDE and doors.is_halfway(match):
            return self.get_response(request)
        return _turn_away(request, current)


def _match(request: HttpRequest) -> ResolverMatch | None:
    try:
        return resolve(request.path_info, getattr(request, "urlconf", None))
    except Resolver404:
        return None


def _require_editor(request: HttpRequest) -> None:
    """Wagtail would send who is not an editor to the sign-in, and that one back here; so we answer first."""
    is_editor = request.path_info.startswith(reverse("wagtailadmin_home"))
    if is_editor and not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied


def _turn_away(request: HttpRequest, current: Standing) -> HttpResponse:
    """To the step that is missing; scripts get a sentence, and where a person should go on."""
    address = request.get_full_path() if request.method in SAFE_METHODS else ""
    if doors.wants_page(request):
        return redirect(doors.with_next(doors.step_for(current), address))
    sentence = _("Your session has ended. Sign in again; what you were doing has not been saved.")
    if "json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": sentence}, status=401)
    response = HttpResponse(sentence, status=401, content_type="text/plain; charset=utf-8")
    if "HX-Request" in request.headers:
        response["HX-Redirect"] = doors.with_next(doors.step_for(current), "")
    return response
