"""The library: the classification tree, one class, one document."""

from typing import cast

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docs_library.classification import holdings, tree
from docs_library.classification.models import ClassificationNode
from docs_library.documents import facts, listing, reading
from docs_library.documents.models import Document, DocumentVersion
from intranet.access import audit
from intranet.access.explain import explain_to
from intranet.access.models import Level
from intranet.access.policies import get_visible_or_404
from intranet.access.scopes import readable_scopes, scope_allows
from intranet.people.requests import SignedInRequest
from search.views.similar import show_similar

NEWEST_SHOWN = 20


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """The whole tree that this person may see, and what is new in it."""
    scopes = readable_scopes(request.user)
    context = {
        "section": "documents",
        "lines": tree.build(scopes).lines(),
        "rows": listing.newest(scopes, NEWEST_SHOWN),
        "add_url": reverse("documents:upload") if may_add_somewhere(request.user) else "",
    }
    return render(request, "documents/browse.html", context)


@require_safe
def node(request: HttpRequest, pk: int) -> HttpResponse:
    """One class: what hangs below it, and its documents."""
    scopes = readable_scopes(request.user)
    table = tree.build(scopes)
    branch = table.find_or_404(pk)
    documents = Document.objects.filter(node=pk, scope__in=scopes)
    filters = listing.FilterForm(request.GET)
    page = _page(documents, filters, branch.own["documents"], request.GET.get("pagina"))
    context = {
        "section": "documents",
        "lines": table.lines(branch),
        "branch": branch,
        "trail": tree.trail_of(branch.path[:-1]),
        "filters": filters,
        "page": page,
        "rows": listing.rows(cast(QuerySet, page.object_list)),
        "panels": holdings.panels_of(pk, scopes) if branch.is_series else [],
        "add_url": f"{reverse('documents:upload')}?classe={pk}" if may_add(request.user, branch) else "",
    }
    return render(request, "documents/node.html", context, status=200 if filters.is_valid() else 400)


@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One document, pages first; beside a list, only a look at it."""
    document = get_visible_or_404(Document.objects.for_reading(), request.user, pk=pk)
    versions = reading.versions_of(document)
    version = reading.choose_version(document, versions, request.GET.get("versio"))
    if request.method == "GET":
        audit.record(request.user, "document.viewed", document, version=version.number)
    beside_a_list = bool(request.htmx)
    context = {
        "section": "documents",
        "document": document,
        "version": version,
        "versions": versions,
        "reading": reading.first_sheet(version) if beside_a_list else _reading(request, version),
        "trail": tree.trail(document.node),
        "facts": facts.facts_of(request.user, document),
        "reasons": explain_to(request.user, document.scope_id),
    }
    response = render(request, "documents/_summary.html" if beside_a_list else "documents/detail.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def similar(request: HttpRequest, pk: int) -> HttpResponse:
    """Other documents that speak of the same."""
    document = get_visible_or_404(Document, request.user, pk=pk)
    return show_similar(request, "document", document, section="documents", heading=_("Similar documents"))


def _reading(request: HttpRequest, version: DocumentVersion) -> reading.Reading:
    """The pages around the one that the address names, with the words of the search that led here."""
    return reading.read(version, request.GET.get("pagina"), reading.searched(request.GET.get("q")))


def may_add_somewhere(user) -> bool:
    return ClassificationNode.objects.series().open().editable(user).exists()


def may_add(user, branch: tree.Branch) -> bool:
    """Whether this person may file documents here: only in a series in force (R1)."""
    return branch.is_series and not branch.is_closed and scope_allows(user, branch.scope_id, level=Level.EDIT)


def _page(documents: QuerySet, filters: listing.FilterForm, count: int, number: str | None) -> Page:
    """One page of the list, always in the same order; past the end, the last one."""
    narrowed = filters.narrow(documents)
    count = narrowed.count() if filters.is_active and filters.is_valid() else count
    ordered = narrowed.order_by("-date", "-pk")
    return listing.CountedPaginator(ordered, listing.PER_PAGE, count=count).get_page(number)
