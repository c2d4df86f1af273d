"""The care desk: what several people looked for and nobody found or opened, and what somebody said to be missing.

Each line is mended with a click (a synonym, a pinned answer) or dismissed; it is back if it goes on failing later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from intranet.access import audit
from search.log import oldest_week, this_week
from search.models import CareDecision, SearchUse
from search.policies import keeping_scopes, require_keeper
from search.querysets import SearchUseQuerySet

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Need:
    """A search that needs care, with its worst week."""

    key: str
    text: str
    people: int
    nothing_found: bool
    reported: bool
    last_week: date

    @property
    def is_this_week(self) -> bool:
        return self.last_week == this_week()


def list_needs(user) -> list[Need]:
    """The searches of the last weeks that need care, first what most people asked; one query."""
    require_keeper(user)
    return _needs_in(SearchUse.objects.all())


def desk_part(user) -> dict[str, int] | None:
    """For the desk of those who keep the search: how many searches need care. One query for everybody."""
    waiting = len(_needs_in(SearchUse.objects.filter(Exists(keeping_scopes(user)))))
    return {"waiting": waiting} if waiting else None


def mark_mended(key: str) -> None:
    """What was searched until this week is cared for."""
    if key:
        CareDecision.objects.update_or_create(
            key=key, defaults={"kind": CareDecision.Kind.MENDED, "week": this_week()}
        )


def reopen(key: str) -> None:
    """The mend was undone: the search needs care as before."""
    CareDecision.objects.filter(key=key, kind=CareDecision.Kind.MENDED).delete()


@transaction.atomic
def dismiss_need(user, key: str) -> None:
    """Nothing can be done about that search, or nothing should. The record stays for ever and does not say which."""
    require_keeper(user)
    CareDecision.objects.update_or_create(key=key, defaults={"kind": CareDecision.Kind.DISMISSED, "week": this_week()})
    audit.record(user, "search_need.dismissed")


@transaction.atomic
def take_back(user, *, key: str) -> None:
    """The search is in the list again."""
    require_keeper(user)
    CareDecision.objects.filter(key=key).delete()
    audit.record(user, "search_need.taken_back")


def _needs_in(uses: SearchUseQuerySet) -> list[Need]:
    decided = CareDecision.objects.filter(
        Q(week__gte=OuterRef("week")) | Q(kind=CareDecision.Kind.DISMISSED), key=OuterRef("key")
    )
    needs = _by_search(uses.since(oldest_week()).filter(~Exists(decided)).in_need().order_by("week"))
    return sorted(needs, key=lambda need: (-need.people, not need.reported, -need.last_week.toordinal()))[:SHOWN]


def _by_search(rows: Iterable[dict[str, Any]]) -> list[Need]:
    weeks: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        weeks.setdefault(row["key"], []).append(row)
    return [_need(key, found) for key, found in weeks.items()]


def _need(key: str, weeks: list[dict[str, Any]]) -> Need:
    return Need(
        key=key,
        text=weeks[-1]["example"],
        people=max(week["people"] for week in weeks),
        nothing_found=weeks[-1]["most_found"] == 0,
        reported=any(week["reports"] for week in weeks),
        last_week=weeks[-1]["week"],
    )
