"""Wagtail's editor asks our scopes too: a page that a person may not read is not there for its editor either.

Wagtail says who may write; two places make it see only what may be read. The permission policy filters every list of
the editor (explorer, search, choosers, its API), and the middleware answers 404 to any address that names a hidden
page. Being a superuser adds nothing here either.
"""

import re
from collections.abc import Callable
from functools import reduce
from operator import or_

from csp.constants import HEADER, SELF
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch, reverse
from wagtail.models import AbstractPage, Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet

from intranet.access.scopes import readable_scopes
from intranet.pages.models import NewsPage, ProcedureIndexPage, ProcedurePage, SectionPage

SCOPED = (SectionPage, NewsPage, ProcedureIndexPage, ProcedurePage)
# How Wagtail's addresses name a page.
PAGE_ARGUMENTS = {"page_id", "parent_page_id", "page_to_move_id", "destination_id"}
PAGES_NAMESPACE = "wagtailadmin_pages"
BULK_ACTION, CHOSEN_TOGETHER = "wagtail_bulk_action", "wagtailadmin_choose_page_chosen_multiple"
ALL_OF_A_LIST = "all"
NUMBER = re.compile(r"[0-9]{1,18}")


def without_hidden(pages: PageQuerySet, user) -> PageQuerySet:
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
        response = self.get_response(request)
        if is_of_editor(request):
            # A preview brings the rules of the page it shows; only who may frame it is another.
            is_preview = response.headers.pop(HEADER, None) is not None
            policy = {"frame-ancestors": [SELF]} if is_preview else settings.EDITOR_POLICY
            response._csp_replace = policy  # type: ignore[attr-defined]  # how django-csp is told
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        named = _named_pages(request, kwargs)
        if named and without_hidden(Page.objects.filter(_any_of(named)), request.user).count() < len(named):
            raise Http404


def is_of_editor(request: HttpRequest) -> bool:
    return request.path_info.startswith(reverse("wagtailadmin_home"))


def _named_pages(request: HttpRequest, kwargs: dict) -> set[int]:
    # Told by where the address is: some of the editor's, the explorer's among them, belong to no namespace.
    match = request.resolver_match
    if match is None or not is_of_editor(request):
        return set()
    names = PAGE_ARGUMENTS | ({"pk"} if PAGES_NAMESPACE in match.app_names else set())
    return {int(kwargs[name]) for name in names & kwargs.keys()} | _asked_pages(request, match, kwargs)


def _asked_pages(request: HttpRequest, match: ResolverMatch, kwargs: dict) -> set[int]:
    """Pages named beside the address: many at once, and the page under which one is put."""
    asked = list(request.POST.getlist("new_parent_page") if PAGES_NAMESPACE in match.app_names else ())
    if match.url_name == CHOSEN_TOGETHER or (match.url_name == BULK_ACTION and kwargs.get("model_name") == "page"):
        asked += request.GET.getlist("id") + request.GET.getlist("childOf") + request.POST.getlist("chooser")
    if ALL_OF_A_LIST in asked:
        # Wagtail would take the whole list, hidden pages included.
        raise Http404
    return {int(pk) for pk in asked if NUMBER.fullmatch(pk)}


def _any_of(pks: set[int]) -> Q:
    """One by one: an exact number may be larger than any key, a list of them may not."""
    return reduce(or_, (Q(pk=pk) for pk in pks))


def install() -> None:
    policy_registry.register(AbstractPage, value=ScopedPagePermissionPolicy(Page))
