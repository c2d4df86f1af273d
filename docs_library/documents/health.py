"""How the library is: the programs it leans on, its two storages, and the work that waits."""

from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from docs_library.documents.models import DocumentVersion
from docs_library.documents.processing import programs

STORAGES = ("default", "derived")


def health() -> dict:
    """Plain data for the health page. `ok` is false only where the house cannot keep or give files."""
    stores = {alias: _can_keep(alias) for alias in STORAGES}
    current = DocumentVersion.objects.filter(current_of__isnull=False)
    return {
        "ok": all(stores.values()),
        "storages": stores,
        "programs": programs.report(),
        "waiting_to_be_read": current.filter(text_state=DocumentVersion.TextState.PENDING).count(),
        "could_not_be_read": current.filter(text_state=DocumentVersion.TextState.FAILED).count(),
        "wanting_a_program": current.filter(text_state=DocumentVersion.TextState.NO_PROGRAM).count(),
    }


def _can_keep(alias: str) -> bool:
    """Write a few bytes and take them away again."""
    storage = storages[alias]
    try:
        name = storage.save(f"health/{uuid4().hex}", ContentFile(b"ok"))
        storage.delete(name)
    except OSError:
        return False
    return True
