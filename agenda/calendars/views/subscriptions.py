"""Outside calendars: which ones are read into ours, how that goes, and ending it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agenda.calendars.errors import AgendaError
from agenda.calendars.intake import subscriptions as service
from agenda.calendars.intake.forms import SubscriptionForm
from agenda.calendars.models import Calendar, Subscription
from agenda.calendars.tasks import refresh_subscription


@require_http_methods(["GET", "HEAD", "POST"])
def subscriptions(request: HttpRequest) -> HttpResponse:
    """Those of the calendars this person writes in, and one more."""
    writable = Calendar.objects.editable(request.user)
    if not writable.exists():
        raise PermissionDenied
    form = SubscriptionForm(request.POST or None, calendars=writable)
    if request.method == "POST" and form.is_valid() and (made := _subscribe(request, form)):
        refresh_subscription.enqueue(made.pk)
        messages.success(request, _("The outside calendar is being read. Its events will appear in the agenda."))
        return redirect("calendars:subscriptions")
    rows = Subscription.objects.filter(calendar__in=writable).select_related("calendar")
    told = [{"it": each, "ago": _ago(each)} for each in rows.annotate(events_read=Count("events"))]
    context = {"section": "agenda", "form": form, "subscriptions": told}
    return render(request, "calendars/subscriptions.html", context, status=400 if form.errors else 200)


@require_POST
def refresh(request: HttpRequest, pk: int) -> HttpResponse:
    found = _of_mine(request, pk)
    refresh_subscription.enqueue(found.pk)
    messages.success(request, _("The outside calendar is being read again."))
    return redirect("calendars:subscriptions")


@require_POST
def unsubscribe(request: HttpRequest, pk: int) -> HttpResponse:
    service.unsubscribe(request.user, _of_mine(request, pk))
    messages.success(request, _("The outside calendar is no longer read, and its events are gone."))
    return redirect("calendars:subscriptions")


def _ago(found: Subscription) -> str:
    """ "2 hours": how many minutes more does not matter to anybody."""
    return timesince(found.read_at, depth=1) if found.read_at else ""


def _subscribe(request: HttpRequest, form: SubscriptionForm) -> Subscription | None:
    data = form.cleaned_data
    try:
        return service.subscribe(request.user, data["calendar"], data["url"], name=data["name"])
    except AgendaError as problem:
        form.add_error("url", str(problem))
        return None


def _of_mine(request: HttpRequest, pk: int) -> Subscription:
    """The address may be secret: who does not write in the calendar does not know that it is there."""
    rows = Subscription.objects.filter(calendar__in=Calendar.objects.editable(request.user))
    return get_object_or_404(rows.select_related("calendar"), pk=pk)
