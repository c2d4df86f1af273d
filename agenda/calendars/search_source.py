"""What the search box knows of events. Each hit has the scope of the event's details: busy is never found."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.calendars.models import Event
from search.sources import SearchEntry, Source


class EventSource(Source):
    """One query for any number of events."""

    key = "event"
    label = _("Agenda")
    one = _("Event")
    icon = "calendar"

    def queryset(self) -> QuerySet:
        return Event.objects.all()

    def entries(self, pks: Iterable[int]) -> Iterator[SearchEntry]:
        for event in self.queryset().filter(pk__in=list(pks)).select_related("calendar__body", "organizer"):
            day, kind = timezone.localdate(event.starts_at), str(event.get_event_type_display())
            yield SearchEntry(
                type=self.key,
                pk=event.pk,
                scope_id=event.scope_id,
                title=event.summary,
                url=reverse("calendars:event", args=[event.pk]),
                headings=" ".join(filter(None, [kind, event.location])),
                body=event.description,
                tags=(kind,),
                organ=event.calendar.body.name if event.calendar.body else "",
                author=str(event.organizer or ""),
                series=f"calendar-{event.calendar_id}",
                series_label=event.calendar.name,
                year=day.year,
                date=day,
            )
