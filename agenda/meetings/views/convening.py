"""What the secretary does with a meeting that is ready: convene it, call it off, say that it was held."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agenda.meetings import diary, services
from agenda.meetings.convening import obstacles, proposal_of
from agenda.meetings.forms import CallOffForm, HeldForm
from agenda.meetings.models import Meeting
from agenda.meetings.policies import require_convener
from agenda.meetings.refusals import Refused
from agenda.meetings.words import state_of, title_of
from intranet.access.policies import get_visible_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def convene(request: HttpRequest, pk: int) -> HttpResponse:
    """What will happen, or everything that stands in the way; then, asked again, it happens."""
    meeting = to_convene(request, pk)
    if request.method != "POST":
        return _confirmation(request, meeting)
    try:
        services.convene(request.user, meeting)
    except Refused as refused:
        return _confirmation(request, meeting, refused.sentences)
    messages.success(request, _("The meeting has been convened and its members have received the notice."))
    return redirect(f"{meeting.get_absolute_url()}?vista=convocatoria")


def _confirmation(request: HttpRequest, meeting: Meeting, refused: Sequence[str] = ()) -> HttpResponse:
    proposal = proposal_of(meeting)
    found = refused or list(obstacles(request.user, proposal, timezone.now()))
    booking = diary.booking_of(request.user, meeting)
    context = {**context_of(meeting), "proposal": proposal, "obstacles": found, "booking": booking}
    return render(request, "meetings/convene.html", context, status=400 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = to_convene(request, pk)
    form = CallOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.call_off(request.user, meeting, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, refused.sentences)
        else:
            messages.success(request, _("The meeting has been called off; its papers are closed again."))
            return redirect(meeting)
    return _form_page(request, "meetings/call_off.html", meeting, form)


@require_http_methods(["GET", "HEAD", "POST"])
def held(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = to_convene(request, pk)
    form = HeldForm(list(meeting.items.all()), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_held(request.user, meeting, outcomes=form.outcomes)
        except Refused as refused:
            form.add_error(None, refused.sentences)
        else:
            messages.success(request, _("Noted: the meeting was held."))
            return redirect(meeting)
    return _form_page(request, "meetings/held.html", meeting, form)


@require_POST
def mail_again(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = to_convene(request, pk)
    try:
        services.mail_again(request.user, meeting)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The letters that had not left are being sent again."))
    return redirect(f"{meeting.get_absolute_url()}?vista=convocatoria")


def to_convene(request: HttpRequest, pk: int) -> Meeting:
    """Hidden from strangers, forbidden to members."""
    meeting = get_visible_or_404(Meeting.objects.select_related("body", "scope"), request.user, pk=pk)
    require_convener(request.user, meeting.body)
    return meeting


def _form_page(request: HttpRequest, template: str, meeting: Meeting, form) -> HttpResponse:
    return render(request, template, {**context_of(meeting), "form": form}, status=400 if form.errors else 200)


def context_of(meeting: Meeting) -> dict:
    return {"section": "meetings", "meeting": meeting, "title": title_of(meeting), "badge": state_of(meeting)}
