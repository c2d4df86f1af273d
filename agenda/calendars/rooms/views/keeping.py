"""Keeping rooms: their profile, the times they are closed, the answer to who asks."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agenda.calendars.errors import AgendaError
from agenda.calendars.rooms import pictures, services
from agenda.calendars.rooms.forms import BlockForm, RoomForm
from agenda.calendars.rooms.models import Block, Booking, Room
from agenda.calendars.rooms.policies import can_arrange, can_create
from docs_library.documents.refusals import Refusal
from intranet.access.scopes import readable_scopes
from intranet.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def new_room(request: SignedInRequest) -> HttpResponse:
    if not can_create(request.user):
        raise PermissionDenied
    form = RoomForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (picture := _picture(form)) is not None:
        room = services.create_room(request.user, form.cleaned_data["name"], **form.profile)
        _hang(request, room, form, picture)
        messages.success(request, _("The room can be booked from now on."))
        return redirect(room)
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_room(request: SignedInRequest, pk: int) -> HttpResponse:
    room = _kept(request, pk)
    form = RoomForm(request.POST or None, request.FILES or None, instance=room)
    if request.method == "POST" and form.is_valid() and (picture := _picture(form)) is not None:
        room = Room.objects.select_related("calendar").get(pk=pk)
        services.rename_room(request.user, room, form.cleaned_data["name"])
        services.arrange_room(request.user, room, **form.profile)
        _hang(request, room, form, picture)
        messages.success(request, _("The room has been changed."))
        return redirect(room)
    return _form_page(request, form, room=room)


@require_http_methods(["GET", "HEAD", "POST"])
def block(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a room for a time. Whoever has it then is listed on the page that follows."""
    room = _kept(request, pk)
    form = BlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = services.block_room(
            request.user, room, starts_at=data["starts_at"], ends_at=data["ends_at"], reason=data["reason"]
        )
        hit = _hit(request, made)
        if not hit:
            messages.success(request, _("The room is closed then. Nobody had it."))
            return redirect(room)
        return render(request, "rooms/hit.html", {"section": "agenda", "room": room, "block": made, "hit": hit})
    context = {"section": "agenda", "room": room, "form": form}
    return render(request, "rooms/block_form.html", context, status=400 if form.errors else 200)


@require_POST
def unblock(request: SignedInRequest, pk: int, block: int) -> HttpResponse:
    room = _kept(request, pk)
    services.unblock_room(request.user, get_object_or_404(Block.objects.select_related("room"), pk=block, room=room))
    messages.success(request, _("The room can be booked again."))
    return redirect(room)


@require_POST
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """The keeper's yes or no."""
    rooms = Room.objects.seen_by(request.user)
    booking = get_object_or_404(Booking.objects.select_related("room__calendar", "event"), pk=pk, room__in=rooms)
    accept = request.POST.get("answer") == "yes"
    try:
        services.answer_booking(request.user, booking, accept=accept, sentence=request.POST.get("sentence", "")[:300])
    except AgendaError as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, _("The room is given.") if accept else _("Refused. The room is free again."))
    return redirect(_after(request.POST.get("back", ""), booking))


def _after(back: str, booking: Booking) -> str:
    """Where the answer was given."""
    if back == "event":
        return booking.event.get_absolute_url()
    return booking.room.get_absolute_url() if back == "room" else reverse("desk")


def _kept(request: SignedInRequest, pk: int) -> Room:
    room = get_object_or_404(Room.objects.seen_by(request.user).prefetch_related("hours"), pk=pk)
    if not can_arrange(request.user, room):
        raise PermissionDenied
    return room


def _hit(request: SignedInRequest, made: Block) -> list[dict]:
    slots = services.hit_by(made).veiled_for(readable_scopes(request.user))
    asked_by = slots.annotate(name=F("booking__asked_by__first_name"), last_name=F("booking__asked_by__last_name"))
    return list(asked_by.values("starts_at", "ends_at", "is_open", "title", "event", "name", "last_name"))


def _picture(form: RoomForm) -> bytes | None:
    """The new photograph made safe, nothing if there is none; None when it was refused, and the form says so."""
    if not form.cleaned_data["photo"]:
        return b""
    try:
        return pictures.made_safe(form.cleaned_data["photo"])
    except Refusal as problem:
        form.add_error("photo", str(problem))
        return None


def _hang(request: SignedInRequest, room: Room, form: RoomForm, picture: bytes) -> None:
    if picture or form.cleaned_data["without_photo"]:
        services.show_room(request.user, room, picture)


def _form_page(request: HttpRequest, form: RoomForm, room: Room | None = None) -> HttpResponse:
    context = {"section": "agenda", "form": form, "room": room}
    return render(request, "rooms/room_form.html", context, status=400 if form.errors else 200)
