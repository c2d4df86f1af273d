"""Asking for a code, at the door and again before a factor is changed."""

import time

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp import login as remember_factor

from intranet.people import factors
from intranet.people.forms import CodeForm

PROOF = "proved_at"
PROOF_SECONDS = 600


def code_accepted(request: HttpRequest, form: CodeForm) -> bool:
    """Whether the form brings a good code; if so the session remembers by which factor."""
    if not form.is_valid():
        return False
    try:
        device = factors.show_code(request.user, form.cleaned_data["code"])
    except factors.WrongCode:
        form.add_error("code", _("That code is not right, or has been used. Wait for the next one and try again."))
        return False
    except factors.TooSoon as refusal:
        form.add_error("code", _too_soon_sentence(refusal.seconds))
        form.too_soon = True
        return False
    remember_factor(request, device)
    return True


def ask_for_code(request: HttpRequest, form: CodeForm, **words: str) -> HttpResponse:
    """The page that asks for the current code before a factor is changed. Takes title, text and verb."""
    context = {"form": form, "section": "account", **words}
    return render(request, "people/confirm.html", context, status=status_of(form))


def status_of(form: Form) -> int:
    """A refused form answers 4xx: password managers then know that it was not accepted."""
    if getattr(form, "too_soon", False):
        return 429
    return 400 if form.errors else 200


def give_proof(request: HttpRequest) -> None:
    """Remember for a while that a code has just been shown."""
    request.session[PROOF] = time.time()


def spend_proof(request: HttpRequest, *, look: bool = False) -> bool:
    """Whether a code was shown lately. It counts for one change; with `look`, it is not spent."""
    shown = request.session.get(PROOF, 0) if look else request.session.pop(PROOF, 0)
    return 0 <= time.time() - shown < PROOF_SECONDS


def _too_soon_sentence(seconds: int) -> str:
    return ngettext(
        "Too many wrong codes. Wait %(n)s second and try the code that then appears.",
        "Too many wrong codes. Wait %(n)s seconds and try the code that then appears.",
        seconds,
    ) % {"n": seconds}
