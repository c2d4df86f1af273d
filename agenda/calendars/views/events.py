"""One event: its page, its file, and writing it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agenda.calendars import addresses, ical, official, series, services, splitting, undo, words
from agenda.calendars.conflict import conflict_of
from agenda.calendars.date_addresses import about_date, date_of_series, with_date
from agenda.calendars.errors import AgendaError
from agenda.calendars.forms import FROM_RECORDS, EventForm, initial_for
from agenda.calendars.guests.discretion import text_for
from agenda.calendars.guests.page import guests_of
from agenda.calendars.guests.parts import GuestsPart
from agenda.calendars.models import Calendar, Event, Occurrence
from agenda.calendars.once import make_once, uid_of
from agenda.calendars.origins import origins_of
from agenda.calendars.policies import can_change, require_change
from agenda.calendars.rooms.errors import BookingRefused
from agenda.calendars.rooms.forms import taking
from agenda.calendars.rooms.parts import RoomsPart
from agenda.calendars.series import Changed, Reach
from agenda.calendars.services import Deleted
from agenda.calendars.splitting import Shown
from intranet.access.policies import get_visible_or_404
from intranet.people.models import User

NEXT_SHOWN = 5


@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about an event, for who may read it; for who only sees "busy" there is no page."""
    found = _readable(request, pk)
    parsed = ical.parse(found.ics)
    asked = date_of_series(request.GET)
    chosen = _occurrence(found, asked)
    date = chosen or _next_of(found)
    shown = date or found
    recurrence_id = date.recurrence_id if date else None
    about = splitting.shown_at(found.ics, recurrence_id)
    guests = guests_of(request.user, found, date)
    context = {
        "section": "agenda",
        "event": found,
        "shown": shown,
        "about": about,
        "is_gone": asked is not None and chosen is None,
        "date_of_series": recurrence_id,
        "first_day": timezone.localdate(shown.starts_at),
        "last_day": timezone.localdate(max(shown.starts_at, shown.ends_at - ical.TICK)),
        "facts": _facts(found, about, words.repetition(parsed), acting=guests["acting"]),
        "upcoming": _dates_after(found, shown),
        "is_cancelled": parsed.is_cancelled,
        "may_change": can_change(request.user, found) and found.event_type not in FROM_RECORDS,
        "reaches": Reach,
        "may_be_official": official.can_be_public(found),
        "edit_url": with_date(reverse("calendars:edit_event", args=[pk]), recurrence_id),
        "move_url": with_date(reverse("calendars:move_event", args=[pk]), recurrence_id),
        "delete_url": with_date(reverse("calendars:delete_event", args=[pk]), recurrence_id),
        "month_url": addresses.Wish("mes", timezone.localdate(shown.starts_at)).url(),
        "undo": undo.waiting_for(request.session, found),
        "bookings": found.bookings.shown_to(request.user),
        "origin": origins_of(request.user, {pk}).get(pk),
        **guests,
    }
    return render(request, "calendars/event.html", context)


@require_safe
def event_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The event as a calendar file."""
    found = _readable(request, pk)
    name = slugify(found.summary)[:60] or "esdeveniment"
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"', "Cache-Control": "private, no-store"}
    return HttpResponse(text_for(request.user, found), content_type="text/calendar; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def new_event(request: HttpRequest) -> HttpResponse:
    writable = Calendar.objects.editable(request.user)
    if not writable.exists():
        raise PermissionDenied
    posted = taking(request.POST) if request.method == "POST" else None
    form = EventForm(posted, user=request.user, calendars=writable, initial=_initial(request, writable[0]))
    rooms = RoomsPart(request.user, posted, asked=request.GET.get("sala", ""))
    guests = GuestsPart(request.user, posted)
    if posted is None:
        guests.offer_acting(form.initial["calendar"])
    if _is_whole(posted, form, rooms, guests) and (made := _made(request, form, rooms, guests)):
        return redirect(made)
    return _form_page(request, form, rooms, guests)


def filled_form(
    request: HttpRequest, initial: dict, *, room: int | None, guests: Iterable[str], **context
) -> HttpResponse:
    """The form of a new event, filled with what somebody said of it elsewhere."""
    calendars = Calendar.objects.editable(request.user)
    form = EventForm(None, user=request.user, calendars=calendars, initial=initial)
    rooms = RoomsPart(request.user, None, asked=str(room or ""))
    part = GuestsPart(request.user, None, asked=guests)
    part.offer_acting(initial["calendar"])
    return _form_page(request, form, rooms, part, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an event; of a series, the date in the address and as many others as the person says."""
    found = _changeable(request, pk)
    asked = date_of_series(request.GET)
    date = _occurrence(found, asked)
    if asked and date is None:
        # Its page says that the date is gone. Saved without it, the form would change the whole series.
        return redirect(with_date(found.get_absolute_url(), asked))
    recurrence_id = date.recurrence_id if date else None
    posted = taking(request.POST) if request.method == "POST" else None
    form = EventForm(
        posted,
        user=request.user,
        calendars=Calendar.objects.filter(pk=found.calendar_id),
        event=found,
        date_of_series=date is not None,
        initial=initial_for(found, splitting.shown_at(found.ics, recurrence_id)),
    )
    rooms = RoomsPart(request.user, posted, event=found, moment=recurrence_id)
    guests = GuestsPart(request.user, posted, event=found)
    is_whole = _is_whole(posted, form, rooms, guests)
    if is_whole and not form.is_stale and (saved := _update(request, form, rooms, guests, found)):
        return redirect(about_date(saved, recurrence_id))
    exceptions = ical.parse(found.ics).exceptions if found.is_recurring else 0
    conflict = conflict_of(request.user, found, form, rooms, guests) if form.is_stale else None
    return _form_page(request, form, rooms, guests, event=found, exceptions=exceptions, conflict=conflict)


@require_POST
def delete_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an event, or dates of a series, and offer the way back on the next page."""
    found = _changeable(request, pk)
    date = _occurrence(found, date_of_series(request.GET))
    reach = request.POST.get("reach", "")
    try:
        back = series.remove(
            request.user,
            found,
            # What cannot be understood takes away the least.
            reach=reach if reach in Reach else Reach.ONE,
            recurrence_id=date.recurrence_id if date else None,
        )
    except AgendaError as problem:
        messages.warning(request, str(problem))
        return redirect(found)
    undo.keep(request.session, back, found.summary)
    return redirect(addresses.Wish("mes", timezone.localdate((date or found).starts_at)).url())


@require_POST
def restore_event(request: HttpRequest) -> HttpResponse:
    """Take back what was done last, a deletion or a change of a series; or say that it is well so."""
    if "leave" in request.POST:
        undo.take(request.session)
        return redirect(_way_back(request))
    waiting, back = undo.waiting(request.session), undo.take(request.session)
    if back is None:
        messages.warning(request, _("There is nothing left to bring back: too much time has passed. Write it again."))
        return redirect("calendars:agenda")
    try:
        restored = _taken_back(request, back)
    except AgendaError as problem:
        # What stands in the way may be moved, and then the way back is still wanted.
        undo.keep(request.session, back, waiting.title if waiting else "")
        messages.warning(request, str(problem))
        return redirect("calendars:agenda")
    return redirect(restored)


def _way_back(request: HttpRequest) -> str:
    """The page of ours where it was said."""
    address = request.POST.get("next", "")
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours else reverse("calendars:agenda")


def _taken_back(request: HttpRequest, back: Deleted | Changed) -> Event:
    if isinstance(back, Changed):
        restored = series.undo(request.user, back)
        messages.success(request, _("The event is as it was before."))
    else:
        restored = services.restore_event(request.user, back)
        messages.success(request, _("The event is back in the agenda."))
    return restored


def _occurrence(found: Event, recurrence_id: datetime | None) -> Occurrence | None:
    return found.occurrences.filter(recurrence_id=recurrence_id).first() if recurrence_id else None


def _next_of(found: Event) -> Occurrence | None:
    """Of a series, the date that matters now: the next one, or the last there was."""
    if not found.is_recurring:
        return None
    coming = found.occurrences.filter(ends_at__gte=timezone.now()).order_by("starts_at").first()
    return coming or found.occurrences.order_by("-starts_at").first()


def _dates_after(found: Event, shown: Event | Occurrence) -> list[dict]:
    if not found.is_recurring:
        return []
    coming = found.occurrences.filter(starts_at__gt=max(shown.starts_at, timezone.now())).order_by("starts_at")
    url = found.get_absolute_url()
    return [{"date": each, "url": with_date(url, each.recurrence_id)} for each in coming[:NEXT_SHOWN]]


def _facts(found: Event, about: Shown, repetition: str, *, acting: User | None) -> list[dict]:
    return [
        {"label": _("Repeats"), "value": repetition},
        {"label": _("Place"), "value": about.location},
        {"label": _("Calendar"), "value": found.calendar},
        {"label": _("Type"), "value": capfirst(found.get_event_type_display())},
        {"label": _("Who can see what it is"), "value": capfirst(found.get_visibility_display())},
        {"label": _("Official agenda"), "value": _("Everybody can read it there") if found.is_public else ""},
        {"label": _("Comes from"), "value": found.subscription},
        {"label": _("Convened by") if acting else _("Written by"), "value": found.organizer},
    ]


def _readable(request: HttpRequest, pk: int) -> Event:
    rows = Event.objects.select_related("calendar", "organizer", "subscription")
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


def _is_whole(posted: QueryDict | None, form: EventForm, rooms: RoomsPart, guests: GuestsPart) -> bool:
    """Every part is asked, so that one answer tells all that is to be corrected."""
    return posted is not None and all([form.is_valid(), rooms.is_valid, guests.is_valid])


def _made(request: HttpRequest, form: EventForm, rooms: RoomsPart, guests: GuestsPart) -> Event | None:
    """The event that the form makes, or the one that it made already: a form that is sent twice makes one event."""
    key = form.cleaned_data["key"]
    made, is_new = make_once(request.user, key, lambda: _create(request, form, rooms, guests))
    if is_new:
        messages.success(request, _("The event is in the agenda."))
    elif made is not None:
        messages.info(request, _("This event was in the agenda already: it has not been made twice."))
    return made


def _create(request: HttpRequest, form: EventForm, rooms: RoomsPart, guests: GuestsPart) -> Event | None:
    data = form.cleaned_data
    guests.act_in(data["calendar"])
    with _told_in(form, rooms):
        guests.require_acting(data["visibility"])
        created = services.create_from_draft(
            request.user,
            data["calendar"],
            rooms.located(form.draft),
            visibility=data["visibility"],
            uid=uid_of(data["key"]),
            organizer=guests.organizer,
            places=rooms.places(),
        )
        guests.save(created)
        return created


def _update(request: HttpRequest, form: EventForm, rooms: RoomsPart, guests: GuestsPart, found: Event) -> Event | None:
    data = form.cleaned_data
    reach = data.get("reach") or Reach.ALL
    draft, places = rooms.located(form.draft), rooms.places(reach)
    what = {"visibility": data["visibility"], "sequence": data["sequence"], "places": places}
    with _told_in(form, rooms):
        if not found.is_recurring:
            services.update_event(request.user, found, draft, **what)
            guests.save(found)
            messages.success(request, _("The event has been changed."))
            return found
        saved, back = series.change(request.user, found, draft, reach=reach, recurrence_id=rooms.moment, **what)
        guests.save(saved)
        undo.keep(request.session, back, saved.summary)
        return saved


@contextmanager
def _told_in(form: EventForm, rooms: RoomsPart) -> Iterator[None]:
    """A refusal of the agenda becomes a sentence above the form; one of a room comes with what is free instead."""
    try:
        with transaction.atomic():
            yield
    except BookingRefused as refusal:
        rooms.refusal = refusal
    except AgendaError as problem:
        form.add_error(None, str(problem))


def _form_page(request: HttpRequest, form: EventForm, rooms: RoomsPart, guests: GuestsPart, **context) -> HttpResponse:
    context |= guests.context()
    context |= {"section": "agenda", "form": form, **rooms.context(form.data if form.is_bound else form.initial)}
    is_wrong = form.errors or rooms.form.errors or guests.form.errors
    status = 400 if is_wrong else 409 if rooms.refusal or context.get("conflict") else 200
    return render(request, "calendars/event_form.html", context, status=status)
