"""Application passwords: made by their person, shown once, and tried at the door of /caldav/."""

import secrets
from base64 import b32encode
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from agenda.caldav.models import AppPassword
from intranet.access import audit

SECRET_BYTES = 15
GROUP = 4
SALT = "agenda.caldav.passwords"
USED_AT_MOST_EVERY = timedelta(minutes=1)
# Letters and digits that the eye confuses; the alphabet of the passwords has neither 0, 1 nor 8.
LOOKALIKES = str.maketrans("018", "OIB")


@transaction.atomic
def create_password(person, name: str, reach: AppPassword.Reach | str) -> tuple[AppPassword, str]:
    """A new password and its text, which nobody can read again afterwards."""
    secret = _new_secret()
    password = AppPassword.objects.create(person=person, name=name[:80], reach=reach, digest=digest(secret))
    audit.record(person, "app_password.created", password, reach=str(reach))
    return password, secret


@transaction.atomic
def revoke_password(person, password: AppPassword) -> None:
    """End a password for good."""
    password.revoked = timezone.now()
    password.save(update_fields=["revoked"])
    audit.record(person, "app_password.revoked", password)


def passwords_of(person):
    return AppPassword.objects.filter(person=person, revoked__isnull=True)


def find_password(username: str, secret: str) -> AppPassword | None:
    """The password in force of that active person, if the text is right."""
    found = AppPassword.objects.filter(digest=digest(secret), revoked__isnull=True, person__is_active=True)
    password = found.select_related("person").first()
    return password if password and password.person.get_username().lower() == username.lower() else None


def mark_used(password: AppPassword) -> None:
    """Remember the last use, without a write for each request."""
    now = timezone.now()
    if password.last_used is None or now - password.last_used > USED_AT_MOST_EVERY:
        AppPassword.objects.filter(pk=password.pk).update(last_used=now)


def digest(secret: str) -> str:
    """What is stored. A fast keyed hash is enough for 120 random bits: there is no dictionary to try."""
    letters = "".join(letter for letter in secret.upper() if letter.isalnum()).translate(LOOKALIKES)
    return salted_hmac(SALT, letters, algorithm="sha256").hexdigest()


def _new_secret() -> str:
    """ "k3vq-7hzc-m2pa-xy5d-q2rt-4wnm": short enough to be typed on a telephone."""
    plain = b32encode(secrets.token_bytes(SECRET_BYTES)).decode().lower()
    return "-".join(plain[start : start + GROUP] for start in range(0, len(plain), GROUP))
