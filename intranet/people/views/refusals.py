"""What is shown to whom cannot go on, and the way from every other door to ours."""

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from intranet.people import doors
from intranet.people.views.sign_in import sign_out


def to_the_one_door(request: HttpRequest) -> HttpResponse:
    """Wagtail's sign-in, sign-out and password pages all end here."""
    if "logout" not in request.path:
        return redirect(doors.with_next("people:sign_in", doors.safe_next(request)))
    return sign_out(request) if request.method == "POST" else redirect("desk")


def locked_out(request: HttpRequest, *args: object) -> HttpResponse:
    """Too many failures from here under that name; it says nothing about whether the name exists."""
    seconds = int(get_cool_off(request).total_seconds())
    response = render(request, "people/locked_out.html", {"minutes": seconds // 60}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not ours, or that waited too long."""
    if doors.wants_page(request):
        return render(request, "403_csrf.html", status=403)
    sentence = _("The page had been open too long and nothing has been saved. Reload it and try again.")
    return JsonResponse({"error": sentence}, status=403)
