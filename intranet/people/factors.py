"""The second factor: a code from the telephone, or a one-time recovery code for when there is no telephone.

Nobody is left without a factor, and none is added or changed without showing one that is already there. The only
exception is the first: it is asked for at the first sign-in, and nothing opens before it is confirmed.
"""

import re
from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice

from intranet.access import audit
from intranet.people import recovery
from intranet.people.models import RecoveryCode, RecoveryDevice, User
from intranet.people.policies import can_help_in

CODES = 10
RESCUE_HOURS = 24
SIX_DIGITS = re.compile(r"[0-9]{6}")


class WrongCode(ValueError):
    """The code is not right, or was used before."""


class TooSoon(ValueError):
    """Too many wrong codes: the next one is looked at only after a while."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class LastFactor(ValueError):
    """Without this one the person could not come in again."""


def has_factor(user) -> bool:
    return factors_of(user).exists()


def factors_of(user) -> QuerySet[TOTPDevice]:
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).order_by("pk")


def codes_left(user) -> int:
    return RecoveryCode.objects.filter(device__user=user).usable().own().count()


def show_code(user, code: str) -> Device:
    """The factor that accepts this code. Each code opens once; wrong ones make the next wait longer."""
    plain = "".join(code.split())
    with transaction.atomic():
        # Locked, so that the same code brought twice at once is accepted once.
        devices = list(_asked_by(user, plain).select_for_update())
        wait = _wait(devices)
        accepted = next((device for device in devices if device.verify_token(plain)), None)
        if accepted:
            _forgive([device for device in devices if device is not accepted])
    if accepted is None:
        audit.record(user, "factor.failed", user, too_soon=bool(wait))
        raise TooSoon(wait) if wait else WrongCode
    _record_shown(user, accepted)
    return accepted


@transaction.atomic
def enrol(user, *, key: str, code: str, name: str, proven: bool = False) -> list[str]:
    """Add a factor once its code is right, and return new recovery codes if the person has none.

    `proven` says that a factor has just been shown. Without it only the very first is accepted: otherwise a stolen
    password would be enough to bring one's own telephone.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if not proven and has_factor(user):
        raise PermissionDenied
    device = TOTPDevice.objects.create(user=user, key=key, name=name, confirmed=True)
    if not device.verify_token(code):
        raise WrongCode
    audit.record(user, "factor.enrolled", user, device=device.pk)
    return [] if codes_left(user) else make_recovery_codes(user)


@transaction.atomic
def remove_factor(user, device: TOTPDevice) -> None:
    """Take a telephone away, never the last one."""
    User.objects.select_for_update().get(pk=user.pk)
    if not factors_of(user).exclude(pk=device.pk).exists():
        raise LastFactor
    audit.record(user, "factor.removed", user, device=device.pk)
    device.delete()


@transaction.atomic
def make_recovery_codes(user) -> list[str]:
    """Ten new codes in place of those before; only here can they be read."""
    device = _recovery_device(user)
    device.codes.own().delete()
    codes = [recovery.new_code() for _each in range(CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(device=device, digest=recovery.digest(code)) for code in codes)
    audit.record(user, "recovery_codes.made", user)
    return codes


@transaction.atomic
def give_rescue_code(author, person) -> str:
    """One code for somebody who lost the telephone and the codes. The second factor is never switched off."""
    if not can_help_in(author, person):
        raise PermissionDenied
    code = recovery.new_code()
    _recovery_device(person).codes.create(
        digest=recovery.digest(code), expires_at=timezone.now() + timedelta(hours=RESCUE_HOURS)
    )
    audit.record(author, "rescue_code.given", person, hours=RESCUE_HOURS)
    return code


def forgive_wrong_codes(person) -> None:
    """Look at the next code at once, however many were wrong before."""
    _forgive([*factors_of(person), *RecoveryDevice.objects.filter(user=person)])


def _record_shown(user, device: Device) -> None:
    if isinstance(device, RecoveryDevice):
        audit.record(user, "recovery_code.used", user, left=codes_left(user))
    else:
        audit.record(user, "factor.shown", user, device=device.pk)


def _asked_by(user, code: str) -> QuerySet:
    """Six digits ask the telephone; anything else, the recovery codes. A slip in one never slows the other."""
    return factors_of(user) if SIX_DIGITS.fullmatch(code) else RecoveryDevice.objects.filter(user=user)


def _wait(devices: Sequence[Device]) -> int:
    """Seconds until one of these looks at a code again; 0 when one does now."""
    answers = [device.verify_is_allowed() for device in devices]
    if not answers or any(allowed for allowed, _reason in answers):
        return 0
    soonest = min(reason["locked_until"] for _allowed, reason in answers)
    return max(1, round((soonest - timezone.now()).total_seconds()))


def _forgive(devices: Sequence[Device]) -> None:
    for device in devices:
        if device.throttling_failure_count:
            device.throttle_reset()


def _recovery_device(user) -> RecoveryDevice:
    device, _created = RecoveryDevice.objects.get_or_create(user=user, defaults={"name": "recovery"})
    return RecoveryDevice.objects.select_for_update().get(pk=device.pk)
