"""Procedures and news in the one box (R19)."""

from collections.abc import Iterable, Iterator

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from intranet.pages.models import NewsPage, ProcedurePage
from search.sources import SearchEntry, Source


class ProcedureSource(Source):
    key = "procedure"
    label = _("Procedures")
    one = _("Procedure")
    icon = "procedure"

    def queryset(self):
        return ProcedurePage.objects.live()

    def entries(self, pks: Iterable[int]) -> Iterator[SearchEntry]:
        for page in self.queryset().filter(pk__in=pks).select_related("owner_person"):
            yield SearchEntry(
                type=self.key,
                pk=page.pk,
                scope_id=page.scope_id,
                title=page.title,
                headings=" · ".join(step.value["title"] for step in page.steps),
                body=_procedure_text(page),
                author=str(page.owner_person or ""),
                url=f"/procediments/{page.slug}/",
                year=page.last_published_at.year if page.last_published_at else None,
                date=page.last_published_at.date() if page.last_published_at else None,
            )


class NewsSource(Source):
    key = "page"
    label = _("News")
    one = _("News item")
    icon = "bell"

    def queryset(self):
        return NewsPage.objects.live()

    def entries(self, pks: Iterable[int]) -> Iterator[SearchEntry]:
        for page in self.queryset().filter(pk__in=pks):
            yield SearchEntry(
                type=self.key,
                pk=page.pk,
                scope_id=page.scope_id,
                title=page.title,
                body=strip_tags(page.body),
                url=page.url or "",
                year=page.date.year,
                date=page.date,
            )


def _procedure_text(page: ProcedurePage) -> str:
    steps = (f"{step.value['who']} {step.value['when']} {strip_tags(str(step.value['text']))}" for step in page.steps)
    return "\n".join([page.summary, *steps, strip_tags(page.pitfalls), page.legal_basis])
