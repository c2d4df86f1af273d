"""The screen beside a door, and the keys by which it opens without anybody signing in."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agenda.calendars.rooms import door as service
from agenda.calendars.rooms.forms import DoorKeyForm
from agenda.calendars.rooms.models import DoorKey, Room
from agenda.calendars.rooms.policies import can_arrange
from intranet.people.requests import SignedInRequest

SHOWN_ONCE = "rooms.new_door_key"
MOST_KEYS = 10


@require_safe
def door(request: SignedInRequest, pk: int) -> HttpResponse:
    """The screen as a person who is signed in looks at it before hanging it up."""
    room = get_object_or_404(Room.objects.seen_by(request.user), pk=pk)
    return _screen(request, room)


@require_safe
def door_screen(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
    """The screen itself. Forged, revoked and of another room are the same 404."""
    key = service.find_key(pk, secret)
    if key is None:
        raise Http404
    service.mark_used(key)
    return _screen(request, key.room)


@require_http_methods(["GET", "HEAD", "POST"])
def door_keys(request: SignedInRequest, pk: int) -> HttpResponse:
    """The screens of a room. A new address is shown once, on the page that follows its making."""
    room = _kept(request, pk)
    keys = DoorKey.objects.filter(room=room, revoked__isnull=True)
    form = DoorKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if keys.count() < MOST_KEYS:
            _key, secret = service.create_key(request.user, room, form.cleaned_data["name"])
            request.session[SHOWN_ONCE] = [pk, secret]
            return redirect("rooms:door_keys", pk)
        form.add_error("name", _("There are as many screens as fit. End one that is no longer used."))
    of_room, secret = request.session.pop(SHOWN_ONCE, None) or (None, "")
    path = reverse("rooms:door_screen", args=[pk, secret]) if secret and of_room == pk else ""
    address = request.build_absolute_uri(path) if path else ""
    context = {"section": "agenda", "room": room, "form": form, "keys": keys, "address": address}
    return render(request, "rooms/door_keys.html", context, status=400 if form.errors else 200)


@require_POST
def revoke_door_key(request: SignedInRequest, pk: int, key: int) -> HttpResponse:
    room = _kept(request, pk)
    service.revoke_key(request.user, get_object_or_404(DoorKey, pk=key, room=room, revoked__isnull=True))
    messages.success(request, _("That screen has ended: its address no longer answers."))
    return redirect("rooms:door_keys", pk)


def _kept(request: SignedInRequest, pk: int) -> Room:
    room = get_object_or_404(Room.objects.seen_by(request.user), pk=pk)
    if not can_arrange(request.user, room):
        raise PermissionDenied
    return room


def _screen(request: HttpRequest, room: Room) -> HttpResponse:
    context = {"room": room, "door": service.door_of(room), "now": timezone.localtime(), "zone": settings.TIME_ZONE}
    response = render(request, "rooms/door.html", context)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
