"""How the people of the demo town sign in. Invented, public, and refused outside the demo settings."""

import hashlib
from base64 import b32encode

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from intranet.people.models import User

PASSWORD = "vilaexemple-demo-2026"  # noqa: S105 - printed for everyone who runs the demo


def require_demo() -> None:
    if not getattr(settings, "DEMO_TOWN", False):
        raise ImproperlyConfigured("The demo town is not loaded into a real one.")


def secret_of(username: str) -> str:
    """The TOTP key of a demo person in hexadecimal, always the same."""
    return hashlib.sha1(f"vilaexemple:{username}".encode(), usedforsecurity=False).hexdigest()


def enrol(person: User) -> TOTPDevice:
    require_demo()
    return TOTPDevice.objects.create(
        user=person, name="Aplicació de codis", key=secret_of(person.username), confirmed=True
    )


def code_now(device: TOTPDevice) -> str:
    """The six figures valid at this moment."""
    return f"{totp(device.bin_key, step=device.step, t0=device.t0, digits=device.digits):0{device.digits}d}"


def base32(device: TOTPDevice) -> str:
    """The key as authenticator programs take it."""
    return b32encode(device.bin_key).decode()
