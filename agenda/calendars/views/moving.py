"""Moving an event: the form, and the answer to somebody who drags it or presses the keys."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agenda.calendars import shifting, undo
from agenda.calendars.date_addresses import date_of_series, with_date
from agenda.calendars.errors import AgendaError
from agenda.calendars.forms import FROM_RECORDS, MoveForm, StepForm
from agenda.calendars.models import Event, Occurrence
from agenda.calendars.policies import require_change
from agenda.calendars.series import Reach
from agenda.calendars.shifting import Target
from intranet.access.policies import get_visible_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def move_event(request: HttpRequest, pk: int) -> HttpResponse:
    """A form with a day and an hour; who drags posts steps instead and is told in JSON."""
    rows = Event.objects.select_related("calendar", "organizer", "subscription")
    found = get_visible_or_404(rows, request.user, pk=pk)
    recurrence_id = date_of_series(request.GET)
    if "days" in request.POST:
        return _step(request, found, recurrence_id)
    _require_movable(request.user, found)
    shown = _shown(found, recurrence_id)
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        is_series=found.is_recurring,
        all_day=shown.all_day,
        initial=_initial(found, shown),
    )
    if form.is_valid() and (saved := _move(request, form, found, shown)):
        return redirect(with_date(saved.get_absolute_url(), _kept_date(saved, shown)))
    context = {"section": "agenda", "event": found, "shown": shown, "form": form}
    return render(request, "calendars/move_event.html", context, status=400 if form.errors else 200)


def _step(request: HttpRequest, found: Event, recurrence_id: datetime | None) -> JsonResponse:
    """Done at once: the screen says what, and how to take it back. Of a series one date, unless more was asked."""
    form = StepForm(request.POST)
    if not form.is_valid():
        return _told(_("It cannot be moved there. Use the form “Move” of the event."), 400)
    try:
        _require_movable(request.user, found)
        date = recurrence_id or getattr(_shown(found, None), "recurrence_id", None)
        target = shifting.target_by_steps(found, date, **form.steps)
        reach = (form.cleaned_data["reach"] or Reach.ONE) if found.is_recurring else Reach.ALL
        saved, back = shifting.move_event(request.user, found, target, reach=reach, recurrence_id=date)
    except PermissionDenied as refusal:
        return _told(str(refusal) or _("You can read this event but not change it."), 403)
    except AgendaError as problem:
        return _told(str(problem), 409)
    undo.keep(request.session, back, saved.summary)
    done = _("Now it lasts longer or shorter.") if target.longer else _("Moved.")
    which = Reach(reach).label if found.is_recurring else ""
    return _told(f"{done} {which}".strip(), 200, url=_address(saved, target))


def _address(saved: Event, target: Target) -> str:
    """Where the date is now: after the whole series has moved, it has another name."""
    date = saved.occurrences.filter(starts_at=target.starts_at).first()
    return with_date(saved.get_absolute_url(), date.recurrence_id if date else None)


def _told(sentence: str, status: int, **more: str) -> JsonResponse:
    return JsonResponse({"message": sentence, **more}, status=status)


def _require_movable(user, found: Event) -> None:
    require_change(user, found)
    if found.event_type in FROM_RECORDS:
        raise PermissionDenied(_("This event comes from its record. Change it there."))


def _shown(found: Event, recurrence_id: datetime | None) -> Event | Occurrence:
    """The date of the series that is meant, or the next there is."""
    if not found.is_recurring:
        return found
    dates = found.occurrences.order_by("starts_at")
    if recurrence_id:
        coming = dates.filter(recurrence_id=recurrence_id)
    else:
        coming = dates.filter(ends_at__gte=timezone.now())
    shown = coming.first() or dates.last()
    if shown is None:
        raise Http404
    return shown


def _initial(found: Event, shown: Event | Occurrence) -> dict:
    start = timezone.localtime(shown.starts_at)
    return {"start_day": start.date(), "start_hour": start.time(), "sequence": found.sequence, "reach": Reach.ONE}


def _move(request: HttpRequest, form: MoveForm, found: Event, shown: Event | Occurrence) -> Event | None:
    data = form.cleaned_data
    try:
        saved, back = shifting.move_event(
            request.user,
            found,
            Target(data["start_day"], data.get("start_hour")),
            reach=data.get("reach") or Reach.ALL,
            recurrence_id=getattr(shown, "recurrence_id", None),
            sequence=data["sequence"],
        )
    except AgendaError as problem:
        form.add_error(None, str(problem))
        return None
    undo.keep(request.session, back, saved.summary)
    messages.success(request, _("The event has been moved."))
    return saved


def _kept_date(saved: Event, shown: Event | Occurrence) -> datetime | None:
    """The page goes on about the same date, where the series still knows it by that name."""
    given = cast(datetime | None, getattr(shown, "recurrence_id", None))
    return given if given and saved.occurrences.filter(recurrence_id=given).exists() else None
