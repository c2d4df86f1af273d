from django.apps import AppConfig


class ClassificationConfig(AppConfig):
    name = "docs_library.classification"
    label = "classification"
