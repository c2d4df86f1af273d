"""The account page is made of parts; other rooms register theirs (feeds, devices), so the account knows no room.

    account.register(account.Section("feeds", 40, "calendars/account.html", feeds_of))

The template is included in the account page with its variables under `part`; it may hold forms of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A part of the account page. `context(user)` gives the template's variables, or None for nothing to show."""

    key: str
    order: int
    template: str
    context: Callable[[object], dict | None]


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    _sections[section.key] = section


def sections_for(user) -> list[dict]:
    """The parts that have something for this person, in order, ready to render."""
    shown = []
    for section in sorted(_sections.values(), key=lambda each: each.order):
        context = section.context(user)
        if context is not None:
            shown.append({"key": section.key, "template": section.template, **context})
    return shown
