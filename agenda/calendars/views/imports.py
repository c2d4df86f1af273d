"""Bringing in a file of events: choose it, look at what it would do, take it in, take it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agenda.calendars.errors import AgendaError
from agenda.calendars.intake import imports, reading, words
from agenda.calendars.intake.forms import ImportForm
from agenda.calendars.models import Calendar, CalendarImport


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
def import_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would do; once it is taken in, what it did."""
    found = _mine(request, pk)
    context = {
        "section": "agenda",
        "found": found,
        "report": found.report,
        "summary": words.summary(found),
        "notes": words.notes(found.report),
        "rows": [_row(row) for row in found.report["rows"]],
        "may_undo": imports.can_undo(found),
    }
    return render(request, "calendars/import_preview.html", context)


@require_POST
def take_import(request: HttpRequest, pk: int) -> HttpResponse:
    found = _mine(request, pk)
    try:
        imports.take_in(request.user, found)
    except AgendaError as problem:
        messages.warning(request, str(problem))
    return redirect("calendars:import_preview", pk)


@require_POST
def undo_import(request: HttpRequest, pk: int) -> HttpResponse:
    found = _mine(request, pk)
    try:
        _taken_back, stay = imports.undo(request.user, found)
    except AgendaError as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, _("The calendar is as it was before the import."))
        _say_what_stays(request, stay)
    return redirect("calendars:import_preview", pk)


def _say_what_stays(request: HttpRequest, stay: int) -> None:
    if stay:
        sentence = ngettext(
            "%(n)d event stays, because somebody changed it since.",
            "%(n)d events stay, because somebody changed them since.",
            stay,
        )
        messages.warning(request, sentence % {"n": stay})


def _look_at(request: HttpRequest, form: ImportForm) -> CalendarImport | None:
    upload = form.cleaned_data["file"]
    try:
        reading.check_size(upload.size, reading.FILE)
        return imports.look_at(
            request.user, form.cleaned_data["calendar"], upload.read(), filename=upload.name or "calendari.ics"
        )
    except AgendaError as problem:
        form.add_error("file", str(problem))
        return None


def _mine(request: HttpRequest, pk: int) -> CalendarImport:
    """An import is its person's alone: the file may hold what others may not read."""
    return get_object_or_404(CalendarImport.objects.select_related("calendar"), pk=pk, person=request.user)


def _row(row: dict) -> dict:
    return row | {"day": parse_date(row["start"]) if row["all_day"] else None, "moment": parse_datetime(row["start"])}
