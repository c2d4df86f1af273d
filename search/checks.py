"""A wrong installation is told at the start, with what to do about it."""

import os
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string
from elasticsearch import Elasticsearch


@register("search")
def index_folder_is_writable(app_configs, **kwargs) -> list[CheckMessage]:
    folder = Path(settings.SEARCH_INDEX_DIR)
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if existing.is_dir() and os.access(existing, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"The folder of the search index cannot be written: {folder}",
            hint="Point CASAGRAN_DATA_DIR to a folder that the user of this process may write.",
            id="search.E001",
        )
    ]


@register("search")
def engine_can_be_loaded(app_configs, **kwargs) -> list[CheckMessage]:
    try:
        import_string(settings.SEARCH_ENGINE)
    except ImportError as error:
        return [
            Error(
                f"The search engine cannot be loaded: {error}",
                hint="SEARCH_ENGINE is the dotted path of a class, like search.engines.tantivy.TantivyEngine.",
                id="search.E002",
            )
        ]
    return []


@register("search")
def server_has_an_address(app_configs, **kwargs) -> list[CheckMessage]:
    try:
        if settings.SEARCH_ELASTICSEARCH_URL:
            Elasticsearch(settings.SEARCH_ELASTICSEARCH_URL).close()
    except ValueError as error:
        return [
            Error(
                f"The address of Elasticsearch is not one: {error}",
                hint="CASAGRAN_ELASTICSEARCH_URL looks like http://127.0.0.1:9200 or https://user:password@host:9200.",
                id="search.E003",
            )
        ]
    return []
