"""Answering: by the link of a letter, without an account, or signed in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agenda.calendars.date_addresses import DATE_OF_SERIES, date_of_series
from agenda.calendars.errors import AgendaError
from agenda.calendars.guests import dates, links, services
from agenda.calendars.guests.forms import CHOICES, AnswerForm
from agenda.calendars.guests.models import Attendee
from agenda.calendars.guests.said import said_of
from intranet.access.scopes import readable_scopes
from intranet.people.requests import SignedInRequest

DATES_OFFERED = 12


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a link. Looking changes nothing: the scanners of mail programs follow every link they find."""
    attendee = links.find(token)
    if attendee is None or not links.is_open(attendee):
        return _page(request, {"is_over": True}, status=410)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        initial={"comment": attendee.comment},
        dates=dates.ahead(attendee.event)[:DATES_OFFERED],
    )
    is_done = request.method == "POST" and form.is_valid() and _noted(attendee, form)
    attendee.refresh_from_db(fields=["answer", "comment"])
    context = {
        "guest": attendee,
        "said": said_of(attendee.event),
        "dates": attendee.dates.filter(recurrence_id__gte=timezone.now()),
        "form": form,
        "answers": CHOICES,
        "is_done": is_done,
    }
    return _page(request, context, status=400 if form.errors else 200)


def _noted(attendee: Attendee, form: AnswerForm) -> bool:
    data = form.cleaned_data
    try:
        services.answer(None, attendee, data["answer"], date=form.date, comment=data["comment"])
    except AgendaError as problem:
        form.add_error(None, str(problem))
        return False
    return True


def _page(request: HttpRequest, context: dict, *, status: int) -> HttpResponse:
    response = render(request, "guests/reply.html", context, status=status)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response


@require_POST
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer from the event's page or from the desk."""
    rows = Attendee.objects.of(request.user).filter(event__scope__in=readable_scopes(request.user))
    attendee = get_object_or_404(rows.select_related("event"), pk=pk)
    form, date = AnswerForm(request.POST), date_of_series(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose one of the three answers."))
        return redirect(attendee.event)
    if DATE_OF_SERIES in request.POST and date is None:
        messages.warning(request, _("That date is no longer in the series. Look at the series again."))
        return redirect(attendee.event)
    data = form.cleaned_data
    try:
        services.answer(request.user, attendee, data["answer"], date=date, comment=data["comment"])
    except AgendaError as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, _("Your answer is noted."))
    back = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_safe else attendee.event.get_absolute_url())
