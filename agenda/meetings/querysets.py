from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from intranet.access.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from agenda.meetings.models import Meeting

DOCUMENT_SHOWN = ("document__title", "document__document_type_id", "document__current_version_id")


class MeetingQuerySet(ScopedQuerySet):
    model: "type[Meeting]"  # type: ignore[assignment]  # the stubs leave open whose rows these are

    def for_listing(self) -> Self:
        """What a row of a list shows of a meeting, in one query; its papers are counted for each reader apart."""
        return self.select_related("body").annotate(item_count=Count("items"))

    def in_preparation(self) -> Self:
        return self.filter(state__in=self.model.IN_PREPARATION)

    def ahead(self, at: datetime | None = None) -> Self:
        """Convened and not over yet, the nearest first."""
        return self.coming(at).filter(state=self.model.State.CONVENED)

    def coming(self, at: datetime | None = None) -> Self:
        """What was announced for a time not over yet, also where it has been called off: people still expect it."""
        return self.filter(self._coming_q(at)).order_by("starts_at", "pk")

    def behind(self, at: datetime | None = None) -> Self:
        """What was announced for a time that is over."""
        return self.exclude(self._coming_q(at)).exclude(state__in=self.model.IN_PREPARATION)

    def _coming_q(self, at: datetime | None) -> Q:
        announced = [self.model.State.CONVENED, self.model.State.CANCELLED]
        return Q(state__in=announced, ends_at__gte=at or timezone.now())


class PaperQuerySet(models.QuerySet):
    def under(self, scopes: QuerySet) -> Self:
        """Only what these scopes open: the rest is neither listed nor counted."""
        return self.filter(document__scope__in=scopes)

    def in_order(self) -> Self:
        return self.order_by("item__number", "position")

    def for_reading(self, *, frozen: bool) -> Self:
        """What a row of the order of the day shows, in one query and without any text. Drafts follow the document."""
        version = "version" if frozen else "document__current_version"
        shown = ("item_id", "position", "folio", "title", "added_at", "is_addition", *DOCUMENT_SHOWN)
        return self.select_related("document", version).only(*shown, version)

    def marked_for(self, person) -> Self:
        """With `is_read`: whether this person has opened it."""
        from agenda.meetings.models import PaperReading

        opened = PaperReading.objects.filter(paper=OuterRef("pk"), person=person.pk)
        return self.annotate(is_read=Exists(opened))

    def counted(self, person, *, at: datetime | None = None) -> dict[str, int]:
        """How many there are, how many this person has not opened, how many came since yesterday."""
        return self.marked_for(person).aggregate(
            total=Count("pk"), unread=Count("pk", filter=Q(is_read=False)), new=Count("pk", filter=new_q(at))
        )


def new_q(at: datetime | None = None) -> Q:
    """Added to what was already convened, yesterday or today."""
    return Q(is_addition=True, added_at__gte=beginning_of_yesterday(at))


def beginning_of_yesterday(at: datetime | None = None) -> datetime:
    today = timezone.localtime(at or timezone.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=1)
