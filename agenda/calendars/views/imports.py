"""Bringing in a file of events: choose it, look at what it would do, take it in, take it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from agenda.calendars.errors import AgendaError
from agenda.calendars.intake import errands, imports, reading, words
from agenda.calendars.intake.forms import ImportForm
from agenda.calendars.models import Calendar, CalendarImport
from intranet.jobs.models import Job
from intranet.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def import_events(request: HttpRequest) -> HttpResponse:
    """Choose a file and the calendar it goes to."""
    writable = Calendar.objects.editable(request.user)
    if not writable.exists():
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None, calendars=writable)
    if request.method == "POST" and form.is_valid() and (found := _look_at(request, form)):
        return redirect("calendars:import_preview", found.pk)
    status = 400 if form.errors else 200
    return render(request, "calendars/import.html", {"section": "agenda", "form": form}, status=status)


@require_safe
def import_preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the file would do; once it is taken in, what it did. In between, how far it is."""
    found = _mine(request, pk)
    if (work := errands.work_on(found)) or not found.report:
        return _under_way(request, found, work)
    if request.htmx:
        return HttpResponseClientRefresh()
    context = {
        "section": "agenda",
        "found": found,
        "report": found.report,
        "summary": words.summary(found),
        "notes": words.notes(found.report),
        "rows": [_row(row) for row in found.report["rows"]],
        "may_undo": imports.can_undo(found),
        "job": found.job,
    }
    return render(request, "calendars/import_preview.html", context)


def _under_way(request: SignedInRequest, found: CalendarImport, work: Job | None) -> HttpResponse:
    """The page asks again by itself; without a script its reader is sent back to it."""
    told = words.progress(work) if work else ""
    context = {"section": "agenda", "found": found, "work": work, "told": told}
    template = "calendars/_import_work.html" if request.htmx else "calendars/import_work.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
def take_import(request: HttpRequest, pk: int) -> HttpResponse:
    found = _mine(request, pk)
    try:
        errands.take_in(request.user, found)
    except AgendaError as problem:
        messages.warning(request, str(problem))
    return redirect("calendars:import_preview", pk)


@require_POST
def undo_import(request: HttpRequest, pk: int) -> HttpResponse:
    found = _mine(request, pk)
    try:
        stay = errands.undo(request.user, found)
    except AgendaError as problem:
        messages.warning(request, str(problem))
    else:
        _say_it_is_back(request, stay)
    return redirect("calendars:import_preview", pk)


def _say_it_is_back(request: HttpRequest, stay: int | None) -> None:
    if stay is None:
        return
    messages.success(request, _("The calendar is as it was before the import."))
    if stay:
        messages.warning(request, words.what_stays(stay))


def _look_at(request: HttpRequest, form: ImportForm) -> CalendarImport | None:
    upload = form.cleaned_data["file"]
    try:
        reading.check_size(upload.size, reading.FILE)
        return errands.look_at(
            request.user, form.cleaned_data["calendar"], upload.read(), filename=upload.name or "calendari.ics"
        )
    except AgendaError as problem:
        form.add_error("file", str(problem))
        return None


def _mine(request: HttpRequest, pk: int) -> CalendarImport:
    """An import is its person's alone: the file may hold what others may not read."""
    return get_object_or_404(CalendarImport.objects.select_related("calendar", "job"), pk=pk, person=request.user)


def _row(row: dict) -> dict:
    return row | {"day": parse_date(row["start"]) if row["all_day"] else None, "moment": parse_datetime(row["start"])}
