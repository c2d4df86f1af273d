"""Is everything there that the house needs? One dict for the page `/salut/` and for `manage.py health`."""

import shutil

from django.conf import settings
from django.db import DatabaseError, connection

from docs_library.documents.health import health as documents_health
from search import health as search_health

FREE_BYTES_NEEDED = 500 * 1024 * 1024


def report() -> dict[str, dict]:
    """Each part as `{"ok": bool, …}`; a program that is missing is told but does not make the house unwell."""
    return {
        "database": _database(),
        "disk": _disk(),
        "search": search_health(),
        "documents": documents_health(),
    }


def _database() -> dict:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return {"ok": False, "engine": connection.vendor}
    return {"ok": True, "engine": connection.vendor}


def _disk() -> dict:
    free = shutil.disk_usage(settings.DATA_DIR).free
    return {"ok": free >= FREE_BYTES_NEEDED, "free_bytes": free}
