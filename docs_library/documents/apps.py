from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "docs_library.documents"
    label = "documents"

    def ready(self) -> None:
        from docs_library.documents import wagtail_policy

        wagtail_policy.install()
