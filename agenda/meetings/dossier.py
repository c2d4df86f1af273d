"""A meeting as one person reads it: its parts and items, the papers this person may read, what is left, what follows.

Papers under scopes that the person may not read are not listed and not counted. No text is fetched here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from agenda.meetings.models import AgendaItem, Meeting, Paper
from agenda.meetings.querysets import beginning_of_yesterday
from agenda.meetings.words import extent_of


@dataclass
class Entry:
    """An item with the papers that the person may read."""

    item: AgendaItem
    papers: list[Paper] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.item.number

    @property
    def unread(self) -> int:
        return sum(not paper.is_read for paper in self.papers)

    @property
    def has_new(self) -> bool:
        return any(paper.is_new for paper in self.papers)


@dataclass(frozen=True)
class Stop:
    """A place on the way through the dossier: a paper, or an item that has none to read."""

    item: AgendaItem
    paper: Paper | None = None

    @property
    def url(self) -> str:
        return url_of(self.item, self.paper)

    @property
    def title(self) -> str:
        return str(self.paper or self.item.title)

    @property
    def is_unread(self) -> bool:
        return self.paper is not None and not self.paper.is_read


@dataclass(frozen=True)
class Part:
    """Resolutive part, control part, requests and questions: as far as they follow each other."""

    label: str
    entries: list[Entry]


class Dossier:
    """The order of the day as one person sees it."""

    def __init__(self, meeting: Meeting, entries: list[Entry]) -> None:
        self.meeting, self.entries = meeting, entries

    @cached_property
    def papers(self) -> list[Paper]:
        return [paper for entry in self.entries for paper in entry.papers]

    @cached_property
    def stops(self) -> list[Stop]:
        return list(self._stops())

    def _stops(self) -> Iterator[Stop]:
        for entry in self.entries:
            yield from (Stop(entry.item, paper) for paper in entry.papers) if entry.papers else (Stop(entry.item),)

    @property
    def parts(self) -> list[Part]:
        groups = groupby(self.entries, key=lambda entry: entry.item.part)
        return [Part(str(AgendaItem.Part(part).label), list(entries)) for part, entries in groups]

    @cached_property
    def total(self) -> int:
        return len(self.papers)

    @cached_property
    def read(self) -> int:
        return sum(paper.is_read for paper in self.papers)

    @cached_property
    def new(self) -> int:
        return sum(paper.is_new for paper in self.papers)

    @property
    def start(self) -> Stop | None:
        """Where to go on: the first paper not opened yet, or the first of all."""
        papers = [stop for stop in self.stops if stop.paper]
        return next((stop for stop in papers if stop.is_unread), papers[0] if papers else None)

    def stop_at(self, number: int, paper_id: str | None) -> Stop:
        """The paper asked for, or where that item begins. What may not be read is not there."""
        here = [stop for stop in self.stops if stop.item.number == number]
        if paper_id is not None:
            here = [stop for stop in here if stop.paper and str(stop.paper.pk) == paper_id]
        unread = (stop for stop in here if stop.is_unread and paper_id is None)
        if not here:
            raise Http404
        return next(unread, here[0])

    def beside(self, stop: Stop) -> tuple[Stop | None, Stop | None]:
        """What comes before and after, over the borders of items."""
        place = self.stops.index(stop)
        return (
            self.stops[place - 1] if place else None,
            self.stops[place + 1] if place + 1 < len(self.stops) else None,
        )


def dossier_for(person, meeting: Meeting, scopes: QuerySet) -> Dossier:
    """Two queries, however many papers there are. `scopes` are those that the person may read."""
    entries = {item.pk: Entry(item) for item in meeting.items.all()}
    addresses = {pk: url_of(entry.item) for pk, entry in entries.items()}
    papers = Paper.objects.filter(item__meeting=meeting).under(scopes).in_order()
    yesterday = beginning_of_yesterday()
    for paper in papers.for_reading(frozen=not meeting.is_in_preparation).marked_for(person):
        paper.item, paper.is_here = entries[paper.item_id].item, False
        paper.is_new = paper.is_addition and paper.added_at >= yesterday
        paper.url = f"{addresses[paper.item_id]}?document={paper.pk}"
        paper.extent = extent_of(paper)
        entries[paper.item_id].papers.append(paper)
    return Dossier(meeting, list(entries.values()))


def url_of(item: AgendaItem, paper: Paper | None = None) -> str:
    address = reverse("meetings:item", args=[item.meeting_id, item.number])
    return f"{address}?document={paper.pk}" if paper else address
