"""The page where a person connects a device: its passwords, and how each program is set up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from agenda.caldav import passwords as service
from agenda.caldav import tree
from agenda.caldav.forms import AppPasswordForm
from agenda.calendars.models import Calendar
from intranet.people import factors
from intranet.people.requests import SignedInRequest
from intranet.people.views.codes import code_accepted, status_of

SHOWN_ONCE = "caldav.new_password"
MOST_PASSWORDS = 20


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def passwords(request: SignedInRequest) -> HttpResponse:
    """The person's devices. A new password is shown once, on the page that follows its making."""
    form = AppPasswordForm(request.POST or None, may_write=Calendar.objects.editable(request.user).exists())
    if request.method == "POST" and _made(request, form):
        return redirect("caldav:passwords")
    context = {
        "section": "account",
        "form": form,
        "passwords": service.passwords_of(request.user),
        "secret": request.session.pop(SHOWN_ONCE, None),
        "address": request.build_absolute_uri(tree.ROOT),
        "server": request.get_host(),
        "has_factor": factors.has_factor(request.user),
    }
    return render(request, "caldav/passwords.html", context, status=status_of(form))


@require_POST
def revoke_password(request: HttpRequest, pk: int) -> HttpResponse:
    password = get_object_or_404(service.passwords_of(request.user), pk=pk)
    service.revoke_password(request.user, password)
    messages.success(request, _("“%(device)s” no longer opens the agenda.") % {"device": password.name})
    return redirect("caldav:passwords")


def _made(request: SignedInRequest, form: AppPasswordForm) -> bool:
    if not form.is_valid():
        return False
    if service.passwords_of(request.user).count() >= MOST_PASSWORDS:
        form.add_error("name", _("You have as many devices as fit. End one that you no longer use."))
        return False
    if not code_accepted(request, form):
        return False
    data = form.cleaned_data
    _password, secret = service.create_password(request.user, data["name"], data["reach"])
    request.session[SHOWN_ONCE] = secret
    return True
