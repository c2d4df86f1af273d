"""Reading a meeting: its page, and one paper after another."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from agenda.meetings import diary, services
from agenda.meetings.dossier import Dossier, Stop, dossier_for
from agenda.meetings.models import Meeting, Receipt
from agenda.meetings.policies import convenes
from agenda.meetings.words import state_of, title_of
from docs_library.documents import reading
from intranet.access import audit
from intranet.access.explain import explain_to
from intranet.access.policies import get_visible_or_404
from intranet.access.scopes import readable_scopes
from intranet.people.requests import SignedInRequest

READING = Meeting.objects.select_related("body", "convocation__convened_by", "minutes", "event")


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The order of the day; `?vista=convocatoria` shows the notice and its proof."""
    meeting, scopes, context = _open(request, pk)
    context["booking"] = diary.booking_of(request.user, meeting)
    context["shows_notice"] = request.GET.get("vista") == "convocatoria"
    if context["shows_notice"]:
        context |= _notice(request.user, meeting, scopes, may_convene=context["may_convene"])
    else:
        dossier = dossier_for(request.user, meeting, scopes)
        context |= {"dossier": dossier, "start": dossier.start, "open_item": dossier.start and dossier.start.item.pk}
    return render(request, "meetings/detail.html", context)


@require_safe
def item(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """One paper of an item (`?document=`), at a page of it (`?pagina=`); alone it is a part of the meeting's page."""
    meeting, scopes, context = _open(request, pk)
    dossier = dossier_for(request.user, meeting, scopes)
    stop = dossier.stop_at(number, request.GET.get("document"))
    _note_reading(request, stop)
    context |= {"dossier": dossier, "open_item": stop.item.pk, **_reading(dossier, stop, request)}
    template = "meetings/_reading.html" if request.htmx else "meetings/item.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """The reading pane says that somebody has begun to read what it showed."""
    meeting = get_visible_or_404(Meeting, request.user, pk=pk)
    dossier = dossier_for(request.user, meeting, readable_scopes(request.user))
    paper = next((each for each in dossier.papers if str(each.pk) == request.POST.get("document")), None)
    if paper is None:
        raise Http404
    services.record_reading(request.user, paper)
    return HttpResponse(status=204)


def _open(request: HttpRequest, pk: int):
    """The meeting, if this person may know of it, and what every page of it shows. The first time is noted (L5)."""
    meeting = get_visible_or_404(READING.all(), request.user, pk=pk)
    if request.method == "GET":
        services.record_opening(request.user, meeting)
    scopes = readable_scopes(request.user)
    context = {
        "section": "meetings",
        "meeting": meeting,
        "title": title_of(meeting),
        "badge": state_of(meeting),
        "convocation": getattr(meeting, "convocation", None),
        "may_convene": convenes(scopes, meeting),
    }
    return meeting, scopes, context


def _notice(user, meeting: Meeting, scopes, *, may_convene: bool) -> dict:
    """The proof: of everybody for who convenes, of oneself for a member."""
    receipts = Receipt.objects.filter(convocation__meeting=meeting).select_related("person")
    minutes = meeting.minutes
    readable_minutes = minutes and scopes.filter(scope=minutes.scope_id).exists()
    return {
        "receipts": list(receipts.order_by("person__last_name", "person__first_name")) if may_convene else [],
        "my_receipt": receipts.filter(person=user).first(),
        "minutes": minutes if readable_minutes else None,
        "reasons": explain_to(user, meeting.scope_id),
    }


def _note_reading(request: SignedInRequest, stop: Stop) -> None:
    """Reads of files are recorded (L30). The tick is for what was opened on purpose, not fetched for a pane."""
    if request.method != "GET" or stop.paper is None:
        return
    version = stop.paper.shown_version
    audit.record(
        request.user,
        "document.viewed",
        stop.paper.document,
        version=version.number if version else None,
        meeting=stop.item.meeting_id,
    )
    if not request.htmx and not stop.paper.is_read:
        services.record_reading(request.user, stop.paper)
        stop.paper.is_read = True


def _reading(dossier: Dossier, stop: Stop, request: HttpRequest) -> dict:
    before, after = dossier.beside(stop)
    if stop.paper:
        stop.paper.is_here = True
    version = stop.paper.shown_version if stop.paper else None
    pages = reading.read(version, request.GET.get("pagina")) if version else None
    return {
        "stop": stop,
        "before": before,
        "after": after,
        "place": dossier.papers.index(stop.paper) + 1 if stop.paper else None,
        "version": version,
        "reading": pages,
        "sheets": _with_folios(stop, pages) if pages else [],
        "around": urlencode({"document": stop.paper.pk}) if stop.paper else "",
    }


def _with_folios(stop: Stop, pages: reading.Reading) -> list[tuple[reading.Sheet, int | None]]:
    """Each page with its number in the whole dossier, once that is fixed."""
    first = stop.paper.folio if stop.paper else None
    return [(sheet, first + sheet.number - 1 if first else None) for sheet in pages.sheets]
