"""The care desk, and how people tell it that something is missing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from search import care, log, pinned, saved, synonyms, undo
from search.analysis import clean_text
from search.engines.base import EngineUnavailable
from search.forms import SameAsForm, first_errors, sentences
from search.keys import search_key
from search.models import MAX_TEXT
from search.policies import require_keeper
from search.query import parse_query
from search.views.addresses import results_of
from search.views.tabs import tabs


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    require_keeper(request.user)
    context = {
        "section": "search",
        "needs": care.list_needs(request.user),
        "tabs": tabs("care"),
        "undo": undo.take_sentence(request.session),
    }
    return render(request, "search/care.html", context)


@require_POST
def same_as(request: HttpRequest) -> HttpResponse:
    """What was looked for is called otherwise here: from now on one finds the other."""
    require_keeper(request.user)
    form = SameAsForm(request.POST)
    if form.is_valid():
        _make_synonyms(request, form.cleaned_data["text"], form.cleaned_data["other"])
    else:
        messages.error(request, first_errors(form))
    return redirect("search:care")


@require_POST
def dismiss(request: HttpRequest) -> HttpResponse:
    require_keeper(request.user)
    key = clean_text(request.POST.get("clau", "")[:MAX_TEXT])
    if not key:
        return HttpResponseBadRequest(_("Nothing was chosen. Go back and press the button of one search."))
    care.dismiss_need(request.user, key)
    undo.offer(request.session, "dismissed", _("Dismissed: that search leaves the list."), key=key)
    return redirect("search:care")


@require_POST
def report_missing(request: HttpRequest) -> HttpResponse:
    """Somebody tells those who keep the search that this should be found."""
    key = log.report_missing(request.user, request.POST.get("q", ""))
    if key:
        said = _("Thank you. Those who keep the search will see it, without your name.")
        undo.offer(request.session, "reported", said, key=key)
    return redirect(results_of(request.POST))


@require_POST
def used(request: HttpRequest) -> HttpResponse:
    """What the page of results tells by itself: it was shown, or a result was opened."""
    try:
        log.record_use(request.user, request.POST.get("nota", ""), clicked=request.POST.get("clic") == "1")
    except BadSignature:
        return HttpResponseBadRequest(_("That note was not written here, or long ago."))
    return HttpResponse(status=204)


def _undo_same_as(user, *, key: str, **changed: Any) -> None:
    synonyms.restore_synonyms(user, **changed)
    care.reopen(key)


WAYS_BACK: dict[str, Callable[..., None]] = {
    "synonyms": synonyms.restore_synonyms,
    "same_as": _undo_same_as,
    "pinned": pinned.undo_pin,
    "unpinned": pinned.restore_pin,
    "saved": saved.undo_save,
    "deleted": saved.restore_search,
    "dismissed": care.take_back,
    "reported": log.withdraw_report,
}
"""What undoes each kind of thing; each asks again whether the person may."""


@require_POST
def undo_last(request: HttpRequest) -> HttpResponse:
    """Undo the last thing, and go back to where it was done."""
    way = undo.take(request.session)
    if way is None:
        messages.warning(request, _("There is nothing left to undo: too much time has passed."))
        return redirect(_place(request))
    try:
        WAYS_BACK[way.kind](request.user, **way.data)
    except ValidationError as error:
        messages.error(request, sentences(error))
    except EngineUnavailable:
        said = _("The search index is being rebuilt. Try again in a minute.")
        undo.offer(request.session, way.kind, said, **way.data)
    else:
        messages.success(request, _("Undone."))
    return redirect(_place(request))


def _place(request: HttpRequest) -> str:
    """One of our own screens by its name, or the search it was done in."""
    place = request.POST.get("lloc", "")
    return f"search:{place}" if place in {"care", "synonyms", "pinned", "saved"} else results_of(request.POST)


def _make_synonyms(request: HttpRequest, text: str, other: str) -> None:
    try:
        changed = synonyms.add_synonyms(request.user, [text, other])
    except ValidationError as error:
        messages.error(request, sentences(error))
        return
    key = search_key(parse_query({"q": text}))
    care.mark_mended(key)
    said = _("“%(text)s” now finds “%(other)s” too.") % {"text": text, "other": other}
    undo.offer(request.session, "same_as", said, key=key, **changed)
