"""Looking at rooms: which there are and what is free now, the week of one, and those a form can have."""

from datetime import timedelta

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from agenda.calendars import addresses
from agenda.calendars.models import Calendar
from agenda.calendars.month import monday_of
from agenda.calendars.rooms import desk, week
from agenda.calendars.rooms.choosing import one_room
from agenda.calendars.rooms.forms import OneDayForm, TimesForm
from agenda.calendars.rooms.models import Room
from agenda.calendars.rooms.numbers import event_in, number_in
from agenda.calendars.rooms.policies import can_arrange, can_book, can_create
from agenda.calendars.rooms.proposals import proposals
from intranet.people.requests import SignedInRequest

KINDS = {
    Room.Kind.ROOM: _("Rooms"),
    Room.Kind.EQUIPMENT: pgettext_lazy("kind of thing", "Equipment"),
    Room.Kind.VEHICLE: _("Vehicles"),
}
ONE_WEEK = timedelta(days=7)
PHOTO_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@require_safe
def room_list(request: SignedInRequest) -> HttpResponse:
    """Every room this person may know of, and how it stands this minute."""
    standings = week.now_in(request.user, Room.objects.seen_by(request.user).order_by("kind", "calendar__name"))
    groups = [
        {"kind": kind, "label": label, "standings": [each for each in standings if each.room.kind == kind]}
        for kind, label in KINDS.items()
    ]
    context = {
        "section": "agenda",
        "groups": [group for group in groups if group["standings"]],
        "may_create": can_create(request.user),
        "may_book": Calendar.objects.editable(request.user).exists(),
        "today": timezone.localdate(),
    }
    return render(request, "rooms/list.html", context)


@require_safe
def room(request: SignedInRequest, pk: int) -> HttpResponse:
    """A room and its week."""
    found = get_object_or_404(Room.objects.seen_by(request.user), pk=pk)
    day = addresses.read(request.GET).day
    monday = monday_of(day)
    may_arrange = can_arrange(request.user, found)
    [standing] = week.now_in(request.user, Room.objects.filter(pk=pk))
    context = {
        "section": "agenda",
        "room": found,
        "standing": standing,
        "monday": monday,
        "sunday": monday + ONE_WEEK - timedelta(days=1),
        "previous": monday - ONE_WEEK,
        "next": monday + ONE_WEEK,
        "today": timezone.localdate(),
        "book_query": f"?sala={pk}",
        "days": week.week_of(request.user, found, monday, language=get_language()),
        "may_book": can_book(request.user, found) and Calendar.objects.editable(request.user).exists(),
        "may_arrange": may_arrange,
        "blocks": found.blocks.filter(ends_at__gt=timezone.now()) if may_arrange else (),
        "waiting": desk.waiting_in(request.user, Room.objects.filter(pk=pk)) if may_arrange else (),
    }
    return render(request, "rooms/room.html", context)


@require_safe
def photo(request: SignedInRequest, pk: int) -> HttpResponse | FileResponse:
    """The photograph, for who sees the room. The browser may keep it, and asks again each time."""
    found = get_object_or_404(Room.objects.seen_by(request.user), pk=pk)
    etag = f'"{salted_hmac("rooms.photo", str(found.photo.name)).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag) or _picture(found)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    response.headers["Content-Security-Policy"] = PHOTO_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _picture(found: Room) -> FileResponse:
    try:
        return FileResponse(found.photo.open("rb"), content_type="image/webp")
    except (ValueError, FileNotFoundError) as missing:
        raise Http404 from missing


@require_safe
def picker(request: SignedInRequest) -> HttpResponse:
    """The part of the form of an event, or of a meeting, that says which rooms are free then."""
    if "one" in request.GET:
        context = one_room(request.user, OneDayForm(request.GET), request.GET.get("room"), request.GET.get("event"))
    else:
        context = picked(request, TimesForm(request.GET))
    return render(request, "rooms/_picker.html", context)


def picked(request: HttpRequest, times: TimesForm) -> dict:
    starts_at, ends_at = times.span
    chosen = {number for each in request.GET.getlist("rooms") if (number := number_in(each)) is not None}
    event = event_in(request.user, request.GET.get("event", ""))
    found = proposals(
        request.user,
        starts_at,
        ends_at,
        people=times.cleaned_data.get("people") if times.is_valid() else None,
        chosen=chosen,
        but_for=event,
    )
    return {"proposals": found, "knows_when": starts_at is not None, "event_id": event or ""}
