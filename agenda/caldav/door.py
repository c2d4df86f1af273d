"""Who asks: HTTP Basic with an application password, and nothing else. A session of the browser counts for nothing."""

import binascii
from base64 import b64decode

from axes.handlers.proxy import AxesProxyHandler
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from agenda.caldav import passwords
from agenda.caldav.errors import DavError
from agenda.caldav.models import AppPassword
from intranet.access import audit
from intranet.people.models import User
from intranet.people.networks import client_ip

CHALLENGE = 'Basic realm="Casa Gran", charset="UTF-8"'
# Counted apart from the door of the house: a phone with an old password must not lock its person out of there.
COUNTED_AS = "caldav:{}"


class NotIn(DavError):
    """Nobody, or somebody whose password no longer opens."""

    def __init__(self) -> None:
        super().__init__(401, None, _("Give your user name and the password that you made for this device."))


class TooMany(DavError):
    def __init__(self) -> None:
        super().__init__(429, None, _("Too many wrong passwords from this device. Wait a quarter of an hour."))


def come_in(request: HttpRequest) -> AppPassword:
    """The password with which somebody comes in. A good one is never kept waiting: it cannot have been guessed."""
    username, secret = _credentials(request)
    password = passwords.find_password(username, secret)
    if password is None:
        _turn_away(request, username)
        raise NotIn
    passwords.mark_used(password)
    request.user = password.person
    return password


def challenge(response: HttpResponse) -> HttpResponse:
    response["WWW-Authenticate"] = CHALLENGE
    return response


def _credentials(request: HttpRequest) -> tuple[str, str]:
    kind, _space, encoded = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic" or len(encoded) > 1_000:
        raise NotIn
    try:
        username, colon, secret = b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as problem:
        raise NotIn from problem
    if not (username and colon and secret) or "\0" in username:
        raise NotIn
    return username, secret


def _turn_away(request: HttpRequest, username: str) -> None:
    """Count the failure and write it down; after too many, not even that."""
    counted = {"username": COUNTED_AS.format(username)[:255]}
    if not AxesProxyHandler.is_allowed(request, counted):
        raise TooMany
    AxesProxyHandler.user_login_failed(sender=AppPassword, credentials=counted, request=request)
    # Counted here; what follows is our answer, not the lock-out page of the house.
    request.axes_locked_out = False  # type: ignore[attr-defined]  # django-axes keeps it there
    person = User.objects.filter(username__iexact=username).first()
    audit.record(None, "app_password.failed", person, ip=client_ip(request))
