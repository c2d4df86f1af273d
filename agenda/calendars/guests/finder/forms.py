"""What somebody says when looking for a time."""

from datetime import datetime, time, timedelta

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.calendars.forms import day_field, hour_field
from agenda.calendars.guests.finding import Search
from agenda.calendars.ical import SUMMARY_LENGTH
from agenda.calendars.models import Calendar
from agenda.calendars.recurrence import FIRST_YEAR, LAST_YEAR
from agenda.calendars.rooms.models import Room
from agenda.calendars.rooms.words import length_in_words

LENGTHS = (30, 45, 60, 90, 120, 180, 240)
FARTHEST = timedelta(days=366)
MOST_DIGITS = 18


class FinderForm(forms.Form):
    """Beside the guests, which are a part of their own."""

    summary = forms.CharField(label=_("Title"), max_length=SUMMARY_LENGTH)
    calendar = forms.ModelChoiceField(label=_("Calendar"), queryset=Calendar.objects.none(), empty_label=None)
    minutes = forms.TypedChoiceField(label=_("How long"), coerce=int)
    first_day = day_field(label=_("From this day on"))
    opens = hour_field(label=_("Not before"))
    closes = hour_field(label=_("Until at most"))
    room = forms.TypedChoiceField(label=_("Room"), required=False, coerce=int, empty_value=None)
    with_me = forms.BooleanField(label=_("I take part too"), required=False)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calendar"].queryset = Calendar.objects.editable(user).exclude(kind=Calendar.Kind.ROOM)
        self.fields["minutes"].choices = [(each, length_in_words(each)) for each in LENGTHS]
        rooms = Room.objects.bookable_by(user).filter(kind=Room.Kind.ROOM).order_by("calendar__name")
        named = [(room.pk, str(room)) for room in rooms]
        any_room = [(0, _("Any that fits and is free"))] if named else []
        self.fields["room"].choices = [*any_room, *named, ("", _("None"))]

    def clean(self) -> dict:
        data = super().clean() or {}
        if self.errors:
            return data
        today = timezone.localdate()
        if data["first_day"] < today:
            self.add_error("first_day", _("That day has gone by. Choose today or a later one."))
        elif data["first_day"] > today + FARTHEST:
            self.add_error("first_day", _("Choose a day within a year from now."))
        if _minutes_between(data["opens"], data["closes"]) < data["minutes"]:
            self.add_error("closes", _("There is not that much time between the two hours. Choose a later one."))
        return data

    def search_for(self, people: list[int], outside: int) -> Search:
        data = self.cleaned_data
        return Search(
            people=tuple(people),
            length=timedelta(minutes=data["minutes"]),
            first=data["first_day"],
            opens=data["opens"],
            closes=data["closes"],
            room=data["room"],
            how_many=len(people) + outside,
        )


def _minutes_between(opens: time, closes: time) -> int:
    return (closes.hour - opens.hour) * 60 + closes.minute - opens.minute


def initial_for(calendars) -> dict:
    """What is offered at first: an hour from tomorrow on, within the working hours of the town hall."""
    opens, _dash, closes = settings.AGENDA_WORKING_HOURS.partition("-")
    return {
        "calendar": calendars.first(),
        "minutes": 60,
        "first_day": timezone.localdate() + timedelta(days=1),
        "opens": opens,
        "closes": closes,
        "room": 0,
        "with_me": True,
    }


def taken_from(code: str) -> tuple[datetime, int | None] | None:
    """The time and the room that a button names."""
    moment, _at, room = code.partition("@")
    try:
        start = datetime.fromisoformat(moment)
    except ValueError:
        return None
    is_room = not room or (room.isascii() and room.isdigit() and len(room) <= MOST_DIGITS)
    if start.tzinfo is None or not FIRST_YEAR < start.year < LAST_YEAR or not is_room:
        return None
    return start, int(room) if room else None
