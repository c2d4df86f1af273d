"""One event: its page, its file, and writing it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agenda.calendars import addresses, ical, services, undo, words
from agenda.calendars.errors import AgendaError
from agenda.calendars.forms import FROM_RECORDS, EventForm, initial_for
from agenda.calendars.models import Calendar, Event
from agenda.calendars.policies import can_change, require_change
from intranet.access.policies import get_visible_or_404

NEXT_SHOWN = 5


@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about an event, for who may read it; for who only sees "busy" there is no page."""
    found = _readable(request, pk)
    parsed = ical.parse(found.ics)
    upcoming = list(found.occurrences.filter(ends_at__gte=timezone.now()).order_by("starts_at")[: NEXT_SHOWN + 1])
    shown = upcoming[0] if found.is_recurring and upcoming else found
    context = {
        "section": "agenda",
        "event": found,
        "shown": shown,
        "first_day": timezone.localdate(shown.starts_at),
        "last_day": timezone.localdate(max(shown.starts_at, shown.ends_at - ical.TICK)),
        "facts": _facts(found, words.repetition(parsed)),
        "upcoming": upcoming[1:] if found.is_recurring else (),
        "is_cancelled": parsed.is_cancelled,
        "may_change": can_change(request.user, found) and found.event_type not in FROM_RECORDS,
        "month_url": addresses.Wish("mes", timezone.localdate(shown.starts_at)).url(),
    }
    return render(request, "calendars/event.html", context)


@require_safe
def event_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The event as a calendar file."""
    found = _readable(request, pk)
    name = slugify(found.summary)[:60] or "esdeveniment"
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"', "Cache-Control": "private, no-store"}
    return HttpResponse(found.ics, content_type="text/calendar; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def new_event(request: HttpRequest) -> HttpResponse:
    writable = Calendar.objects.editable(request.user)
    if not writable.exists():
        raise PermissionDenied
    form = EventForm(
        request.POST or None, user=request.user, calendars=writable, initial=_initial(request, writable[0])
    )
    if request.method == "POST" and form.is_valid() and (created := _create(request, form)):
        messages.success(request, _("The event is in the agenda."))
        return redirect(created)
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_event(request: HttpRequest, pk: int) -> HttpResponse:
    found = _changeable(request, pk)
    form = EventForm(
        request.POST or None,
        user=request.user,
        calendars=Calendar.objects.filter(pk=found.calendar_id),
        event=found,
        initial=initial_for(found),
    )
    if request.method == "POST" and form.is_valid() and _update(request, form, found):
        messages.success(request, _("The event has been changed."))
        return redirect(found)
    exceptions = ical.parse(found.ics).exceptions if found.is_recurring else 0
    return _form_page(request, form, event=found, exceptions=exceptions)


@require_POST
def delete_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete, and offer the way back on the next page."""
    found = _changeable(request, pk)
    undo.keep(request.session, services.delete_event(request.user, found), found.summary)
    return redirect(addresses.Wish("mes", timezone.localdate(found.starts_at)).url())


@require_POST
def restore_event(request: HttpRequest) -> HttpResponse:
    gone = undo.take(request.session)
    if gone is None:
        messages.warning(request, _("There is nothing left to bring back: too much time has passed. Write it again."))
        return redirect("calendars:agenda")
    restored = services.restore_event(request.user, gone)
    messages.success(request, _("The event is back in the agenda."))
    return redirect(restored)


def _facts(found: Event, repetition: str) -> list[dict]:
    return [
        {"label": _("Repeats"), "value": repetition},
        {"label": _("Place"), "value": found.location},
        {"label": _("Calendar"), "value": found.calendar},
        {"label": _("Type"), "value": capfirst(found.get_event_type_display())},
        {"label": _("Who can see what it is"), "value": capfirst(found.get_visibility_display())},
        {"label": _("Written by"), "value": found.organizer},
    ]


def _readable(request: HttpRequest, pk: int) -> Event:
    rows = Event.objects.select_related("calendar", "organizer")
    return get_visible_or_404(rows, request.user, pk=pk)


def _changeable(request: HttpRequest, pk: int) -> Event:
    found = _readable(request, pk)
    require_change(request.user, found)
    if found.event_type in FROM_RECORDS:
        raise PermissionDenied(_("This event comes from its record. Change it there."))
    return found


def _initial(request: HttpRequest, calendar: Calendar) -> dict:
    """The day that was being looked at, at the start of the working day."""
    day = addresses.read(request.GET).day
    return {
        "calendar": calendar,
        "start_day": day,
        "start_hour": "09:00",
        "end_hour": "10:00",
        "visibility": "everyone",
    }


def _create(request: HttpRequest, form: EventForm) -> Event | None:
    data = form.cleaned_data
    with _told_in(form):
        return services.create_from_draft(request.user, data["calendar"], form.draft, visibility=data["visibility"])


def _update(request: HttpRequest, form: EventForm, found: Event) -> Event | None:
    data = form.cleaned_data
    with _told_in(form):
        return services.update_event(
            request.user, found, form.draft, visibility=data["visibility"], sequence=data["sequence"]
        )


@contextmanager
def _told_in(form: EventForm) -> Iterator[None]:
    """A refusal of the agenda becomes a sentence above the form."""
    try:
        yield
    except AgendaError as problem:
        form.add_error(None, str(problem))


def _form_page(request: HttpRequest, form: EventForm, **context) -> HttpResponse:
    context |= {"section": "agenda", "form": form}
    return render(request, "calendars/event_form.html", context, status=400 if form.errors else 200)
