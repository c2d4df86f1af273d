"""One's own saved searches. Those of somebody else do not exist."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from search import saved, undo
from search.engines.base import EngineUnavailable
from search.forms import SavedSearchForm, first_errors, sentences
from search.models import SavedSearch
from search.query import parse_query
from search.views.addresses import results_of


@require_safe
def searches(request: HttpRequest) -> HttpResponse:
    context = {
        "section": "search",
        "searches": SavedSearch.objects.of(request.user),
        "alerts": SavedSearch.Alert.choices,
        "undo": undo.take_sentence(request.session),
    }
    return render(request, "search/saved.html", context)


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the search that is on the screen, with one click."""
    try:
        kept, is_new = saved.save_search(request.user, parse_query(request.POST), name=request.POST.get("nom", ""))
    except ValidationError as error:
        messages.error(request, sentences(error))
    else:
        if is_new:
            undo.offer(request.session, "saved", _("Saved as “%(name)s”.") % {"name": kept.name}, pk=kept.pk)
    return redirect(results_of(request.POST))


@require_safe
def saved_search(request: HttpRequest, pk: int) -> HttpResponse:
    """What was new the last time; without news, the search itself."""
    found = _own_or_404(request, pk)
    try:
        news = saved.news_of(request.user, found)
    except EngineUnavailable:
        news = []
    if not news:
        return redirect(found.results_url)
    context = {"section": "search", "saved": found, "news": news}
    return render(request, "search/saved_news.html", context)


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, or another frequency."""
    found = _own_or_404(request, pk)
    before = found.alert
    form = SavedSearchForm(request.POST, instance=found)
    if form.is_valid():
        alert, found.alert = found.alert, before
        _change(request, found, alert)
    else:
        messages.error(request, first_errors(form))
    return redirect("search:saved")


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own_or_404(request, pk)
    said = _("“%(name)s” is no longer saved.") % {"name": found.name}
    undo.offer(request.session, "deleted", said, **saved.delete_search(found))
    return redirect("search:saved")


def _change(request: HttpRequest, found: SavedSearch, alert: str) -> None:
    try:
        saved.set_alert(found, alert)
        saved.rename_search(found, found.name)
    except ValidationError as error:
        messages.error(request, sentences(error))
    except EngineUnavailable:
        messages.error(request, _("The search index is being rebuilt. Try again in a minute."))
    else:
        messages.success(request, _("Changed: “%(name)s”.") % {"name": found.name})


def _own_or_404(request: HttpRequest, pk: int) -> SavedSearch:
    return get_object_or_404(SavedSearch, pk=pk, owner=request.user.pk)
