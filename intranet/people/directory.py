"""The directory: who is where today. It asks memberships in force, so nobody outstays a mandate in it."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from django.utils.translation import gettext as _

from intranet.people.models import Membership, User


@dataclass(frozen=True)
class Entry:
    """A person under one heading: in a unit, in a body, or with neither."""

    person: User
    position: str = ""
    group: str = ""

    @property
    def role(self) -> str:
        return " · ".join(filter(None, (self.position, self.group)))

    @property
    def words(self) -> str:
        """What the filter looks into."""
        person = self.person
        return fold(f"{person} {self.role} {person.email} {person.phone}")


@dataclass(frozen=True)
class Heading:
    """A unit or a body with its people."""

    key: str
    name: str
    hue: int | None = None
    entries: list[Entry] = field(default_factory=list)


def headings(q: str = "") -> Iterator[Heading]:
    """Units, then bodies, then those in neither; of each, those whom the words of `q` describe. Two queries."""
    memberships = list(
        Membership.objects.in_force()
        .filter(person__in=User.objects.listed())
        .select_related("person", "unit", "body", "group")
    )
    placed = {membership.person_id for membership in memberships}
    others = [Entry(person) for person in User.objects.listed() if person.pk not in placed]
    groups = [*_units(memberships), *_bodies(memberships), Heading("others", _("Other people"), entries=others)]
    for heading in groups:
        if found := _matching(heading, q):
            yield Heading(heading.key, heading.name, heading.hue, found)


def fold(text: str) -> str:
    """Lower case, without accents, as people type in a hurry."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("·", ""))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _units(memberships: Iterable[Membership]) -> Iterator[Heading]:
    inside = sorted(
        (each for each in memberships if each.unit_id), key=lambda each: (fold(str(each.unit)), each.unit_id)
    )
    for unit, group in groupby(inside, key=attrgetter("unit")):
        yield Heading(f"unit-{unit.pk}", unit.name, entries=_entries(group))


def _bodies(memberships: Iterable[Membership]) -> Iterator[Heading]:
    members = sorted((each for each in memberships if each.body_id), key=attrgetter("body_id"))
    for body, group in groupby(members, key=attrgetter("body")):
        yield Heading(f"body-{body.pk}", body.name, body.hue, _entries(group))


def _entries(memberships: Iterable[Membership]) -> list[Entry]:
    entries = [Entry(each.person, each.position, each.group.name if each.group else "") for each in memberships]
    return sorted(entries, key=lambda entry: (fold(entry.person.last_name), fold(entry.person.first_name)))


def _matching(heading: Heading, q: str) -> list[Entry]:
    """Each word must appear in the person or in the heading, in any order."""
    place = fold(heading.name)
    wanted = fold(q).split()
    return [entry for entry in heading.entries if all(word in f"{place} {entry.words}" for word in wanted)]
