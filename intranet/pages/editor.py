"""Wagtail's editor asks our scopes too: a page that a person may not read is not there for its editor either.

Wagtail says who may write; two places make it see only what may be read. The permission policy filters every list of
the editor (explorer, search, choosers, its API), and the middleware answers 404 to any address that names a hidden
page. Being a superuser adds nothing here either.
"""

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import AbstractPage, Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from intranet.access.scopes import readable_scopes
from intranet.pages.models import NewsPage, ProcedureIndexPage, ProcedurePage, SectionPage

SCOPED = (SectionPage, NewsPage, ProcedureIndexPage, ProcedurePage)
# How Wagtail's addresses name a page.
PAGE_ARGUMENTS = {"page_id", "parent_page_id", "page_to_move_id", "destination_id"}
PAGES_NAMESPACE = "wagtailadmin_pages"


def without_hidden(pages: QuerySet, user) -> QuerySet:
    """Leave out the pages whose scope this person may not read, in the same query."""
    readable = readable_scopes(user)
    for model in SCOPED:
        pages = pages.exclude(pk__in=model.objects.exclude(scope__in=readable).values("pk"))
    return pages


class ScopedPagePermissionPolicy(PagePermissionPolicy):
    """Wagtail's policy, over the pages that the person may read."""

    def instances_user_has_any_permission_for(self, user, actions) -> QuerySet:
        return without_hidden(super().instances_user_has_any_permission_for(user, actions), user)

    def explorable_instances(self, user) -> QuerySet:
        return without_hidden(super().explorable_instances(user), user)


class EditorScopeMiddleware:
    """No address of the editor shows, changes or names a page that the person may not read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        named = _named_pages(request, kwargs)
        if named and without_hidden(Page.objects.filter(pk__in=named), request.user).count() < len(named):
            raise Http404


def _named_pages(request: HttpRequest, kwargs: dict) -> set[int]:
    match = request.resolver_match
    if match is None or not match.app_names or not match.app_names[0].startswith("wagtail"):
        return set()
    names = PAGE_ARGUMENTS | ({"pk"} if match.app_names[0] == PAGES_NAMESPACE else set())
    return {int(kwargs[name]) for name in names & kwargs.keys()}


def install() -> None:
    policy_registry.register(AbstractPage, value=ScopedPagePermissionPolicy(Page))
