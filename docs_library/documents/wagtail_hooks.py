"""The doors of Wagtail's editor through which a document could be seen or touched without asking the scopes."""

from django.http import Http404
from wagtail import hooks
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet

from docs_library.documents.models import Document
from intranet.access.scopes import readable_scopes


class ReadableDocumentsAPIViewSet(DocumentsAdminAPIViewSet):
    """The editor's own API lists every document to whoever may enter; here only what that person may read."""

    def get_queryset(self):
        return super().get_queryset().filter(scope__in=readable_scopes(self.request.user))


class ClosedBulkAction(BulkAction):
    """Wagtail's bulk actions name, in their refusal, the very documents that a person may not see."""

    display_name = aria_label = action_type = ""
    models = [Document]

    def dispatch(self, request, *args, **kwargs):
        raise Http404


@hooks.register("construct_admin_api", order=100)
def show_only_readable_documents(router) -> None:
    router.register_endpoint("documents", ReadableDocumentsAPIViewSet)


for closed in ("add_tags", "add_to_collection", "delete"):
    action = type(f"Closed_{closed}", (ClosedBulkAction,), {"action_type": closed})
    hooks.register("register_bulk_action", action, order=100)
