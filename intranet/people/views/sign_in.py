"""Coming in: password, second factor, and the first telephone."""

import base64
import io

import qrcode
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as remember_factor
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex
from qrcode.image.svg import SvgPathFillImage

from intranet.people import doors, factors, networks, services
from intranet.people.doors import Standing
from intranet.people.forms import CodeForm, EnrolForm, SignInForm
from intranet.people.views.codes import code_accepted, spend_proof, status_of

SECRET = "enrolling"  # noqa: S105 - the name of a session key
ANNOUNCED = "announced"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The one door. The lock-out of django-axes stands before the password."""
    if request.user.is_authenticated and request.method != "POST":
        return _go_on(request)
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return _go_on(request)
    return render(request, "people/sign_in.html", {"form": form}, status=status_of(form))


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """A code from the telephone; or, with `?recuperacio=1`, a recovery code."""
    if doors.standing(request) is not Standing.OWES_CODE:
        return _go_on(request)
    letters = "recuperacio" in request.GET
    form = CodeForm(request.POST or None, letters=letters)
    if request.method == "POST" and code_accepted(request, form):
        request.session.cycle_key()
        return _go_on(request)
    context = {"form": form, "letters": letters, "next": doors.safe_next(request)}
    return render(request, "people/second_factor.html", context, status=status_of(form))


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """A new telephone: read the square, type the code it shows, and only then does it count."""
    if not _may_enrol(request):
        return _go_on(request)
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _enrolled(request, form.cleaned_data)
        except factors.WrongCode:
            form.add_error("code", _("That code is not right. Wait for the next one and type it as it appears."))
    device = _pending_device(request)
    context = {
        "form": form,
        "secret": _spoken_secret(device),
        "link": device.config_url,
        "first": not factors.has_factor(request.user),
    }
    return render(request, "people/enrol.html", context, status=status_of(form))


@never_cache
@require_safe
def enrol_qr(request: HttpRequest) -> HttpResponse:
    """The square that the telephone reads. It holds the secret, so nobody keeps a copy."""
    if not _may_enrol(request) or SECRET not in request.session:
        raise Http404
    picture = qrcode.make(_pending_device(request).config_url, image_factory=SvgPathFillImage, border=2)
    out = io.BytesIO()
    picture.save(out)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        services.record_sign_out(request.user)
    logout(request)
    messages.success(request, _("You have signed out."))
    response = redirect("people:sign_in")
    # On a borrowed computer nothing of what was read stays behind (ASVS 14.3.1).
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _go_on(request: HttpRequest) -> HttpResponse:
    """To the step that is missing or, with none, to where the person was going."""
    current = doors.standing(request)
    address = doors.safe_next(request)
    if current is not Standing.IN:
        return redirect(doors.with_next(doors.step_for(current), address))
    _announce(request)
    return redirect(address or "desk")


def _announce(request: HttpRequest) -> None:
    """Write down, once for each session, that the person is in, and say when the last time was (op.acc.6 R5)."""
    device = doors.factor_shown(request.user)
    if request.session.get(ANNOUNCED):
        return
    request.session[ANNOUNCED] = True
    kind = device.model_label() if device else ""
    before = services.record_sign_in(request.user, ip=networks.client_ip(request), factor=kind)
    messages.info(request, _last_access_sentence(before))


def _last_access_sentence(before: services.LastAccess | None) -> str:
    if before is None:
        return _("This is your first access. From now on, what you open and what you do is recorded in your name.")
    moment = date_format(localtime(before.at), "DATETIME_FORMAT")
    sentence = _("Last access: %(when)s, from %(address)s.") % {"when": moment, "address": before.ip}
    if not before.failures:
        return sentence
    tries = ngettext(
        "Since then there has been %(n)s failed attempt. If it was not you, change your password.",
        "Since then there have been %(n)s failed attempts. If it was not you, change your password.",
        before.failures,
    )
    return f"{sentence} {tries % {'n': before.failures}}"


def _may_enrol(request: HttpRequest) -> bool:
    """The first factor, or another one by whoever has just shown a code."""
    return not factors.has_factor(request.user) or spend_proof(request, look=True)


def _enrolled(request: HttpRequest, data: dict) -> HttpResponse:
    key = request.session.get(SECRET, "")
    proven = spend_proof(request, look=True)
    name = data["name"] or _("Phone")
    codes = factors.enrol(request.user, key=key, code=data["code"], name=name, proven=proven)
    spend_proof(request)
    del request.session[SECRET]
    remember_factor(request, factors.factors_of(request.user).last())
    request.session.cycle_key()
    _announce(request)
    if codes:
        return render(request, "people/codes.html", {"codes": codes, "next": doors.safe_next(request)})
    messages.success(request, _("The new device opens the intranet from now on."))
    return redirect(doors.safe_next(request) or "people:account")


def _pending_device(request: HttpRequest) -> TOTPDevice:
    """A telephone not yet confirmed.

    Its secret lives in this session alone: another session of the same password would otherwise read it and have a
    copy of the telephone that is about to be accepted.
    """
    key = request.session.setdefault(SECRET, random_hex(20))
    return TOTPDevice(user=request.user, key=key)


def _spoken_secret(device: TOTPDevice) -> str:
    """The secret in groups of four, for typing it."""
    plain = base64.b32encode(device.bin_key).decode()
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))
