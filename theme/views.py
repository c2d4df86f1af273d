from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from theme.guide import examples
from theme.templatetags.theme_tags import APPEARANCES

A_YEAR = 365 * 24 * 3600


def guide(request: HttpRequest) -> HttpResponse:
    """Every component, in its usual, long and empty states, inside the real site."""
    return render(request, "theme/guide.html", examples())


@require_POST
def set_appearance(request: HttpRequest) -> HttpResponse:
    """Keep the chosen light, dark or automatic appearance on this device."""
    response = redirect(_way_back(request))
    chosen = request.POST.get("theme")
    if chosen in APPEARANCES:
        response.set_cookie("theme", chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    return response


def _way_back(request: HttpRequest) -> str:
    """The page the person came from, when it is one of ours."""
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, None, require_https=request.is_secure())
    # Only a path: a bare word would be looked up among the names of our addresses.
    return address if ours and address.startswith("/") else "/"
