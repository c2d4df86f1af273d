"""The desk is made of panels; each room registers its own, so the desk knows no room."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Panel:
    """A part of the desk. `context(user)` gives the template's variables, or None when there is nothing to show.

    `place` is "first" for what awaits the person (the next meeting), "today" for the day's agenda and "more" for the
    rest; within a place, `order` sorts.
    """

    key: str
    place: str
    order: int
    template: str
    context: Callable[[object], dict | None]


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    _panels[panel.key] = panel


def panels_for(user) -> list[dict]:
    """The panels that have something for this person, in order, ready to render."""
    shown = []
    for panel in sorted(_panels.values(), key=lambda each: each.order):
        context = panel.context(user)
        if context is not None:
            shown.append({"key": panel.key, "place": panel.place, "template": panel.template, **context})
    return shown
