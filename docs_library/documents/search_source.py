"""What the search box knows of documents: title, type, tags and the text of every page."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import TaggedItem

from docs_library.classification.tree import titles_by_node
from docs_library.documents.models import Document, PageText
from search.sources import SearchEntry, Source

COLUMNS = (
    "pk",
    "scope_id",
    "title",
    "date",
    "language",
    "current_version",
    "node",
    "node__code",
    "document_type__name",
    "current_version__author__first_name",
    "current_version__author__last_name",
)

CaseNumbers = Callable[[Collection[int]], Mapping[int, tuple[str, ...]]]
Organs = Callable[[Collection[int]], Mapping[int, str]]
_case_numbers: list[CaseNumbers] = []
_organs: list[Organs] = []


def register_case_numbers(numbers: CaseNumbers) -> None:
    """Another room says in which case files documents are: only those that all readers of the document may see."""
    if numbers not in _case_numbers:
        _case_numbers.append(numbers)


def register_organs(organs: Organs) -> None:
    """Another room says which body documents are of, as minutes are of the one that met."""
    if organs not in _organs:
        _organs.append(organs)


class DocumentSource(Source):
    """Six queries for any number of documents: rows, pages, tags, case files, bodies, and the paths of the classes."""

    key = "document"
    label = _("Documents")
    one = _("Document")
    icon = "document"

    def queryset(self) -> QuerySet:
        return Document.objects.filter(current_version__isnull=False)

    def entries(self, pks: Iterable[int]) -> Iterator[SearchEntry]:
        rows = list(self.queryset().filter(pk__in=list(pks)).order_by("pk").values_list(*COLUMNS))
        texts = _texts(row[5] for row in rows)
        tags = _tags(row[0] for row in rows)
        numbers = _numbers([row[0] for row in rows])
        organs = _organs_of([row[0] for row in rows])
        paths = titles_by_node({row[6] for row in rows})
        for pk, scope_id, title, date, language, version_id, node_id, code, type_name, *author in rows:
            yield SearchEntry(
                type=self.key,
                pk=pk,
                scope_id=scope_id,
                title=title,
                url=reverse("documents:detail", args=[pk]),
                headings=" ".join([type_name, *tags[pk]]),
                pages=tuple(texts[version_id]),
                tags=tuple(tags[pk]),
                author=" ".join(filter(None, author)),
                case_files=numbers[pk],
                organ=organs.get(pk, ""),
                series=code,
                series_label=paths[node_id],
                year=date.year,
                date=date,
                language=language,
                extra={"kind": type_name},
            )


def _numbers(pks: Collection[int]) -> dict[int, tuple[str, ...]]:
    numbers: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for source in _case_numbers:
        for pk, found in source(pks).items():
            numbers[pk] += found
    return numbers


def _organs_of(pks: Collection[int]) -> dict[int, str]:
    return {pk: organ for source in _organs for pk, organ in source(pks).items()}


def _texts(version_ids: Iterable[int]) -> dict[int, list[str]]:
    """The pages of each version, each in its place: one without words is there too, and counts."""
    pages: dict[int, list[str]] = defaultdict(list)
    rows = PageText.objects.filter(version__in=list(version_ids)).order_by("version", "number")
    for version_id, number, text in rows.values_list("version", "number", "text"):
        known = pages[version_id]
        known += [""] * (number - 1 - len(known))
        known.append(text)
    return pages


def _tags(pks: Iterable[int]) -> dict[int, list[str]]:
    tags = defaultdict(list)
    kind = {"content_type__app_label": "documents", "content_type__model": "document"}
    rows = TaggedItem.objects.filter(object_id__in=list(pks), **kind).order_by("tag__name")
    for pk, name in rows.values_list("object_id", "tag__name"):
        tags[pk].append(name)
    return tags
