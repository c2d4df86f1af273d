"""Documents in lists: the rows, the newest ones, and the filters of a class."""

from datetime import date, datetime
from typing import NamedTuple

from django import forms
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from docs_library.documents.models import Document, DocumentType

# How far back by number to look for what is new before asking the whole table.
RECENT = 1000
PER_PAGE = 50
ICONS = (("pdf", "pdf"), ("word", "docx"), ("opendocument.text", "docx"), ("sheet", "sheet"), ("csv", "sheet"))


class Row(NamedTuple):
    """What a line of a list says of a document; `_rows.html` takes it apart in this order."""

    title: str
    url: str
    icon: str
    type: str
    date: date
    pages: int
    locked: bool
    state: str
    state_label: str
    place: str = ""


# A row is made of these and nothing else: no list fetches whole documents, and none their text.
COLUMNS = (
    "pk",
    "title",
    "date",
    "state",
    "document_type__name",
    "document_type__is_pending",
    "scope__inherits",
    "node__title",
    "current_version__page_count",
    "current_version__blob__media_type",
)


def rows(documents: QuerySet, *, with_place: bool = False) -> list[Row]:
    """Rows for these documents, in their order and in one query."""
    return [_row(values, with_place) for values in documents.values_list(*COLUMNS)]


def newest(scopes: QuerySet, how_many: int, *, but_of=None, since: datetime | None = None) -> list[Row]:
    """The latest documents under these scopes.

    Most people may read something among the last thousand; only who finds too little there pays for asking the whole
    table, and reads little of it.
    """
    documents = Document.objects.filter(scope__in=scopes).order_by("-pk")
    if but_of is not None:
        documents = documents.exclude(uploaded_by_user=but_of)
    if since is not None:
        documents = documents.filter(created_at__gte=since)
    last = Document.objects.aggregate(last=Max("pk"))["last"] or 0
    recent = rows(documents.filter(pk__gt=last - RECENT)[:how_many], with_place=True)
    enough = len(recent) == how_many or last <= RECENT
    return recent if enough else rows(documents[:how_many], with_place=True)


def icon_of(media_type: str | None) -> str:
    return next((icon for part, icon in ICONS if part in (media_type or "")), "document")


class CountedPaginator(Paginator):
    """Pages of a list whose length is already known: the tree has counted it."""

    def __init__(self, object_list, per_page: int, *, count: int) -> None:
        super().__init__(object_list, per_page)
        self.count = count


class FilterForm(forms.Form):
    """Type, year and state of the documents of a class, from the address."""

    tipus = forms.ChoiceField(label=_("Type"), required=False)
    any = forms.IntegerField(label=_("Year"), required=False, min_value=1800, max_value=2200)
    estat = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any state")), *Document.State.choices]
    )

    def __init__(self, data) -> None:
        super().__init__(data, auto_id="filtre-%s")
        types = DocumentType.objects.values_list("code", "name")
        self.fields["tipus"].choices = [("", _("All types")), *types]  # type: ignore[attr-defined]  # known as Field

    @property
    def is_active(self) -> bool:
        """Whether anything is asked, sensible or not."""
        return any(self.data.get(name) for name in self.fields)

    def narrow(self, documents: QuerySet) -> QuerySet:
        """Only the documents that were asked for; all of them when the question makes no sense."""
        asked = self.cleaned_data if self.is_valid() else {}
        exact = {
            "document_type__code": asked.get("tipus"),
            "date__year": asked.get("any"),
            "state": asked.get("estat"),
        }
        return documents.filter(**{name: value for name, value in exact.items() if value})


def _row(values: tuple, with_place: bool) -> Row:
    pk, title, date, state, type_name, is_pending, inherits, place, pages, media_type = values
    return Row(
        title=title,
        url=reverse("documents:detail", args=[pk]),
        icon=icon_of(media_type),
        type=type_name,
        date=date,
        pages=pages or 0,
        locked=not inherits,
        state="attention" if is_pending else "",
        state_label=str(_("type pending") if is_pending else _("draft") if state == Document.State.DRAFT else ""),
        place=place if with_place else "",
    )
