"""Who is who, and the help that the method lead gives to whoever cannot come in."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from intranet.access.scopes import scope_allows
from intranet.people import directory as lists
from intranet.people import factors, services
from intranet.people.models import User
from intranet.people.municipality import town_scope
from intranet.people.policies import can_help_in

LONGEST_QUERY = 100


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    _require_directory(request)
    q = request.GET.get("nom", "")[:LONGEST_QUERY].replace("\0", "")
    context = {"section": "directory", "q": q, "headings": list(lists.headings(q))}
    return render(request, "people/directory.html", context)


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    return _person_page(request, _listed_or_404(request, pk))


@require_POST
def rescue(request: HttpRequest, pk: int) -> HttpResponse:
    """A code for somebody without telephone and without codes, shown once to who gives it."""
    found = _listed_or_404(request, pk)
    code = factors.give_rescue_code(request.user, found)
    return _person_page(request, found, rescue_code=code, hours=factors.RESCUE_HOURS)


@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    found = _listed_or_404(request, pk)
    services.unlock_person(request.user, found)
    messages.success(request, _("%(person)s can try to sign in again now.") % {"person": found})
    return redirect("people:person", pk=pk)


def _person_page(request: HttpRequest, found: User, **extra) -> HttpResponse:
    memberships = found.memberships.in_force().select_related("unit", "body", "group", "term").order_by("pk")
    context = {
        "section": "directory",
        "person": found,
        "memberships": memberships,
        "can_help_in": can_help_in(request.user, found),
        **extra,
    }
    return render(request, "people/person.html", context)


def _listed_or_404(request: HttpRequest, pk: int) -> User:
    _require_directory(request)
    return get_object_or_404(User.objects.listed(), pk=pk)


def _require_directory(request: HttpRequest) -> None:
    """The directory hangs on the scope of the whole town, in the search as here."""
    if not scope_allows(request.user, town_scope().pk):
        raise Http404
