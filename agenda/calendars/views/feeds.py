"""Subscriptions: the page where they are made and ended, and the feed itself."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agenda.calendars import feeds as service
from agenda.calendars.forms import FeedForm
from agenda.calendars.models import FeedToken
from intranet.people.requests import SignedInRequest

SHOWN_ONCE = "calendars.new_feed"
MOST_FEEDS = 20


@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request: SignedInRequest) -> HttpResponse:
    """The person's feeds. A new address is shown once, on the page that follows its making."""
    mine = FeedToken.objects.filter(person=request.user, revoked__isnull=True)
    form = FeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if mine.count() < MOST_FEEDS:
            _token, secret = service.create_token(request.user, form.cleaned_data["name"])
            request.session[SHOWN_ONCE] = secret
            return redirect("calendars:feeds")
        form.add_error("name", _("You have as many subscriptions as fit. End one that you no longer use."))
    secret = request.session.pop(SHOWN_ONCE, None)
    address = request.build_absolute_uri(reverse("calendars:feed", args=[secret])) if secret else ""
    context = {"section": "agenda", "form": form, "feeds": mine, "address": address}
    return render(request, "calendars/feeds.html", context, status=400 if form.errors else 200)


@require_POST
def revoke_feed(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(FeedToken, pk=pk, person=request.user, revoked__isnull=True)
    service.revoke_token(request.user, token)
    messages.success(request, _("The subscription has ended: its address no longer answers."))
    return redirect("calendars:feeds")


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The agenda of the person that the secret stands for. Forged, revoked and retired are the same 404."""
    token = service.find_token(secret)
    if token is None:
        raise Http404
    service.mark_used(token)
    etag = f'"{service.state_of(token.person)}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(service.body_of(token.person), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="agenda.ics"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response
