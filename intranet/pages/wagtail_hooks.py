"""The editor: pages that a person may not read do not show there either, and users are not managed there."""

from django.http import Http404
from wagtail import hooks
from wagtail.models import Page

from intranet.access.scopes import readable_scopes
from intranet.pages.models import NewsPage, ProcedureIndexPage, ProcedurePage, SectionPage

SCOPED = (SectionPage, NewsPage, ProcedureIndexPage, ProcedurePage)
HIDDEN_MENUS = {"images", "documents", "help", "reports"}


def _without_hidden(pages, user):
    """Leave out scoped pages that this person may not read; the query stays one."""
    readable = readable_scopes(user)
    for model in SCOPED:
        pages = pages.exclude(pk__in=model.objects.exclude(scope__in=readable).values("pk"))
    return pages


@hooks.register("construct_explorer_page_queryset")
def explorer_shows_readable(parent_page, pages, request):
    return _without_hidden(pages, request.user)


@hooks.register("construct_page_chooser_queryset")
def chooser_shows_readable(pages, request):
    return _without_hidden(pages, request.user)


@hooks.register("before_edit_page")
@hooks.register("before_copy_page")
@hooks.register("before_delete_page")
def stop_at_hidden(request, page: Page, *args):
    """Wagtail's page permissions say who may edit; the scope still says who may see."""
    scope_id = getattr(page.specific, "scope_id", None)
    if scope_id is not None and not readable_scopes(request.user).filter(scope=scope_id).exists():
        raise Http404


@hooks.register("construct_main_menu")
def plain_menu(request, menu_items):
    """The editor is for pages: what has its own place in the house is not shown twice."""
    menu_items[:] = [item for item in menu_items if item.name not in HIDDEN_MENUS]


@hooks.register("construct_homepage_summary_items")
def no_counts_of_hidden_things(request, summary_items):
    summary_items.clear()
