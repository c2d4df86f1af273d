"""Icons and dates, said the same way on every page."""

import datetime
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from theme import words

register = template.Library()

APPEARANCES = ("auto", "light", "dark")
SPRITE = "theme/icons.svg"
ICON = '<svg class="icon icon--{0}" aria-hidden="true" focusable="false"><use href="{1}#{0}"></use></svg>'
NAMED_ICON = '<svg class="icon icon--{0}" role="img" aria-label="{2}"><use href="{1}#{0}"></use></svg>'


@register.simple_tag
def icon(name: str, label: str = "") -> str:
    """One icon of the sprite: decoration beside a text, or named when it stands alone."""
    return format_html(NAMED_ICON, name, static(SPRITE), label) if label else _decoration(name)


@cache
def _decoration(name: str) -> SafeString:
    """A page has dozens of them, always the same few."""
    return format_html(ICON, name, static(SPRITE))


@register.simple_tag(takes_context=True)
def appearance(context) -> str:
    """Light, dark or what the device prefers, as chosen on this device. Error pages have no request."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme") if request else None
    return chosen if chosen in APPEARANCES else "auto"


@register.simple_tag
def today() -> str:
    """The date at the head of the page, always with its month."""
    return _as_time(timezone.localdate(), words.full_day)


@register.filter
def human_date(value: datetime.date | None) -> str:
    """The day in words: "Thursday 26", with month and year only when they are not the present ones."""
    return _as_time(value, words.day)


@register.filter
def human_datetime(value: datetime.datetime | None) -> str:
    """The day and the hour in words: "Thursday 26, 20:00"."""
    return _as_time(value, words.day_and_hour)


@register.filter
def human_time(value: datetime.datetime | datetime.time | None) -> str:
    """The hour alone: "20:00"."""
    return _as_time(value, words.hour)


@register.filter
def relative_day(value: datetime.date | None) -> str:
    """How far away the day is: "tomorrow", "in 3 days", "2 days ago"."""
    return _as_time(value, words.distance)


def _as_time(value, say) -> str:
    """Wrap the words in <time>, which keeps the exact instant for machines."""
    if not value:
        return ""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    exact = value.isoformat() if isinstance(value, datetime.date) else value.strftime("%H:%M")
    return format_html('<time datetime="{}">{}</time>', exact, say(value))
