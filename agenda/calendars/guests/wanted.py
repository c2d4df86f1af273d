"""Whom somebody wants to invite, as forms and addresses say it.

p12 a person · u3 the people of a unit · b4 those of a body · a name · Name <mail@elsewhere.cat>
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from agenda.calendars.guests.errors import TooManyGuests, UnknownGuest
from agenda.calendars.guests.models import Attendee
from intranet.access.models import Principal
from intranet.people.directory import fold
from intranet.people.models import Body, Membership, Unit, User

MOST = 100
CODE = re.compile(r"([pub])(\d{1,9})")


@dataclass(frozen=True)
class Guest:
    """One attendee that there should be."""

    person: int | None = None
    email: str = ""
    name: str = ""
    through: int | None = None
    role: str = Attendee.Role.REQUIRED

    @property
    def key(self) -> tuple[int | None, str]:
        return self.person, self.email


def read(codes: Iterable[str], text: str = "") -> list[Guest]:
    """Everybody that was ticked or written, each once: who is invited in person comes before who is through a unit."""
    codes = list(dict.fromkeys(codes))
    typed = [words.strip() for words in re.split(r"[,;\n]", text) if words.strip()]
    # Before anybody is looked for: each name costs a look through the directory.
    _refuse_more(len(codes) + len(typed))
    found = [guest for code in codes for guest in _coded(code)]
    # Whoever ticks a name that was offered leaves behind the letters that brought it.
    ticked = _names_of(found) if typed else []
    for words in typed:
        if not any(has(name, fold(words)) for name in ticked):
            found += written(words)
    once: dict[tuple, Guest] = {}
    for guest in sorted(found, key=lambda each: each.through is not None):
        once.setdefault(guest.key, guest)
    _refuse_more(len(once))
    return list(once.values())


def _refuse_more(number: int) -> None:
    if number > MOST:
        raise TooManyGuests(
            _("At most %(most)d people can be invited. Send the others the address of the event.") % {"most": MOST}
        )


def _names_of(guests: Iterable[Guest]) -> list[str]:
    people = User.objects.filter(pk__in=[each.person for each in guests if each.person])
    wholes = Principal.objects.filter(pk__in=[each.through for each in guests if each.through])
    return [fold(str(each)) for each in (*people, *wholes)]


def written(words: str) -> list[Guest]:
    """What somebody typed: a mail address, or the name of somebody or of a unit or body."""
    if "@" in words:
        return [_outside(words)]
    wanted = fold(words)
    exact = [guest for name, guests in _named(wanted) if name == wanted for guest in guests]
    if exact:
        return exact
    close = _named(wanted)
    if len(close) == 1:
        return close[0][1]
    if close:
        raise UnknownGuest(_("“%(name)s” could be more than one. Write the whole name.") % {"name": words[:80]})
    raise UnknownGuest(
        _("Nobody here is called “%(name)s”. Write the name as in the directory, or a mail address.")
        % {"name": words[:80]}
    )


def _coded(code: str) -> list[Guest]:
    match = CODE.fullmatch(code)
    if match is None:
        return [_outside(code)] if "@" in code else []
    kind, pk = match[1], int(match[2])
    if kind == "p":
        return [Guest(person=each) for each in User.objects.listed().filter(pk=pk).values_list("pk", flat=True)]
    return _members(Unit if kind == "u" else Body, pk)


def _members(model: type[Unit] | type[Body], pk: int) -> list[Guest]:
    """Those who belong to it today."""
    whole = model.objects.filter(pk=pk).first()
    if whole is None:
        return []
    field = "unit" if model is Unit else "body"
    members = Membership.objects.in_force().filter(**{field: pk}, person__is_active=True).order_by("pk")
    return [Guest(person=person, through=whole.principal_id) for person in members.values_list("person", flat=True)]


def _named(wanted: str) -> list[tuple[str, list[Guest]]]:
    """Whoever's name has all those words. A town hall fits in one query each."""
    names = [(fold(str(each)), [Guest(person=each.pk)]) for each in User.objects.listed()]
    for model in (Unit, Body):
        names += [
            (fold(str(each)), _members(model, each.pk)) for each in model.objects.all() if has(fold(str(each)), wanted)
        ]
    return [(name, guests) for name, guests in names if guests and has(name, wanted)]


def has(name: str, wanted: str) -> bool:
    return all(any(part.startswith(word) for part in name.split()) for word in wanted.split())


def _outside(words: str) -> Guest:
    name, address = parseaddr(words)
    address = address.strip().lower()
    try:
        validate_email(address)
    except ValidationError as problem:
        raise UnknownGuest(
            _("“%(mail)s” is not a mail address. Write it like maria@exemple.cat.") % {"mail": words[:80]}
        ) from problem
    inside = User.objects.listed().filter(email__iexact=address).first()
    if inside is not None:
        return Guest(person=inside.pk)
    return Guest(email=address, name=" ".join(name.split())[:120])


def of(attendee: Attendee) -> Guest:
    """Somebody who is invited already."""
    return Guest(attendee.person_id, attendee.email, attendee.name, attendee.through_id, attendee.role)


def code_of(guest: Guest) -> str:
    return f"p{guest.person}" if guest.person else guest.email


def plain(guests: Iterable[Guest]) -> list[list]:
    """In plain values, for what waits in a session."""
    return [[each.person, each.email, each.name, each.through, each.role] for each in guests]


def from_plain(rows: Iterable[Iterable] | None) -> list[Guest]:
    return [replace(Guest(), person=p, email=e, name=n, through=t, role=r) for p, e, n, t, r in rows or ()]
