"""Quick entry: a line, and the form of a new event filled with what was understood of it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

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
from agenda.calendars.models import Calendar, Event, Visibility
from agenda.calendars.quick_doubts import FIRST_OF_SEVERAL, NO_DAY, NO_HOUR, OTHER_WEEKDAY, Doubt
from agenda.calendars.quick_entry import Known, Understood, understand
from agenda.calendars.quick_names import Name
from agenda.calendars.rooms.models import Room
from agenda.calendars.rooms.words import day_in_words
from agenda.calendars.timezones import town_zone
from agenda.calendars.views.events import filled_form
from agenda.calendars.weekdays import weekdays_in_words
from intranet.access.scopes import readable_scopes

# Places that were written in the last events are known by name.
PLACES_FROM = 500
SHORTEST_PLACE = 4
SHORTEST_MONTH = 28


@dataclass(frozen=True)
class Said:
    """One thing that was understood, and the words that said it; without words it was supposed."""

    label: str
    value: str
    words: str = ""
    is_doubt: bool = False


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
    written = understand(line, now=timezone.localtime().replace(tzinfo=None), known=names)
    found = on_the_clock(written)
    initial = _initial(request.user, found, writable)
    rows = said(found, names) + doubted(written, found)
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
        "visibility": Visibility.PRIVATE if found.is_private else Visibility.EVERYONE,
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
        Said(
            _("Who can see what it is"),
            capfirst(str(Visibility.PRIVATE.label)) if found.is_private else "",
            found.words_for("visibility"),
        ),
        Said(_("Type"), capfirst(str(kind))),
        Said(_("Guests"), ", ".join(guests[each] for each in found.guests), found.guest_words),
        Said(_("With"), _only_in_title(found.with_whom)),
    ]
    return [row for row in rows if row.value]


def doubted(written: Understood, found: Understood) -> list[Said]:
    """What was not understood, or not taken as it is written. Nothing of it is kept back."""
    rows = [_doubt(each, found) for each in found.doubts]
    if changed := _clock_changes(written, found):
        rows.append(_mind(changed))
    if found.repeats == "monthly" and found.start_day.day > SHORTEST_MONTH:
        rows.append(_mind(_("Months without a day %(day)d are left out.") % {"day": found.start_day.day}))
    return rows


def _doubt(doubt: Doubt, found: Understood) -> Said:
    if doubt.kind == FIRST_OF_SEVERAL:
        return _mind(_("Only the first of these days was taken. To repeat it, write “cada” before them."), doubt.words)
    if doubt.kind == OTHER_WEEKDAY:
        return _mind(_("That day is another weekday: %(day)s.") % {"day": day_in_words(found.start_day)}, doubt.words)
    reasons = {NO_DAY: _("There is no such day."), NO_HOUR: _("There is no such hour.")}
    reason = reasons.get(doubt.kind, _("Correct it below if it matters."))
    return Said(_("Not understood"), reason, doubt.words, is_doubt=True)


def _mind(text: str, words: str = "") -> Said:
    return Said(_("Mind"), text, words, is_doubt=True)


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
    return f"{REPEATS.get(found.repeats) or weekdays_in_words(found.repeats)}{until}"


# --- The night when the clocks go forward ---------------------------------------------------------


def on_the_clock(found: Understood) -> Understood:
    """With hours that exist. What begins in the hour that does not, begins and ends one later."""
    if found.start_hour is None or found.end_hour is None:
        return found
    start = datetime.combine(found.start_day, found.start_hour)
    end = datetime.combine(found.end_day, found.end_hour)
    gap = _existing(start) - start
    start, end = start + gap, _existing(end + gap)
    return replace(found, start_day=start.date(), start_hour=start.time(), end_day=end.date(), end_hour=end.time())


def _existing(wall: datetime) -> datetime:
    zone = town_zone()
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)


def _clock_changes(written: Understood, found: Understood) -> str:
    """What is said where an hour was moved."""
    pairs = (
        (written.start_day, written.start_hour, found.start_hour),
        (written.end_day, written.end_hour, found.end_hour),
    )
    for day, asked, taken in pairs:
        if asked and taken and _existing(datetime.combine(day, asked)) != datetime.combine(day, asked):
            return _("The clocks change that night and %(asked)s does not exist: %(taken)s was taken.") % {
                "asked": f"{asked:%H:%M}",
                "taken": f"{taken:%H:%M}",
            }
    return ""
