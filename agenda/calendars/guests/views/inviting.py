"""Looking for whom to invite, while the form of an event is being filled in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agenda.calendars.guests.picking import choices_for, chosen
from intranet.people.requests import SignedInRequest


@require_safe
def picker(request: SignedInRequest) -> HttpResponse:
    ticked = chosen(request.GET.getlist("guests"))
    found = choices_for(request.GET.get("guest_names", "")[:4_000], ticked)
    return render(request, "guests/_picker.html", {"guests_chosen": ticked, "guests_found": found})
