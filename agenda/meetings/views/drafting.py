"""Preparing a meeting: its facts, its order of the day, the papers of each item."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agenda.calendars.rooms.choosing import one_room
from agenda.calendars.rooms.errors import BookingRefused
from agenda.calendars.rooms.forms import taking_one
from agenda.meetings import diary, services
from agenda.meetings.drafting import EARLIER, LATER
from agenda.meetings.finding import documents_for
from agenda.meetings.forms import ItemForm, MeetingForm
from agenda.meetings.models import AgendaItem, Meeting, Paper
from agenda.meetings.policies import bodies_convened_by
from agenda.meetings.refusals import Refused
from agenda.meetings.views.convening import context_of, to_convene
from docs_library.documents.models import Document
from intranet.access.policies import get_visible_or_404
from search.engines.base import EngineUnavailable


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    if not bodies_convened_by(request.user).exists():
        raise PermissionDenied
    form = MeetingForm(request.user, _posted(request))
    meeting, refusal = _saved(
        form, lambda: services.create_meeting(request.user, form.cleaned_data["body"], **form.fields_of_meeting)
    )
    if meeting:
        return redirect("meetings:prepare", meeting.pk)
    return _facts_page(request, form, {"section": "meetings"}, refusal=refusal)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = to_convene(request, pk)
    form = MeetingForm(request.user, _posted(request), instance=meeting)
    saved, refusal = _saved(form, lambda: services.edit_meeting(request.user, meeting, **form.fields_of_meeting))
    if saved:
        return redirect("meetings:prepare", meeting.pk)
    return _facts_page(request, form, context_of(meeting), refusal=refusal, event=meeting.event_id)


def _posted(request: HttpRequest) -> QueryDict | None:
    """With the alternative whose button was pressed in its place."""
    return taking_one(request.POST) if request.method == "POST" else None


def _saved(form: MeetingForm, action: Callable[[], Meeting]) -> tuple[Meeting | None, BookingRefused | None]:
    """The meeting, or why its room cannot be had; other refusals are said on the form."""
    if not form.is_bound or not form.is_valid():
        return None, None
    try:
        return _try(form, action), None
    except BookingRefused as refusal:
        return None, refusal


def _facts_page(
    request: HttpRequest,
    form: MeetingForm,
    context: dict,
    *,
    refusal: BookingRefused | None = None,
    event: int | None = None,
) -> HttpResponse:
    context |= one_room(request.user, form.times, form.chosen_room, str(event or ""), refusal=refusal)
    status = 400 if form.errors else 409 if refusal else 200
    return render(request, "meetings/meeting_form.html", context | {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """The order of the day as it is written, with the form of one more item."""
    meeting = to_convene(request, pk)
    form = ItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        item = _try(form, lambda: services.add_item(request.user, meeting, **form.cleaned_data))
        if item:
            return redirect("meetings:papers", meeting.pk, item.number)
    items = list(meeting.items.prefetch_related("papers__document"))
    booking = diary.booking_of(request.user, meeting)
    context = {**context_of(meeting), "items": items, "form": form, "booking": booking}
    return render(request, "meetings/prepare.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One item: its words and its papers, with a search (`?q=`) for more."""
    meeting = to_convene(request, pk)
    item = get_object_or_404(AgendaItem.objects.select_related("meeting__body"), meeting=meeting, number=number)
    form = ItemForm(request.POST or None, instance=item)
    if request.method == "POST" and form.is_valid():
        _try(form, lambda: services.edit_item(request.user, item, **form.cleaned_data))
        if not form.errors:
            return redirect("meetings:prepare", meeting.pk)
    words = request.GET.get("q", "")
    found, trouble = _find(request.user, words)
    here = list(item.papers.select_related("document"))
    context = {
        **context_of(meeting),
        "item": item,
        "form": form,
        "papers": here,
        "words": words,
        "found": [document for document in found if document.pk not in {paper.document_id for paper in here}],
        "trouble": trouble,
    }
    return render(request, "meetings/papers.html", context, status=400 if form.errors else 200)


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One step in the order of the day: an item earlier, later or off it; a paper put before it or taken away."""
    meeting = to_convene(request, pk)
    item = get_object_or_404(meeting.items.select_related("meeting__body"), pk=_number(request.POST.get("item")))
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise Http404
    try:
        step(request, item)
    except Refused as refused:
        messages.error(request, str(refused))
    if request.POST.get("step") in {"put", "take"}:
        return redirect("meetings:papers", meeting.pk, item.number)
    return redirect("meetings:prepare", meeting.pk)


def _put(request: HttpRequest, item: AgendaItem) -> None:
    document = get_visible_or_404(
        Document.objects.select_related("scope", "current_version"),
        request.user,
        pk=_number(request.POST.get("document")),
    )
    put = services.add_paper if item.meeting.is_in_preparation else services.add_late_paper
    put(request.user, item, document)


def _take(request: HttpRequest, item: AgendaItem) -> None:
    papers = Paper.objects.select_related("item__meeting__body")
    paper = get_object_or_404(papers, item=item, pk=_number(request.POST.get("paper")))
    services.remove_paper(request.user, paper)


STEPS: dict[str, Callable[[HttpRequest, AgendaItem], None]] = {
    "earlier": lambda request, item: services.move_item(request.user, item, EARLIER),
    "later": lambda request, item: services.move_item(request.user, item, LATER),
    "remove": lambda request, item: services.remove_item(request.user, item),
    "put": _put,
    "take": _take,
}


def _try(form, action: Callable):
    """Do it; what the house refuses is said on the form."""
    try:
        return action()
    except Refused as refused:
        form.add_error(None, refused.sentences)


def _find(user, words: str) -> tuple[list[Document], str]:
    try:
        return documents_for(user, words), ""
    except EngineUnavailable:
        return [], _("The search index is being rebuilt. Try again in a minute.")


def _number(text: str | None) -> int:
    """A number from a form; anything else is nothing that exists."""
    if text and text.isascii() and text.isdigit() and len(text) < 12:
        return int(text)
    raise Http404
