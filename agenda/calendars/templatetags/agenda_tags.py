"""The lines of a month. A full one has hundreds: as template nodes they alone would take the page's whole budget."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from agenda.calendars.diary import Entry
from agenda.calendars.models import Calendar
from agenda.calendars.month import Day, Segment

register = template.Library()

MARK = '<span class="mark" aria-hidden="true">{}</span>'
HIDDEN = '<span class="visually-hidden">, {}</span>'
HOUR = '<time class="entry__time" datetime="{}">{}</time> '
ENTRY = '<li class="entry hue-{}"{}><a href="{}" title="{}">{}{}<span class="entry__title">{}</span>{}</a></li>'
BUSY_ENTRY = '<li class="entry hue-{} is-busy"><span>{}{}<span class="entry__title">{}</span>{}</span></li>'
BAR = '<li class="bar bar--{} hue-{}{}"{}><a href="{}" title="{}"{}>{}<span class="bar__title">{}</span>{}</a></li>'
BUSY_BAR = '<li class="bar bar--{} hue-{}{} is-busy"><span>{}<span class="bar__title">{}</span>{}</span></li>'
CELL = '<td class="{}" data-day="{}"{}>{}{}</td>'
HEAD = (
    '<p class="day__head"><a class="day__number" href="{}"><time datetime="{}"><span class="day__name">{} </span>{}'
    '<span class="day__month"> {}</span></time></a>{}</p>'
)
HOLIDAY = '<span class="day__holiday" title="{0}">{0}</span>'
MORE = '<li class="day__more"><a href="{}">{}<span class="visually-hidden"> · {} {}</span></a></li>'
GAP = format_html('<li class="bar bar--gap" aria-hidden="{}"></li>', "true")
TODAY = format_html(' aria-current="{}"', "date")
MOVES = format_html(' draggable="{}"', "true")
MOVES_IN_SERIES = format_html(' draggable="{}" data-series', "true")
NO_STOP = format_html(' tabindex="{}"', -1)


@register.filter
def month_cell(cell: Day) -> SafeString:
    """A day: its number, its holiday, and what it has."""
    holiday = format_html(HOLIDAY, cell.holiday) if cell.holiday else ""
    head = format_html(HEAD, cell.url, cell.iso, cell.weekday, cell.date.day, cell.month, holiday)
    lines = [month_bar(part) if part else GAP for part in cell.lanes]
    lines += [month_line(entry) for entry in cell.entries]
    if cell.hidden:
        lines.append(format_html(MORE, cell.url, cell.more, cell.date.day, cell.month))
    inside = format_html('<ul class="day__entries">' + "{}" * len(lines) + "</ul>", *lines) if lines else ""
    return format_html(CELL, cell.classes, cell.iso, TODAY if cell.is_today else "", head, inside)


@register.filter
def month_line(entry: Entry) -> SafeString:
    """An entry of one day: mark, hour, title."""
    mark, name = _signs(entry.calendar)
    hour = "" if entry.all_day else format_html(HOUR, entry.starts.isoformat(), entry.hour)
    if not entry.is_open:
        return format_html(BUSY_ENTRY, entry.calendar.hue, mark, hour, entry.title, name)
    moves = _moves(entry)
    return format_html(ENTRY, entry.calendar.hue, moves, entry.url, entry.title, mark, hour, entry.title, name)


@register.filter
def month_bar(segment: Segment) -> SafeString:
    """One day of a bar. Where it only goes on it can be clicked but is no stop for the keyboard."""
    entry = segment.entry
    mark, name = _signs(entry.calendar)
    about = name if segment.starts else format_html("{}{}", name, format_html(HIDDEN, _("goes on")))
    shown_mark = mark if segment.length else ""
    shape = " bar--starts" * segment.starts + " bar--ends" * segment.ends
    look = (segment.length, entry.calendar.hue, shape)
    if not entry.is_open:
        return format_html(BUSY_BAR, *look, shown_mark, entry.title, about)
    stop = "" if segment.length else NO_STOP
    moves = _moves(entry)
    return format_html(BAR, *look, moves, entry.url, entry.title, stop, shown_mark, entry.title, about)


def _moves(entry: Entry) -> str:
    if not entry.can_move:
        return ""
    return MOVES_IN_SERIES if entry.is_of_series else MOVES


def _signs(calendar: Calendar) -> tuple[SafeString, SafeString]:
    """The mark and the hidden name of a calendar, made once for each page."""
    if calendar.signs is None:
        calendar.signs = (format_html(MARK, calendar.mark), format_html(HIDDEN, calendar.name))
    return calendar.signs
