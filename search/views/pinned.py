"""Pinned answers: one click on a result, and the list of all of them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from intranet.access.scopes import readable_scope_ids
from search import pinned, undo
from search.engines import get_engine
from search.engines.base import EngineUnavailable
from search.forms import sentences
from search.models import PinnedAnswer
from search.policies import require_keeper
from search.views.addresses import results_of
from search.views.tabs import tabs


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    require_keeper(request.user)
    context = {
        "section": "search",
        "answers": _answers(request),
        "tabs": tabs("pinned"),
        "undo": undo.take_sentence(request.session),
    }
    return render(request, "search/pinned.html", context)


@require_POST
def pin(request: HttpRequest) -> HttpResponse:
    """Pin a result for some words, and show what is seen by who looks for them."""
    require_keeper(request.user)
    words, entry = request.POST.get("q", ""), request.POST.get("entrada", "")
    try:
        made = pinned.pin_answer(request.user, words, entry)
    except ValidationError as error:
        messages.error(request, sentences(error))
    except EngineUnavailable:
        messages.error(request, _("The search index is being rebuilt. Try again in a minute."))
    else:
        said = _("Whoever looks for “%(words)s” now sees this first.") % {"words": made.words}
        undo.offer(request.session, "pinned", said, pk=made.pk)
    return redirect(results_of({"q": words}))


@require_POST
def unpin(request: HttpRequest, pk: int) -> HttpResponse:
    """Unpin, and offer the way back; pressed twice, the second time finds it done."""
    require_keeper(request.user)
    found = PinnedAnswer.objects.filter(pk=pk).first()
    if found:
        said = _("It is no longer pinned for “%(words)s”.") % {"words": found.words}
        undo.offer(request.session, "unpinned", said, **pinned.unpin_answer(request.user, found))
    if found and request.POST.get("torna") == "cerca":
        return redirect(results_of({"q": found.words}))
    return redirect("search:pinned")


def _answers(request: HttpRequest) -> list[pinned.Answer]:
    """Those of them that the keeper may not read are listed without their name."""
    pins = PinnedAnswer.objects.all()
    try:
        return pinned.with_hits(get_engine(), pins, readable_scope_ids(request.user))
    except EngineUnavailable:
        messages.warning(request, _("The search index is being rebuilt. Try again in a minute."))
        return [pinned.Answer(pin, None) for pin in pins]
