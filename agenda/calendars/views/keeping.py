"""The calendars there are, one more, and their names."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agenda.calendars.errors import AgendaError
from agenda.calendars.keeping import services as keeping
from agenda.calendars.keeping.forms import NameForm, OpenForm
from agenda.calendars.models import Calendar
from agenda.calendars.rooms.policies import can_create
from intranet.access.policies import get_visible_or_404
from intranet.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def calendars(request: HttpRequest) -> HttpResponse:
    """Those this person may see. Who keeps the agenda opens more of them here."""
    form = OpenForm(request.POST if request.method == "POST" else None) if can_create(request.user) else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid() and _open(request, form, form.cleaned_data["whose"], form.cleaned_data["name"]):
            return redirect("calendars:calendars")
    context = {
        "section": "agenda",
        "form": form,
        "calendars": _rows(request),
        "may_open_own": not keeping.has_own(request.user),
    }
    return render(request, "calendars/calendars.html", context, status=400 if form and form.errors else 200)


def _rows(request: HttpRequest) -> list[dict]:
    seen = Calendar.objects.readable(request.user).exclude(kind=Calendar.Kind.ROOM).select_related("owner")
    writable = _keys(Calendar.objects.editable(request.user))
    nameable = _keys(keeping.nameable(request.user))
    return [
        {"it": each, "may_write": each.pk in writable, "may_rename": each.pk in nameable}
        for each in seen.order_by("kind", "name")
    ]


def _keys(calendars: QuerySet[Calendar]) -> set[int]:
    return set(calendars.values_list("pk", flat=True))


@require_POST
def own_calendar(request: SignedInRequest) -> HttpResponse:
    """One's own, with one's own name."""
    if keeping.has_own(request.user):
        messages.info(request, _("You have a calendar of your own already."))
        return redirect("calendars:calendars")
    _open(request, None, keeping.Whose(person=request.user))
    return redirect("calendars:calendars")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name."""
    found = get_visible_or_404(Calendar, request.user, pk=pk)
    if not keeping.nameable(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            keeping.rename_calendar(request.user, found, form.cleaned_data["name"])
        except AgendaError as problem:
            form.add_error("name", str(problem))
        else:
            messages.success(request, _("The calendar has its new name."))
            return redirect("calendars:calendars")
    context = {"section": "agenda", "form": form}
    return render(request, "calendars/calendar_form.html", context, status=400 if form.errors else 200)


def _open(request: HttpRequest, form: OpenForm | None, whose: keeping.Whose, name: str = "") -> Calendar | None:
    try:
        opened = keeping.open_calendar(request.user, whose, name)
    except AgendaError as problem:
        if form is None:
            messages.warning(request, str(problem))
        else:
            form.add_error("name", str(problem))
        return None
    messages.success(request, _("“%(name)s” is in the agenda.") % {"name": opened})
    return opened
