"""The list of meetings: those ahead, those in preparation for who convenes, those behind by year."""

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from agenda.meetings.models import Meeting, Paper
from agenda.meetings.querysets import MeetingQuerySet
from agenda.meetings.words import state_of, title_of
from intranet.access.models import Level
from intranet.access.scopes import readable_scopes
from intranet.people.models import Body


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    scopes = readable_scopes(request.user)
    visible = Meeting.objects.filter(scope__in=scopes)
    bodies = list(Body.objects.filter(pk__in=visible.values("body")))
    body = next((each for each in bodies if str(each.pk) == request.GET.get("organ")), None)
    chosen = visible.filter(body=body) if body else visible
    years = [day.year for day in chosen.behind().dates("starts_at", "year", order="DESC")]
    year = next((each for each in years if str(each) == request.GET.get("any")), years[0] if years else None)
    ahead, drafts, behind = _rows(
        scopes,
        chosen.coming(),
        chosen.in_preparation().order_by("starts_at", "pk"),
        chosen.behind().filter(starts_at__year=year) if year else chosen.none(),
    )
    context = {
        "section": "meetings",
        "ahead": ahead,
        "drafts": drafts,
        "behind": behind,
        "bodies": _body_links(bodies, body),
        "years": _year_links(years, year, body),
        "may_create": scopes.filter(level=Level.MANAGE, scope__body__isnull=False).exists(),
        "notice": _unknown(request, body),
    }
    return render(request, "meetings/list.html", context)


def _rows(scopes: QuerySet, *lists: MeetingQuerySet) -> list[list[Meeting]]:
    """The meetings of each list, with what a row says and the number of papers that this person may read."""
    found = [list(each.for_listing()) for each in lists]
    pks = [meeting.pk for meetings in found for meeting in meetings]
    papers = Paper.objects.filter(item__meeting__in=pks).under(scopes).order_by()
    counts = dict(papers.values_list("item__meeting").annotate(n=Count("pk")))
    for meeting in (meeting for meetings in found for meeting in meetings):
        meeting.title, meeting.badge = title_of(meeting), state_of(meeting)
        meeting.paper_count = counts.get(meeting.pk, 0)
        meeting.is_today = timezone.localdate(meeting.starts_at) == timezone.localdate()
    return found


def _body_links(bodies: list[Body], chosen: Body | None) -> list[dict]:
    address = reverse("meetings:list")
    if len(bodies) < 2:
        return []
    links = [{"label": pgettext("meetings", "All"), "url": address, "current": chosen is None}]
    return links + [
        {"label": body.short_name, "url": f"{address}?organ={body.pk}", "current": body == chosen} for body in bodies
    ]


def _year_links(years: list[int], chosen: int | None, body: Body | None) -> list[dict]:
    address = reverse("meetings:list")
    of_body = f"organ={body.pk}&" if body else ""
    return [
        {"label": str(year), "url": f"{address}?{of_body}any={year}#celebrades", "current": year == chosen}
        for year in years
    ]


def _unknown(request: HttpRequest, body: Body | None) -> str:
    if request.GET.get("organ") and body is None:
        return _("There is no such body: all meetings are shown.")
    return ""
