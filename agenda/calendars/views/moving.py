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
from agenda.calendars.date_addresses import about_date, date_of_series, with_date
from agenda.calendars.errors import AgendaError
from agenda.calendars.forms import FROM_RECORDS, MoveForm, StepForm
from agenda.calendars.models import Event, Occurrence
from agenda.calendars.policies import require_change
from agenda.calendars.rooms.errors import BookingRefused
from agenda.calendars.rooms.forms import taking
from agenda.calendars.rooms.parts import RoomsPart
from agenda.calendars.rooms.refusals import explain
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
    posted = taking(request.POST) if request.method == "POST" else None
    form = MoveForm(posted, is_series=found.is_recurring, all_day=shown.all_day, initial=_initial(found, shown))
    rooms = RoomsPart(request.user, posted, event=found, moment=_moment(shown))
    if form.is_valid() and _rooms_are_right(form, rooms) and (saved := _move(request, form, rooms, found)):
        return redirect(_address(saved, _target(form), rooms.moment))
    return _form_page(request, form, rooms, found, shown)


def _form_page(
    request: HttpRequest, form: MoveForm, rooms: RoomsPart, found: Event, shown: Event | Occurrence
) -> HttpResponse:
    """The form; where a room is taken, with what is free instead and the rooms of which one changes then."""
    people = rooms.before.people
    refusal = explain(request.user, rooms.refusal, people=people, but_for=found.pk) if rooms.refusal else None
    context = {
        "section": "agenda",
        "event": found,
        "shown": shown,
        "form": form,
        "refusal": refusal,
        "rooms": sorted(rooms.form.chosen or rooms.form.initial["rooms"]) if refusal else (),
        "people": people,
    }
    status = 409 if refusal or form.is_stale else 400 if form.errors else 200
    return render(request, "calendars/move_event.html", context, status=status)


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
    except BookingRefused as problem:
        return _told(str(problem), 409, **({} if target.longer else {"form": _as_typed(found, target, reach)}))
    except AgendaError as problem:
        return _told(str(problem), 409)
    undo.keep(request.session, back, saved.summary)
    done = _("Now it lasts longer or shorter.") if target.longer else _("Moved.")
    which = Reach(reach).label if found.is_recurring else ""
    return _told(f"{done} {which}".strip(), 200, url=_address(saved, target, date))


def _as_typed(found: Event, target: Target, reach: str) -> dict[str, str]:
    """What the form "Move" would have posted: it knows what is free instead."""
    hour = f"{target.hour:%H:%M}" if target.hour else ""
    return {
        "start_day": target.day.isoformat(),
        "start_hour": hour,
        "reach": str(reach),
        "sequence": str(found.sequence),
    }


def _address(saved: Event, target: Target, moment: datetime | None) -> str:
    """Where the date is now: after the whole series has moved, it has another name."""
    date = saved.occurrences.filter(starts_at=target.starts_at).first()
    return with_date(saved.get_absolute_url(), date.recurrence_id) if date else about_date(saved, moment)


def _told(sentence: str, status: int, **more: object) -> JsonResponse:
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


def _moment(shown: Event | Occurrence) -> datetime | None:
    return cast(datetime | None, getattr(shown, "recurrence_id", None))


def _target(form: MoveForm) -> Target:
    return Target(form.cleaned_data["start_day"], form.cleaned_data.get("start_hour"))


def _rooms_are_right(form: MoveForm, rooms: RoomsPart) -> bool:
    for sentence in rooms.form.errors.get("rooms", ()):
        form.add_error(None, sentence)
    return rooms.is_valid


def _move(request: HttpRequest, form: MoveForm, rooms: RoomsPart, found: Event) -> Event | None:
    data = form.cleaned_data
    reach = data.get("reach") or Reach.ALL
    # Only who chose one of what is free says anything of rooms.
    chose = bool(rooms.form.chosen)
    try:
        saved, back = shifting.move_event(
            request.user,
            found,
            _target(form),
            reach=reach,
            recurrence_id=rooms.moment,
            sequence=data["sequence"],
            places=rooms.places(reach) if chose else None,
            located=rooms.located if chose else None,
        )
    except BookingRefused as refusal:
        rooms.refusal = refusal
        return None
    except AgendaError as problem:
        form.add_error(None, str(problem))
        return None
    undo.keep(request.session, back, saved.summary)
    messages.success(request, _("The event has been moved."))
    return saved
