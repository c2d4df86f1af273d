"""The engine of this installation, chosen by the setting SEARCH_ENGINE."""

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from search.engines.base import Engine


def get_engine() -> Engine:
    return _engine(settings.SEARCH_ENGINE, str(settings.SEARCH_INDEX_DIR))


@lru_cache
def _engine(dotted_path: str, folder: str) -> Engine:
    return import_string(dotted_path)(folder)
