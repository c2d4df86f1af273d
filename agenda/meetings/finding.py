"""Finding the documents to put before an item: among those that the person may open to others."""

import re

from docs_library.documents.models import Document
from intranet.access.models import Level
from intranet.access.scopes import readable_scopes
from search.engines import get_engine
from search.query import parse_query

SOURCE = "document"
# Not more figures than a key of the database has.
NUMBER = re.compile(r"[0-9]{1,18}")


def documents_for(user, words: str) -> list[Document]:
    """Those that say these words, the best first; a number alone is also the number of a document."""
    editable = readable_scopes(user, level=Level.EDIT)
    query = parse_query({"q": words, "tipus": SOURCE})
    if not query.has_words:
        return []
    scopes = frozenset(editable.values_list("scope_id", flat=True))
    found = [int(hit.id.partition(":")[2]) for hit in get_engine().search(query, scopes).hits]
    if NUMBER.fullmatch(words.strip()):
        found.insert(0, int(words))
    documents = Document.objects.filter(scope__in=editable, current_version__isnull=False).for_listing()
    by_pk = documents.in_bulk(found)
    return [by_pk[pk] for pk in dict.fromkeys(found) if pk in by_pk]
