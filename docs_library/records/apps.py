from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "docs_library.records"
    label = "records"
