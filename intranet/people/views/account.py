"""My account: how I come in, my language, and the parts that other rooms add."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from intranet.people import factors, services
from intranet.people.account import sections_for
from intranet.people.forms import CodeForm, NewPasswordForm
from intranet.people.requests import SignedInRequest
from intranet.people.views.codes import ask_for_code, code_accepted, give_proof, status_of

ACCESSES_SHOWN = 8


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    context = {
        "section": "account",
        "factors": factors.factors_of(request.user),
        "codes_left": factors.codes_left(request.user),
        "codes_made": factors.CODES,
        "accesses": services.access_events(request.user)[:ACCESSES_SHOWN],
        "parts": sections_for(request.user),
        "languages": settings.LANGUAGES,
    }
    return render(request, "people/account.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: SignedInRequest) -> HttpResponse:
    """A new password. Sessions elsewhere end with the old one; this one goes on."""
    form = NewPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        services.record_new_password(request.user)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your password has been changed. Elsewhere you have been signed out."))
        return redirect("people:account")
    return render(request, "people/password.html", {"form": form, "section": "account"}, status=status_of(form))


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def add_device(request: HttpRequest) -> HttpResponse:
    """Another telephone: first a code from one that already counts, then the square."""
    if not factors.has_factor(request.user):
        return redirect("people:enrol")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and code_accepted(request, form):
        give_proof(request)
        return redirect("people:enrol")
    return ask_for_code(
        request,
        form,
        title=_("Add a device"),
        text=_("First, show that it is you: type the code that your device shows now, or a recovery code."),
        verb=_("Go on"),
    )


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def remove_device(request: HttpRequest, pk: int) -> HttpResponse:
    device = get_object_or_404(factors.factors_of(request.user), pk=pk)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and code_accepted(request, form):
        return _removed(request, device)
    return ask_for_code(
        request,
        form,
        title=_("Remove “%(device)s”") % {"device": device.name},
        text=_("Its codes will no longer open the intranet. Type the code of a device that you keep."),
        verb=_("Remove the device"),
    )


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    if not factors.has_factor(request.user):
        return redirect("people:enrol")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and code_accepted(request, form):
        return render(request, "people/codes.html", {"codes": factors.make_recovery_codes(request.user)})
    return ask_for_code(
        request,
        form,
        title=_("New recovery codes"),
        text=_("The codes that you have now will stop working. Type the code that your device shows."),
        verb=_("Make ten new codes"),
    )


def _removed(request: HttpRequest, device) -> HttpResponse:
    try:
        factors.remove_factor(request.user, device)
    except factors.LastFactor:
        messages.error(request, _("This is your only device. Add another one first, then remove this one."))
    else:
        messages.success(request, _("“%(device)s” no longer opens the intranet.") % {"device": device.name})
    return redirect("people:account")
