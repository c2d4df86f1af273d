"""Documents in lists: the rows, the newest ones, and the filters of a class."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from docs_library.documents.models import Document, DocumentType

# How far back by number to look for what is new before asking the whole table.
RECENT = 1000
PER_PAGE = 50
ICONS = (("pdf", "pdf"), ("word", "docx"), ("opendocument.text", "docx"), ("sheet", "sheet"), ("csv", "sheet"))


@dataclass(frozen=True, slots=True)
class Row:
    """What a line of a list says of a document."""

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


def rows(documents: Iterable[Document], *, with_place: bool = False) -> list[Row]:
    """Rows for documents fetched with `for_listing()`."""
    return [_row(document, with_place) for document in documents]


def newest(scopes: QuerySet, how_many: int, *, but_of=None) -> list[Document]:
    """The latest documents under these scopes.

    Most people may read something among the last thousand; only who finds too little there pays for asking the whole
    table, and reads little of it.
    """
    documents = Document.objects.filter(scope__in=scopes).order_by("-pk").for_listing()
    if but_of is not None:
        documents = documents.exclude(uploaded_by_user=but_of)
    last = Document.objects.aggregate(last=Max("pk"))["last"] or 0
    recent = list(documents.filter(pk__gt=last - RECENT)[:how_many])
    return recent if len(recent) == how_many or last <= RECENT else list(documents[:how_many])


def icon_of(document: Document) -> str:
    version = document.current_version
    media_type = version.blob.media_type if version else ""
    return next((icon for part, icon in ICONS if part in media_type), "document")


class CountedPaginator(Paginator):
    """Pages of a list whose length is already known: the tree has counted it."""

    def __init__(self, object_list, per_page: int, *, count: int) -> None:
        super().__init__(object_list, per_page)
        self.count = count


class FilterForm(forms.Form):
    """Type, year and state of the documents of a class, from the address."""

    tipus = forms.ChoiceField(label=_("Type"), required=False)
    any = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    estat = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any state")), *Document.State.choices]
    )

    def __init__(self, data, *, years: Iterable[int]) -> None:
        super().__init__(data, auto_id="filtre-%s")
        types = DocumentType.objects.values_list("code", "name")
        self.fields["tipus"].choices = [("", _("All types")), *types]
        self.fields["any"].choices = [("", _("Any year")), *((year, year) for year in years)]

    @property
    def is_active(self) -> bool:
        """Whether anything is asked, sensible or not."""
        return any(self.data.get(name) for name in self.fields)

    def narrow(self, documents: QuerySet) -> QuerySet:
        """Only the documents that were asked for; all of them when the question makes no sense."""
        asked = self.cleaned_data if self.is_valid() else {}
        if code := asked.get("tipus"):
            documents = documents.filter(document_type__code=code)
        if year := asked.get("any"):
            documents = documents.filter(date__year=year)
        if state := asked.get("estat"):
            documents = documents.filter(state=state)
        return documents


def years_of(documents: QuerySet) -> range:
    """From the last year to the first, asked at the two ends of the index."""
    ends = [documents.order_by(order).values_list("date", flat=True).first() for order in ("-date", "date")]
    return range(ends[0].year, ends[1].year - 1, -1) if ends[0] else range(0)


def _row(document: Document, with_place: bool) -> Row:
    is_draft, is_pending = document.state == Document.State.DRAFT, document.document_type.is_pending
    return Row(
        title=document.title,
        url=document.get_absolute_url(),
        icon=icon_of(document),
        type=document.document_type.name,
        date=document.date,
        pages=document.current_version.page_count if document.current_version else 0,
        locked=not document.scope.inherits,
        state="attention" if is_pending else "",
        state_label=_("type pending") if is_pending else document.get_state_display() if is_draft else "",
        place=document.node.title if with_place else "",
    )
