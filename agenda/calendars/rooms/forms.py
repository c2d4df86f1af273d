"""The rooms of an event, the profile of a room, the times it is closed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.dateparse import parse_time
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agenda.calendars.forms import day_field, hour_field
from agenda.calendars.models import Calendar
from agenda.calendars.rooms.alternatives import fits
from agenda.calendars.rooms.models import LONGEST_NAME, DoorKey, Room
from agenda.calendars.rooms.numbers import moment_in, number_in
from agenda.calendars.rooms.wanted import Repair
from agenda.calendars.rooms.words import LAST_MINUTE
from agenda.calendars.timezones import town_zone
from intranet.access.models import Principal

ONE_DAY = timedelta(days=1)
MINUTES = 60
REPAIR = "repair."
TOO_SMALL = _(
    "%(room)s takes %(fit)d people, and you have written %(people)d."
    " Choose a bigger one, or tick that it is fine all the same."
)
CLOSING_MIDNIGHT = {"24:00", "24", "00:00", "0:00"}


class BookingForm(forms.Form):
    """The rooms of an event, beside the form of the event itself."""

    rooms = forms.ModelMultipleChoiceField(Room.objects.none(), required=False)
    people = forms.IntegerField(label=_("How many people"), min_value=1, max_value=9_999, required=False)
    small_ok = forms.BooleanField(label=_("It is fine all the same"), required=False)

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rooms"].queryset = Room.objects.bookable_by(user)
        self.fields["rooms"].error_messages["invalid_choice"] = _("You cannot book that room.")

    def clean(self) -> dict:
        data = super().clean() or {}
        data["repairs"] = dict(self._repairs())
        # Said once: what was booked so before is not asked again.
        if not data.get("small_ok") and {"rooms", "people"} & set(self.changed_data):
            self._warn(data.get("rooms") or (), data.get("people"))
        return data

    def _warn(self, rooms: Iterable[Room], people: int | None) -> None:
        """More people than fit: nothing is saved until somebody says that it is fine."""
        for room in rooms:
            if not fits(room, people):
                words = {"room": room, "fit": room.capacity, "people": people}
                self.add_error("small_ok", forms.ValidationError(TOO_SMALL, code="too_small", params=words))

    @property
    def chosen(self) -> set[int]:
        """The rooms that are ticked, whether or not the form is right."""
        asked = self.data.getlist("rooms") if isinstance(self.data, QueryDict) and self.is_bound else None
        given = self.initial.get("rooms", ()) if asked is None else asked
        return {number for each in given if (number := number_in(each)) is not None}

    def _repairs(self) -> Iterator[tuple[datetime, Repair]]:
        for name, value in self.data.items():
            if name.startswith(REPAIR) and (found := _repair(name, str(value))):
                yield found


def _repair(name: str, value: str) -> tuple[datetime, Repair] | None:
    """`repair.<room>.<moment>` = skip, room:<room> or time:<moment>. What does not read so is not there."""
    _prefix, room, moment = name.split(".", 2) if name.count(".") >= 2 else ("", "", "")
    kind, _colon, what = value.partition(":")
    when, instead_of, other = moment_in(moment), number_in(room), number_in(what)
    if when is None or instead_of is None:
        return None
    if kind == "skip":
        return when, Repair("skip")
    if kind == "room" and other is not None:
        return when, Repair("room", room=other, instead_of=instead_of)
    starts_at = moment_in(what)
    return (when, Repair("time", starts_at=starts_at)) if kind == "time" and starts_at else None


class TimesForm(forms.Form):
    """Only when: to say which rooms are free while the form of the event is being filled in."""

    start_day = day_field()
    start_hour = hour_field(required=False)
    end_day = day_field(required=False)
    end_hour = hour_field(required=False)
    all_day = forms.BooleanField(required=False)
    people = forms.IntegerField(min_value=1, max_value=9_999, required=False)

    @property
    def span(self) -> tuple[datetime, datetime] | tuple[None, None]:
        if not self.is_valid():
            return None, None
        data = self.cleaned_data
        last_day = data["end_day"] or data["start_day"]
        if data["all_day"]:
            return _at(data["start_day"], time.min), _at(last_day + ONE_DAY, time.min)
        if data["start_hour"] is None or data["end_hour"] is None:
            return None, None
        start, end = _at(data["start_day"], data["start_hour"]), _at(last_day, data["end_hour"])
        return (start, end) if end > start else (None, None)


class OneDayForm(forms.Form):
    """The same of what says its day once; an hour before the beginning is of the next day."""

    day = day_field()
    begins = hour_field()
    ends = hour_field()

    @property
    def span(self) -> tuple[datetime, datetime] | tuple[None, None]:
        if not self.is_valid():
            return None, None
        data = self.cleaned_data
        last_day = data["day"] + ONE_DAY if data["ends"] <= data["begins"] else data["day"]
        return _at(data["day"], data["begins"]), _at(last_day, data["ends"])


def _at(day, hour: time) -> datetime:
    return datetime.combine(day, hour, town_zone())


@dataclass(frozen=True)
class Taken:
    """The alternative whose button was pressed, on the clock of the town."""

    instead: str
    room: str
    start: datetime
    end: datetime


def taken(posted: QueryDict) -> Taken | None:
    """What `take` says, where it says something: room>other room@start/end."""
    instead, _arrow, rest = posted.get("take", "").partition(">")
    room, _at_sign, span = rest.partition("@")
    first, _slash, last = span.partition("/")
    start, end = moment_in(first), moment_in(last)
    if start is None or end is None or number_in(room) is None:
        return None
    return Taken(instead, room, start.astimezone(town_zone()), end.astimezone(town_zone()))


def taking(posted: QueryDict) -> QueryDict:
    """What was posted of an event, with an alternative put in its place."""
    found = taken(posted)
    if found is None:
        return posted
    data, start, end = posted.copy(), found.start, found.end
    if data.get("all_day"):
        end -= ONE_DAY
    else:
        data["start_hour"], data["end_hour"] = f"{start:%H:%M}", f"{end:%H:%M}"
    data["start_day"], data["end_day"] = f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}"
    others = (each for each in data.getlist("rooms") if each not in {found.instead, found.room})
    data.setlist("rooms", [found.room, *others])
    return data


def taking_one(posted: QueryDict) -> QueryDict:
    """The same of what takes place in one room, on one day."""
    found = taken(posted)
    if found is None:
        return posted
    data = posted.copy()
    data["room"], data["day"] = found.room, f"{found.start:%Y-%m-%d}"
    data["begins"], data["ends"] = f"{found.start:%H:%M}", f"{found.end:%H:%M}"
    return data


class RoomForm(forms.ModelForm):
    """Everything about a room that its users need to know."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    keeper = forms.ModelChoiceField(
        label=_("Who keeps it"), queryset=Principal.objects.none(), required=False, empty_label=_("Nobody")
    )
    longest_hours = forms.DecimalField(
        label=_("At most this many hours"), min_value=0, max_value=24 * 60, decimal_places=2, required=False
    )
    photo = forms.FileField(label=_("Photograph"), required=False, help_text=_("JPEG or PNG."))
    without_photo = forms.BooleanField(label=_("Take the photograph down"), required=False)

    class Meta:
        model = Room
        fields = [
            "kind",
            "capacity",
            "equipment",
            "place",
            "keeper",
            "needs_approval",
            "closed_on_holidays",
            "days_ahead",
        ]
        labels = {
            "days_ahead": _("At most this many days ahead"),
            "equipment": _("What it has"),
        }
        help_texts = {"equipment": _("One thing a line: projector, microphone, step-free access.")}
        widgets = {"equipment": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"].queryset = _possible_keepers()
        self.fields["kind"].choices = [(each.value, capfirst(each.label)) for each in Room.Kind]
        for weekday in WEEKDAYS:
            self.fields[f"hours_{weekday}"] = _hours_field(weekday)
        if self.instance.pk:
            self._show(self.instance)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        others = Calendar.objects.exclude(pk=self.instance.pk) if self.instance.pk else Calendar.objects.all()
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("There is a calendar with that name already. Choose another."))
        return name

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("needs_approval") and not data.get("keeper"):
            self.add_error("keeper", _("Say who approves the bookings."))
        return data

    @property
    def weekdays(self) -> list:
        return [self[f"hours_{weekday}"] for weekday in WEEKDAYS]

    @property
    def profile(self) -> dict:
        """What `arrange_room` takes."""
        data = self.cleaned_data
        kept = {name: data[name] for name in self.Meta.fields}
        hours = data["longest_hours"]
        stretches = [(day, *each) for day in WEEKDAYS for each in data[f"hours_{day}"]]
        return kept | {"longest_minutes": int(hours * MINUTES) if hours else None, "hours": stretches}

    def _show(self, room: Room) -> None:
        self.initial["name"] = room.calendar.name
        if room.longest_minutes:
            self.initial["longest_hours"] = f"{room.longest_minutes / MINUTES:g}"
        for weekday in WEEKDAYS:
            kept = (each for each in room.hours.all() if each.weekday == weekday)
            hours = ", ".join(f"{each.opens:%H:%M}-{_closing(each.closes)}" for each in kept)
            self.initial[f"hours_{weekday}"] = hours


def _closing(value: time) -> str:
    return "24:00" if value == LAST_MINUTE else f"{value:%H:%M}"


def _possible_keepers():
    people = Q(kind=Principal.Kind.PERSON, user__is_active=True)
    return Principal.objects.filter(people | Q(kind=Principal.Kind.UNIT)).order_by("-kind", "name")


class HoursField(forms.Field):
    """The opening hours of a day: "8:00-14:00, 16:00-20:00"."""

    default_error_messages = {"hours": _("Write the hours as 8:00-14:00, 16:00-20:00, in order.")}

    def to_python(self, value) -> list[tuple[time, time]]:
        text = str(value or "").replace("–", "-")
        stretches = [self._stretch(each) for each in text.split(",") if each.strip()]
        edges = [edge for stretch in stretches for edge in stretch]
        if edges != sorted(set(edges)):
            raise forms.ValidationError(self.error_messages["hours"], code="hours")
        return stretches

    def _stretch(self, text: str) -> tuple[time, time]:
        opens, _dash, closes = (part.strip() for part in text.partition("-"))
        try:
            first, last = _hour(opens), LAST_MINUTE if closes in CLOSING_MIDNIGHT else _hour(closes)
        except ValueError as problem:
            raise forms.ValidationError(self.error_messages["hours"], code="hours") from problem
        return first, last


def _hour(text: str) -> time:
    found = parse_time(text if ":" in text else f"{text}:00")
    if found is None:
        raise ValueError(text)
    return found


def _hours_field(weekday: int) -> HoursField:
    return HoursField(label=capfirst(str(WEEKDAYS[weekday])), required=False)


class BlockForm(forms.Form):
    """When a room is closed, and why."""

    start_day = day_field(label=_("From"))
    start_hour = hour_field(label=_("at"), required=False)
    end_day = day_field(label=_("Until"))
    end_hour = hour_field(label=_("at"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=160)

    def clean(self) -> dict:
        data = super().clean() or {}
        if self.errors:
            return data
        start = _at(data["start_day"], data["start_hour"] or time.min)
        # Without an hour the last day counts whole.
        end = _at(data["end_day"], data["end_hour"]) if data["end_hour"] else _at(data["end_day"] + ONE_DAY, time.min)
        if end <= start:
            self.add_error("end_day", _("It ends before it starts. Correct the end."))
        return data | {"starts_at": start, "ends_at": end}


class DoorKeyForm(forms.ModelForm):
    """A name by which the screen will be known again."""

    class Meta:
        model = DoorKey
        fields = ["name"]
