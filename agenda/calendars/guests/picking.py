"""Looking for whom to invite: people, units and bodies by their names, as one writes them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from agenda.calendars.guests import wanted
from intranet.people.directory import fold
from intranet.people.models import Body, Unit, User

SHOWN = 8
SHORTEST = 2


@dataclass(frozen=True)
class Choice:
    """One line of the list."""

    code: str
    name: str
    kind: str


def chosen(codes: Iterable[str]) -> list[Choice]:
    """Those that are ticked, as the list shows them; what names nobody is left out."""
    codes = list(dict.fromkeys(codes))
    known = {each.code: each for each in everybody(codes)}
    outside = {code: Choice(code, code, "mail") for code in codes if "@" in code}
    return [(known | outside)[code] for code in codes if code in known or code in outside]


def choices_for(text: str, ticked: Iterable[Choice]) -> list[Choice]:
    """Those whose name has the words that are being typed, after the last comma."""
    words = fold(text.replace(";", ",").rpartition(",")[2].strip())
    if len(words) < SHORTEST:
        return []
    there = {each.code for each in ticked}
    found = (each for each in everybody() if each.code not in there and wanted.has(fold(each.name), words))
    return [each for each, _number in zip(found, range(SHOWN), strict=False)]


def everybody(codes: Collection[str] | None = None) -> Iterable[Choice]:
    """The people, units and bodies of the directory, or those of them that have these codes."""
    sources = (
        ("p", "person", User.objects.listed()),
        ("u", "unit", Unit.objects.all()),
        ("b", "body", Body.objects.all()),
    )
    for letter, kind, rows in sources:
        for row in rows:
            if codes is None or f"{letter}{row.pk}" in codes:
                yield Choice(f"{letter}{row.pk}", str(row), kind)
