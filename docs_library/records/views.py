"""The case files: the list, one of them, and the form that opens one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from docs_library.classification.models import ClassificationNode
from docs_library.classification.tree import trail
from docs_library.documents import listing as documents_listing
from docs_library.documents.models import Document
from docs_library.records import listing, services
from docs_library.records.forms import OpenCaseFileForm
from docs_library.records.models import CaseFile
from intranet.access.explain import explain_to
from intranet.access.policies import get_visible_or_404
from intranet.access.scopes import readable_scopes
from search.views.similar import show_similar

PER_PAGE = 50


@require_safe
def case_files(request: HttpRequest) -> HttpResponse:
    """The case files that this person may see, by state, year and series, or by number, words and names."""
    scopes = readable_scopes(request.user)
    filters = listing.filter_form(request.GET, scopes)
    found = listing.narrow(CaseFile.objects.filter(scope__in=scopes), filters).for_listing()
    context = {
        "section": "documents",
        "filters": filters,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("pagina")),
        "may_open": _may_open(request.user),
    }
    return render(request, "records/list.html", context, status=200 if filters.is_valid() else 400)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One case file: where it stands, who is in it, and its documents in order."""
    visible = CaseFile.objects.for_listing().select_related("node__parent__parent__parent")
    case_file = get_visible_or_404(visible, request.user, pk=pk)
    documents = Document.objects.filter(filing__case_file=case_file, scope__in=readable_scopes(request.user))
    context = {
        "section": "documents",
        "case_file": case_file,
        "trail": trail(case_file.node),
        "phases": _phases(case_file),
        "parties": case_file.interested_parties.order_by("pk"),
        "rows": documents_listing.rows(documents.order_by("filing__position")),
        "reasons": explain_to(request.user, case_file.scope_id),
    }
    return render(request, "records/detail.html", context)


@require_safe
def similar(request: HttpRequest, pk: int) -> HttpResponse:
    """Other case files that speak of the same."""
    case_file = get_visible_or_404(CaseFile, request.user, pk=pk)
    return show_similar(request, "casefile", case_file, section="documents", heading=_("Similar case files"))


@require_http_methods(["GET", "HEAD", "POST"])
def open_case_file(request: HttpRequest) -> HttpResponse:
    """The form that opens a case file: series, subject and parties; the number comes by itself."""
    posted = request.POST if request.method == "POST" else None
    form = OpenCaseFileForm(request.user, posted, initial={"node": request.GET.get("classe")})
    if request.method == "POST" and (opened := _opened(request, form)):
        messages.success(request, _("Case file %(number)s is open.") % {"number": opened.number})
        return redirect(opened)
    status = 400 if form.is_bound else 200
    return render(request, "records/open.html", {"section": "documents", "form": form}, status=status)


def _opened(request: HttpRequest, form: OpenCaseFileForm) -> CaseFile | None:
    if not form.is_valid():
        return None
    try:
        return services.open_case_file(
            request.user,
            form.cleaned_data["node"],
            subject=form.cleaned_data["subject"],
            parties=form.cleaned_data["parties"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _may_open(user) -> bool:
    return ClassificationNode.objects.series().open().editable(user).exists()


def _phases(case_file: CaseFile) -> list[dict]:
    """The phases in order, and where the case file is among them (R8); of a closed one all are past."""
    values = list(CaseFile.Phase)
    closed = case_file.status == CaseFile.Status.CLOSED
    current = len(values) if closed else values.index(CaseFile.Phase(case_file.phase))
    return [
        {"label": phase.label, "is_current": place == current, "is_past": place < current}
        for place, phase in enumerate(values)
    ]
