"""This room's part of the desk: what others have filed lately."""

from datetime import timedelta

from django.utils import timezone

from docs_library.documents import listing
from intranet.access.scopes import readable_scopes
from intranet.pages.desk import Panel

SHOWN = 8
DAYS = 30


def new_documents(user) -> dict | None:
    """The latest documents that this person may read and did not file; nothing older than a month is new."""
    since = timezone.now() - timedelta(days=DAYS)
    rows = listing.newest(readable_scopes(user), SHOWN, but_of=user, since=since)
    return {"rows": rows} if rows else None


NEWEST = Panel("new-documents", "more", 20, "documents/desk/newest.html", new_documents)
