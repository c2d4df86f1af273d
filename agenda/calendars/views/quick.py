"""Quick entry: a line, and the form of a new event filled with what was understood of it."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agenda.calendars.forms import REPEATS, QuickForm
from agenda.calendars.guests.picking import everybody
from agenda.calendars.models import Calendar, Event
from agenda.calendars.quick_entry import Known, Understood, understand
from agenda.calendars.quick_names import Name
from agenda.calendars.rooms.models import Room
from agenda.calendars.rooms.words import day_in_words
from agenda.calendars.views.events import filled_form
from intranet.access.scopes import readable_scopes

# Places that were written in the last events are known by name.
PLACES_FROM = 500
SHORTEST_PLACE = 4


@dataclass(frozen=True)
class Said:
    """One thing that was understood, and the words that said it; without words it was supposed."""

    label: str
    value: str
    words: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def quick_entry(request: HttpRequest) -> HttpResponse:
    """The line is posted, not put in the address: a private title has no business in the logs of a server."""
    writable = Calendar.objects.editable(request.user)
    if not writable.exists():
        raise PermissionDenied
    form = QuickForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _confirmation(request, form.cleaned_data["line"], writable)
    context = {"section": "agenda", "quick": form}
    return render(request, "calendars/quick_entry.html", context, status=400 if form.errors else 200)


def _confirmation(request: HttpRequest, line: str, writable: QuerySet) -> HttpResponse:
    names = known_to(request.user, writable)
    found = understand(line, now=timezone.localtime().replace(tzinfo=None), known=names)
    initial = _initial(request.user, found, writable)
    rows = said(found, names)
    return filled_form(request, initial, room=found.room, guests=found.guests, line=line, said=rows)


def known_to(user, writable: QuerySet) -> Known:
    """The rooms this person can book, the calendars they write in, the places they may read of, the directory."""
    rooms = [Name(room.pk, str(room)) for room in Room.objects.bookable_by(user)]
    calendars = [Name(calendar.pk, calendar.name) for calendar in writable]
    read = Event.objects.filter(scope__in=readable_scopes(user)).exclude(location="")
    recent = dict.fromkeys(read.order_by("-pk").values_list("location", flat=True)[:PLACES_FROM])
    places = [Name(place, place) for place in recent if len(place) >= SHORTEST_PLACE]
    guests = [Name(each.code, each.name) for each in everybody()]
    return Known(rooms, calendars, places, guests)


def _initial(user, found: Understood, writable: QuerySet) -> dict:
    return {
        "summary": found.title,
        "calendar": found.calendar or _own(user, writable),
        "start_day": found.start_day,
        "end_day": found.end_day,
        "start_hour": found.start_hour,
        "end_hour": found.end_hour,
        "all_day": found.all_day,
        "location": found.place,
        "event_type": found.event_type or Event.Type.APPOINTMENT,
        "repeats": found.repeats,
        "until": found.until,
        "visibility": "everyone",
    }


def _own(user, writable: QuerySet) -> int:
    """One's own calendar, or the first that is not that of a room."""
    calendars = sorted(writable, key=lambda each: (each.owner_id != user.pk, each.kind == Calendar.Kind.ROOM, each.pk))
    return calendars[0].pk


def said(found: Understood, names: Known) -> list[Said]:
    """What was understood, in the order in which one checks it."""
    rooms, calendars, guests = (
        {each.key: each.name for each in some} for some in (names.rooms, names.calendars, names.guests)
    )
    kind = dict(Event.Type.choices).get(found.event_type, "")
    rows = [
        Said(_("Title"), found.title),
        Said(_("Day"), _days(found), found.words_for("day")),
        Said(
            _("Hour"), _hours(found), " ".join(found.words_for(each) for each in ("hour", "length", "all_day")).strip()
        ),
        Said(_("Repeats"), _repetition(found), f"{found.words_for('repeats')} {found.words_for('until')}".strip()),
        Said(_("Room"), rooms.get(found.room, ""), found.words_for("room")),
        Said(_("Place"), found.place, found.words_for("place")),
        Said(_("Calendar"), calendars.get(found.calendar, ""), found.words_for("calendar")),
        Said(_("Type"), capfirst(str(kind))),
        Said(_("Guests"), ", ".join(guests[each] for each in found.guests), found.guest_words),
        Said(_("With"), _only_in_title(found.with_whom)),
    ]
    return [row for row in rows if row.value]


def _only_in_title(names: str) -> str:
    return _("%(names)s (only in the title: nobody here is called so)") % {"names": names} if names else ""


def _days(found: Understood) -> str:
    first, last = (day_in_words(each) for each in (found.start_day, found.end_day))
    return first if first == last else f"{first} – {last}"


def _hours(found: Understood) -> str:
    if found.start_hour is None or found.end_hour is None:
        return _("All day")
    return f"{found.start_hour:%H:%M} – {found.end_hour:%H:%M}"


def _repetition(found: Understood) -> str:
    if not found.repeats:
        return ""
    until = _(", until %(date)s") % {"date": date_format(found.until)} if found.until else ""
    return f"{REPEATS[found.repeats]}{until}"
