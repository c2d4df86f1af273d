"""What the search box knows of case files: number, subject and the names of the interested parties."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from docs_library.classification.tree import titles_by_node
from docs_library.records.models import CaseFile, Filing, InterestedParty
from search.sources import SearchEntry, Source

CALLED = "expedient expediente exp"
"""What people write before a number, in either language."""


class CaseFileSource(Source):
    """Three queries for any number of case files: rows, names, and the paths of the classes."""

    key = "casefile"
    label = _("Case files")
    one = _("Case file")
    icon = "folder"

    def queryset(self) -> QuerySet:
        return CaseFile.objects.all()

    def entries(self, pks: Iterable[int]) -> Iterator[SearchEntry]:
        case_files = list(self.queryset().filter(pk__in=list(pks)).select_related("node").order_by("pk"))
        names = _names(case_files)
        paths = titles_by_node({case_file.node_id for case_file in case_files})
        for case_file in case_files:
            yield SearchEntry(
                type=self.key,
                pk=case_file.pk,
                scope_id=case_file.scope_id,
                title=str(case_file),
                url=reverse("records:detail", args=[case_file.pk]),
                # The number once more without its zeros: `2026-12` is what is typed for 2026/0012.
                headings=f"{CALLED} {case_file.year}/{case_file.sequence}",
                body="\n".join(names[case_file.pk]),
                series=case_file.node.code,
                series_label=paths[case_file.node_id],
                case_files=(case_file.number,),
                year=case_file.year,
                date=case_file.opened_on,
            )


def numbers_of_documents(pks: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The case file of each document that is read by the same people: of another, the number alone would tell."""
    filings = Filing.objects.filter(document__in=pks, document__scope=F("case_file__scope")).select_related(
        "case_file"
    )
    return {filing.document_id: (filing.case_file.number,) for filing in filings}


def _names(case_files: list[CaseFile]) -> dict[int, list[str]]:
    names = defaultdict(list)
    parties = InterestedParty.objects.filter(case_file__in=[case_file.pk for case_file in case_files]).order_by("pk")
    for pk, name in parties.values_list("case_file", "name"):
        names[pk].append(name)
    return names
