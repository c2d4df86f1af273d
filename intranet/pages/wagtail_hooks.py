"""The editor is for pages: what has its own place in the house is not shown twice."""

from wagtail import hooks

from intranet.pages.dashboard import ShelvesPanel
from intranet.pages.editor import without_hidden

HIDDEN_MENUS = {"images", "documents", "help", "reports"}


@hooks.register("construct_page_chooser_queryset")
def chooser_shows_readable(pages, request):
    return without_hidden(pages, request.user)


@hooks.register("construct_main_menu")
def plain_menu(request, menu_items):
    menu_items[:] = [item for item in menu_items if item.name not in HIDDEN_MENUS]


@hooks.register("construct_homepage_summary_items")
def no_counts_of_hidden_things(request, summary_items):
    summary_items.clear()


@hooks.register("construct_homepage_panels")
def begins_with_shelves(request, panels):
    panels.append(ShelvesPanel())
