from collections.abc import Collection
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from intranet.access.scopes import readable_scope_ids
from search import consumer
from search.analysis import clean_text
from search.engines import get_engine
from search.engines.base import EngineDown, EngineUnavailable, Suggestion
from search.offers import offers_of
from search.places import places_for
from search.query import MAX_LENGTH, SearchQuery, parse_query
from search.results import ResultPage, find, nothing
from search.views.parts import parts_of


@require_safe
@never_cache
@vary_on_headers("Accept", "HX-Request")
def results(request: HttpRequest) -> HttpResponse:
    """What this person may read of what was asked, as a page or as JSON."""
    query = parse_query(request.GET)
    scope_ids = readable_scope_ids(request.user)
    try:
        found = _find(query, scope_ids)
        if _wants_json(request):
            return JsonResponse(found.as_json())
        parts = parts_of(request, query, found, scope_ids)
    except EngineUnavailable as unavailable:
        consumer.wake()
        return _unavailable(request, query, unavailable)
    return render(request, "search/results.html", {"section": "search", "query": query, "found": found, **parts})


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def suggestions(request: HttpRequest) -> HttpResponse:
    """Titles with the words being typed: JSON, or the list of the box, where pages of the house come first."""
    typed = clean_text(request.GET.get("q", ""))[:MAX_LENGTH]
    found = _suggested(request, typed)
    if request.headers.get("HX-Request"):
        context = {"places": places_for(request.user, typed), "offers": offers_of(typed, found), "q": typed.strip()}
        return render(request, "search/suggestions.html", context)
    listed = [{"id": one.id, "type": one.type, "title": one.title, "url": one.url} for one in found]
    return JsonResponse(listed, safe=False)


def _suggested(request: HttpRequest, typed: str) -> list[Suggestion]:
    try:
        return get_engine().suggest(typed, readable_scope_ids(request.user))
    except EngineUnavailable:
        consumer.wake()
        return []


def _find(query: SearchQuery, scope_ids: Collection[int]) -> ResultPage:
    return find(get_engine(), query, scope_ids) if query.asks_something else nothing(query)


def _unavailable(request: HttpRequest, query: SearchQuery, unavailable: EngineUnavailable) -> HttpResponse:
    response = _refusal(request, query, _sentence(unavailable))
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response["Retry-After"] = "60"
    return response


def _sentence(unavailable: EngineUnavailable) -> str:
    if isinstance(unavailable, EngineDown):
        return _("The search server does not answer. Nothing is lost: try again in a few minutes.")
    return _("The search index is being rebuilt. Try again in a minute.")


def _refusal(request: HttpRequest, query: SearchQuery, sentence: str) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": sentence})
    context = {"section": "search", "query": query, "found": nothing(query), "unavailable": sentence}
    return render(request, "search/results.html", context)


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
