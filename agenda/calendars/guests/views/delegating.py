"""Who acts for me, and for whom I act."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agenda.calendars.errors import AgendaError
from agenda.calendars.guests import delegations as service
from agenda.calendars.guests.forms import DelegationForm
from agenda.calendars.guests.models import Delegation
from intranet.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def delegations(request: SignedInRequest) -> HttpResponse:
    """Name somebody who acts for me; nobody can do so for somebody else."""
    form = DelegationForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid() and _delegate(request, form):
        messages.success(request, _("From that day on that person acts for you in the agenda."))
        return redirect("guests:delegations")
    context = {
        "section": "agenda",
        "form": form,
        "given": Delegation.objects.filter(person=request.user).in_force_or_ahead().select_related("delegate"),
        "held": Delegation.objects.filter(delegate=request.user).in_force().select_related("person"),
    }
    return render(request, "guests/delegations.html", context, status=400 if form.errors else 200)


def _delegate(request: SignedInRequest, form: DelegationForm) -> Delegation | None:
    data = form.cleaned_data
    try:
        return service.delegate(request.user, data["delegate"], start=data["start_day"], end=data["end_day"])
    except AgendaError as problem:
        form.add_error(None, str(problem))
        return None


@require_POST
def end_delegation(request: SignedInRequest, pk: int) -> HttpResponse:
    given = Delegation.objects.filter(person=request.user).in_force_or_ahead()
    service.end_delegation(request.user, get_object_or_404(given, pk=pk))
    messages.success(request, _("That person no longer acts for you."))
    return redirect("guests:delegations")
