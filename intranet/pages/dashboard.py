"""The first screen of the editor: where this person may write, and a way straight into it."""

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from intranet.pages.editor import without_hidden
from intranet.pages.models import ProcedureIndexPage, SectionPage


class ShelvesPanel(Component):
    """The shelves of pages: the index of procedures, and the sections with their news."""

    name = "shelves"
    template_name = "pages/editor/shelves.html"
    order = 50

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"shelves": [page for page in shelves(user) if page.permissions_for_user(user).can_add_subpage()]}


def shelves(user) -> QuerySet:
    return without_hidden(Page.objects.live().exact_type(ProcedureIndexPage, SectionPage), user).specific()
