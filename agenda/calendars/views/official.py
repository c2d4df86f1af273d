"""The official agenda: open to everybody, with or without a name. And the switch that puts an event in it."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agenda.calendars import official
from agenda.calendars.models import Event
from agenda.calendars.month import month_after
from agenda.calendars.recurrence import FIRST_YEAR, LAST_YEAR
from intranet.access.policies import get_visible_or_404
from intranet.people.doors import Standing, standing

FIVE_MINUTES = "public, max-age=300"


@require_safe
def official_agenda(request: HttpRequest) -> HttpResponse:
    """One month; without one, from today to the end of the next."""
    today = timezone.localdate()
    month, is_clear = _month(request.GET.get("mes"), today)
    from_today = "mes" not in request.GET or not is_clear
    first = today if from_today else month
    after = month_after(month, 2 if from_today else 1)
    context = {
        "section": "agenda",
        "layout": f"theme/layouts/{'base' if standing(request) is Standing.IN else 'plain'}.html",
        "is_clear": is_clear,
        "month": month,
        "from_today": from_today,
        "days": _by_day(official.acts(first, after - timedelta(days=1)), first),
        "previous": month if from_today else month_after(month, -1),
        "next": after,
    }
    return render(request, "calendars/official.html", context, status=200 if is_clear else 400)


@require_safe
def official_feed(request: HttpRequest) -> HttpResponse:
    body = official.feed()
    etag = official.tag_of(body)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="oficial.ics"'
    response["ETag"] = etag
    response["Cache-Control"] = FIVE_MINUTES
    return response


@require_POST
def publish_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an event in the official agenda, or take it out."""
    found = get_visible_or_404(Event.objects.select_related("calendar"), request.user, pk=pk)
    if request.POST.get("publica") == "1":
        official.publish(request.user, found)
        messages.success(request, _("The event is in the official agenda, where everybody can read it."))
    else:
        official.withdraw(request.user, found)
        messages.success(request, _("The event is no longer in the official agenda."))
    return redirect(found)


def _month(asked: str | None, today: date) -> tuple[date, bool]:
    """The first of the month, and whether what was asked makes sense."""
    this_month = today.replace(day=1)
    if asked is None:
        return this_month, True
    try:
        month = date.fromisoformat(f"{asked}-01")
    except ValueError:
        return this_month, False
    return (month, True) if FIRST_YEAR < month.year < LAST_YEAR else (this_month, False)


def _by_day(found: list[official.Act], first: date) -> list[tuple[date, list[official.Act]]]:
    days: dict[date, list[official.Act]] = {}
    for act in found:
        days.setdefault(max(act.day, first), []).append(act)
    return sorted(days.items())
