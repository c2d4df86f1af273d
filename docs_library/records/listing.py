"""Case files in lists and in the rooms that speak of them."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from docs_library.documents.facts import Fact
from docs_library.documents.models import Document
from docs_library.records.forms import CaseFileFilterForm
from docs_library.records.models import CaseFile
from docs_library.records.querysets import CaseFileQuerySet
from intranet.access.scopes import readable_scopes

SHOWN_IN_SERIES = 5


def filter_form(data, scopes: QuerySet) -> CaseFileFilterForm:
    """Offers only the years and series of the case files that this person may see."""
    readable = CaseFile.objects.filter(scope__in=scopes).order_by()
    years = sorted(readable.values_list("year", flat=True).distinct(), reverse=True)
    series = sorted(readable.values_list("node", "node__code", "node__title").distinct(), key=lambda row: row[1])
    return CaseFileFilterForm(data, years=years, series=[(pk, f"{code} {title}") for pk, code, title in series])


def narrow(case_files: CaseFileQuerySet, form: CaseFileFilterForm) -> CaseFileQuerySet:
    """Only what was asked for; everything when the question makes no sense."""
    asked = form.cleaned_data if form.is_valid() else {}
    exact = {"status": asked.get("estat"), "year": asked.get("any"), "node": asked.get("serie")}
    return case_files.filter(**{name: value for name, value in exact.items() if value}).matching(asked.get("q") or "")


def in_series(node_id: int, scopes: QuerySet) -> dict | None:
    """The latest case files of a series, for its page in the library."""
    found = CaseFile.objects.filter(node=node_id, scope__in=scopes).select_related("scope")
    latest = list(found[: SHOWN_IN_SERIES + 1])
    if not latest:
        return None
    return {"case_files": latest[:SHOWN_IN_SERIES], "has_more": len(latest) > SHOWN_IN_SERIES, "node_id": node_id}


def facts_of_document(user, document: Document) -> Iterable[Fact]:
    """The case file a document is in, to whoever may see that too."""
    found = CaseFile.objects.filter(filings__document=document, scope__in=readable_scopes(user)).first()
    return [Fact(_("Case file"), str(found), found.get_absolute_url())] if found else []
