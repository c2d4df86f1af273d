"""What the page of results shows beside the results: pinned answers, saving, telling what is missing, undoing."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest

from search import log, saved, undo
from search.engines import get_engine
from search.models import MAX_NAME, SavedSearch
from search.pinned import answers_to
from search.policies import keeps_search
from search.query import MAX_LENGTH, SearchQuery
from search.results import ResultPage


def parts_of(
    request: HttpRequest, query: SearchQuery, found: ResultPage, scope_ids: Collection[int]
) -> dict[str, Any]:
    """The variables of `_pinned.html`, `_pin.html`, `_save.html`, `_missing.html` and `_undo.html`."""
    if not query.asks_something:
        return {"undo": undo.take_sentence(request.session)}
    keeps = keeps_search(request.user)
    # From the care desk: the words for which an answer is looked for, which are not those of this search.
    wanted = request.GET.get("destaca", "")[:MAX_LENGTH] if keeps else ""
    return {
        "keeps_search": keeps,
        "answers": answers_to(get_engine(), query, scope_ids),
        "wanted": wanted,
        "pin_for": wanted or query.text,
        "saved": _saved(request, query),
        "save_name": saved.proposed_name(query)[:MAX_NAME],
        "note": log.note_of(query, found.total),
        "undo": undo.take_sentence(request.session),
    }


def _saved(request: HttpRequest, query: SearchQuery) -> SavedSearch | None:
    return SavedSearch.objects.of(request.user).filter(**saved.fields_of(query)).first()
