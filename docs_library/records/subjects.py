"""What the subject of a case file may be (R7)."""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MIN_LENGTH, MAX_LENGTH = 10, 120
# A DNI (eight digits and a letter) or a NIE (X, Y or Z, seven digits and a letter), however it is separated.
NATIONAL_ID = re.compile(r"(?<![0-9A-Z])(?:\d{2}[ .]?\d{3}[ .]?\d{3}|[XYZ][ -]?\d{7})[ -]?[A-Z](?![0-9A-Z])")


def normalise(text: str) -> str:
    """In capitals and with single spaces, however it was typed."""
    return " ".join(text.upper().split())


def validate_subject(subject: str) -> None:
    """Refuse with every reason at once."""
    if reasons := list(_faults(subject)):
        raise ValidationError(reasons)


def _faults(subject: str) -> Iterator[str]:
    if not MIN_LENGTH <= len(subject) <= MAX_LENGTH:
        limits = {"least": MIN_LENGTH, "most": MAX_LENGTH, "length": len(subject)}
        yield _("Write a subject of %(least)d to %(most)d characters; this one has %(length)d.") % limits
    if subject != normalise(subject):
        yield _("Write the subject in capitals, with single spaces.")
    if NATIONAL_ID.search(subject.upper()):
        yield _("Take the identity number out of the subject: everybody who sees the list would read it.")
