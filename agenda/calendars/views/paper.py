"""The agenda as a PDF to print, to hang or to send."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from agenda.calendars import addresses
from agenda.calendars.diary import Diary
from agenda.calendars.paper.making import filename_of, pdf_of
from agenda.calendars.views.agenda import agenda
from intranet.people.municipality import municipality


@require_safe
def agenda_pdf(request: HttpRequest) -> HttpResponse:
    """The same view and the same veil as on the screen. An address that makes no sense is told on the screen."""
    wish = addresses.read(request.GET)
    if wish.problems:
        return agenda(request)
    pdf = pdf_of(Diary(request.user, wish.calendars), wish, town=municipality().name)
    headers = {
        "Content-Disposition": f'inline; filename="{filename_of(wish)}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
