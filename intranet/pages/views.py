from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from intranet.access.policies import get_visible_or_404
from intranet.pages import services
from intranet.pages.desk import panels_for
from intranet.pages.models import ProcedurePage
from intranet.people.doors import Standing, standing

MORNING_UNTIL, AFTERNOON_UNTIL = 14, 20


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What a person opens in the morning: what awaits them, today, and what is new."""
    panels = panels_for(request.user)
    places = {place: [each for each in panels if each["place"] == place] for place in ("first", "today", "more")}
    context = {"section": "desk", "places": places, "greeting": greeting(request.user, timezone.localtime().hour)}
    return render(request, "pages/desk.html", context)


def greeting(user, hour: int) -> str:
    name = {"name": user.first_name or user.username}
    if hour < MORNING_UNTIL:
        return _("Good morning, %(name)s") % name
    if hour < AFTERNOON_UNTIL:
        return _("Good afternoon, %(name)s") % name
    return _("Good evening, %(name)s") % name


@require_POST
def mark_procedure_read(request: HttpRequest, pk: int) -> HttpResponse:
    # By the number of the page: the key of a procedure only points to it, and stumbles over numbers without end.
    procedure = get_visible_or_404(ProcedurePage.objects.live(), request.user, id=pk)
    services.mark_procedure_read(request.user, procedure)
    messages.success(request, _("Noted: you have read “%(title)s”.") % {"title": procedure.title})
    return redirect(procedure.url)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, linked from every page (L33, RD 1112/2018 art. 15). Open to visitors."""
    layout = "base" if standing(request) is Standing.IN else "plain"
    return render(request, "pages/accessibility.html", {"layout": f"theme/layouts/{layout}.html"})
