"""What is kept under a class: each room registers its own kind of thing, so the tree knows no room."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, QuerySet


@dataclass(frozen=True)
class Holding:
    """A kind of thing filed under classes: rows with a `node` and a `scope`.

    `template` and `context(node_id, scopes)` make its part of the page of a series; `context` gives None when there is
    nothing to show.
    """

    key: str
    objects: Callable[[], QuerySet]
    template: str = ""
    context: Callable[[int, QuerySet], dict | None] | None = None


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    _holdings[holding.key] = holding


def counts(scopes: QuerySet) -> dict[int, Counter]:
    """`{node: {key: how many}}` of what these scopes hold: one query for each kind of thing."""
    found: dict[int, Counter] = defaultdict(Counter)
    for holding in _holdings.values():
        for _scope, node, how_many in _by_scope_and_node(holding.objects().filter(scope__in=scopes)):
            found[node][holding.key] += how_many
    return found


def used_nodes() -> set[int]:
    """Classes under which anything at all is kept, whoever may see it."""
    rows = (holding.objects().order_by().values_list("node", flat=True).distinct() for holding in _holdings.values())
    return {pk for nodes in rows for pk in nodes}


def panels_of(node_id: int, scopes: QuerySet) -> list[dict]:
    """The parts that the rooms add to the page of a series, ready to render."""
    shown = []
    for holding in _holdings.values():
        context = holding.context(node_id, scopes) if holding.context else None
        if context is not None:
            shown.append({"template": holding.template, **context})
    return shown


def _by_scope_and_node(objects: QuerySet) -> QuerySet:
    """Grouped in the order of the index, so that 100,000 rows are counted without sorting them."""
    return objects.order_by().values_list("scope", "node").annotate(how_many=Count("*"))
