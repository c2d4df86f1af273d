"""One's own reminder of an event."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agenda.calendars.guests import reminders
from agenda.calendars.guests.forms import ReminderForm
from agenda.calendars.models import Event
from intranet.access.policies import get_visible_or_404
from intranet.people.requests import SignedInRequest


@require_POST
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set it, change it or take it away."""
    event = get_visible_or_404(Event, request.user, pk=pk)
    form = ReminderForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose from the list how long before you want to know."))
        return redirect(event)
    minutes = form.cleaned_data["minutes"]
    reminders.remind(request.user, event, minutes)
    messages.success(request, _("You will be reminded.") if minutes is not None else _("You will not be reminded."))
    return redirect(event)
