"""Meetings and their items in the search, under the scope of the meeting."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.meetings.models import AgendaItem, Meeting
from agenda.meetings.words import title_and_day
from search.sources import SearchEntry, Source


class MeetingSource(Source):
    key = "meeting"
    label = _("Meetings")
    one = _("Meeting")
    icon = "meeting"

    def queryset(self) -> QuerySet[Meeting]:
        return Meeting.objects.all()

    def entries(self, pks: Iterable[int]) -> Iterator[SearchEntry]:
        meetings = self.queryset().filter(pk__in=pks).select_related("body")
        for meeting in meetings.prefetch_related("items"):
            day = timezone.localdate(meeting.starts_at)
            yield SearchEntry(
                type=self.key,
                pk=meeting.pk,
                scope_id=meeting.scope_id,
                title=title_and_day(meeting),
                url=meeting.get_absolute_url(),
                headings=" · ".join(filter(None, (meeting.body.name, meeting.place))),
                body="\n".join(_what_is_said(meeting)),
                organ=meeting.body.name,
                year=day.year,
                date=day,
                extra={"where": meeting.place},
            )


class ItemSource(Source):
    key = "item"
    label = _("Agenda items")
    one = _("Agenda item")
    icon = "meeting"

    def queryset(self) -> QuerySet[AgendaItem]:
        return AgendaItem.objects.all()

    def entries(self, pks: Iterable[int]) -> Iterator[SearchEntry]:
        for item in self.queryset().filter(pk__in=pks).select_related("meeting__body"):
            day = timezone.localdate(item.meeting.starts_at)
            yield SearchEntry(
                type=self.key,
                pk=item.pk,
                scope_id=item.meeting.scope_id,
                title=str(item),
                url=item.get_absolute_url(),
                headings=title_and_day(item.meeting),
                body=item.outcome,
                organ=item.meeting.body.name,
                year=day.year,
                date=day,
                extra={"where": title_and_day(item.meeting)},
            )


def bodies_of_minutes(pks: Collection[int]) -> dict[int, str]:
    """The body that each of those documents is the minutes of, whoever may read the meeting.

    Who reads the minutes reads which body met, and when: they are the record of it. The meeting itself, its order of
    the day and its papers stay under the scope of the meeting, here and on the page of the document (`facts`).
    """
    return dict(Meeting.objects.filter(minutes__in=pks).order_by("pk").values_list("minutes", "body__name"))


def _what_is_said(meeting: Meeting) -> Iterator[str]:
    yield from filter(None, (meeting.reason, meeting.called_off_reason))
    for item in meeting.items.all():
        yield str(item)
        if item.outcome:
            yield item.outcome
