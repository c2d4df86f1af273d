"""The screen of synonyms, for those who keep the search."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from search import synonyms, undo
from search.forms import SynonymsForm
from search.models import SynonymGroup
from search.policies import require_keeper
from search.views.tabs import tabs


@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: HttpRequest) -> HttpResponse:
    """All the groups, the latest first, and a form for one more."""
    require_keeper(request.user)
    form = SynonymsForm(request.POST or None)
    add = partial(synonyms.add_synonyms, request.user)
    if request.method == "POST" and form.is_valid() and _written(request, form, add):
        return redirect("search:synonyms")
    context = {
        "section": "search",
        "form": form,
        "groups": synonyms.list_groups(),
        "tabs": tabs("synonyms"),
        "undo": undo.take_sentence(request.session),
    }
    return render(request, "search/synonyms.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_group(request: HttpRequest, pk: int) -> HttpResponse:
    group = _group_or_404(request, pk)
    expressions = "\n".join(synonym.text for synonym in group.synonyms.all())
    form = SynonymsForm(request.POST or None, initial={"expressions": expressions})
    change = partial(synonyms.change_synonyms, request.user, group)
    if request.method == "POST" and form.is_valid() and _written(request, form, change):
        return redirect("search:synonyms")
    context = {"section": "search", "form": form, "group": group}
    return render(request, "search/synonyms_edit.html", context, status=422 if form.errors else 200)


@require_POST
def delete_group(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete, and offer the way back; pressed twice, the second time finds it done."""
    require_keeper(request.user)
    group = SynonymGroup.objects.filter(pk=pk).first()
    if group:
        said = _("“%(group)s” are no longer synonyms.") % {"group": group}
        undo.offer(request.session, "synonyms", said, **synonyms.delete_synonyms(request.user, group))
    return redirect("search:synonyms")


def _written(request: HttpRequest, form: SynonymsForm, write: Callable[[list[str]], dict[str, Any]]) -> bool:
    try:
        changed = write(form.cleaned_data["expressions"])
    except ValidationError as error:
        form.add_error("expressions", error)
        return False
    undo.offer(request.session, "synonyms", _("The synonyms are in force from now on."), **changed)
    return True


def _group_or_404(request: HttpRequest, pk: int) -> SynonymGroup:
    require_keeper(request.user)
    return get_object_or_404(SynonymGroup.objects.prefetch_related("synonyms"), pk=pk)
