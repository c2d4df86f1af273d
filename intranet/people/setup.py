"""Opening a real town hall: its one row, the scope above all others, and somebody who can come in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from intranet.access import audit, principals
from intranet.people import factors
from intranet.people.models import Municipality, RoleAssignment, User
from intranet.people.municipality import town_scope
from intranet.people.querysets import local_day
from search.usual_synonyms import load_usual_synonyms

INE10 = re.compile(r"[0-9]{10}")
DIR3 = re.compile(r"[A-Z][A-Z0-9][0-9]{7}")


class TownExists(ValueError):
    """An installation serves one town hall, and it has one."""


@dataclass(frozen=True)
class Administrator:
    """The first person: technical administration, and the lead who lets the others in. Reads no files by that."""

    username: str
    first_name: str
    last_name: str
    email: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class FirstWayIn:
    """What the first administrator must keep; none of it can be read again."""

    otpauth_url: str
    recovery_codes: Sequence[str]


def checked_town(name: str, ine_code: str, dir3_code: str, **fields) -> Municipality:
    """A town hall whose codes, holidays and networks make sense, not saved yet."""
    town = Municipality(pk=1, name=name.strip(), ine_code=ine_code.strip(), dir3_code=dir3_code.strip(), **fields)
    if town.ine_code and not INE10.fullmatch(town.ine_code):
        raise ValidationError(_("The INE code has ten digits, like 0801930008."))
    if town.dir3_code and not DIR3.fullmatch(town.dir3_code):
        raise ValidationError(_("The DIR3 code is like L01080193."))
    for day in town.local_holidays:
        _check_holiday(day)
    town.full_clean(validate_unique=False, validate_constraints=False)
    return town


def set_up_town(town: Municipality, administrator: Administrator) -> FirstWayIn:
    """All or nothing: the town, its scope, and its first administrator with a second factor."""
    with transaction.atomic():
        if Municipality.objects.exists():
            raise TownExists
        town.save(force_insert=True)
        town_scope()
        load_usual_synonyms()
        person = _create_administrator(administrator)
        device = TOTPDevice.objects.create(user=person, name=str(_("Phone")), confirmed=True)
        codes = factors.make_recovery_codes(person)
        audit.record(None, "town.set_up", town, administrator=person.pk)
    return FirstWayIn(device.config_url, codes)


def _create_administrator(given: Administrator) -> User:
    person = User(
        username=given.username,
        first_name=given.first_name,
        last_name=given.last_name,
        email=given.email,
        is_staff=True,
        is_superuser=True,
    )
    validate_password(given.password, person)
    person.set_password(given.password)
    person.full_clean(exclude=["principal", "password"])
    person.save()
    principals.role(RoleAssignment.Role.METHOD_LEAD, str(RoleAssignment.Role.METHOD_LEAD.label))
    RoleAssignment.objects.create(person=person, role=RoleAssignment.Role.METHOD_LEAD, start_date=local_day())
    return person


def _check_holiday(text: str) -> None:
    """ "MM-DD", the same every year, or a full date."""
    try:
        date.fromisoformat(text if len(text) > len("MM-DD") else f"2024-{text}")
    except ValueError as error:
        raise ValidationError(
            _("“%(day)s” is not a holiday. Write it as 07-25, or with its year as 2026-07-25."), params={"day": text}
        ) from error
