from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "docs_library.documents"
    label = "documents"

    def ready(self) -> None:
        from docs_library.classification import holdings
        from docs_library.documents import desk, wagtail_policy
        from docs_library.documents.models import Document
        from docs_library.documents.search_source import DocumentSource
        from intranet.pages.desk import register as register_panel
        from search import sources

        wagtail_policy.install()
        holdings.register(holdings.Holding("documents", Document.objects.all))
        sources.register(DocumentSource())
        register_panel(desk.NEWEST)
