"""The form of an event, in the words of a person: days, hours, how often. It ends as a `Draft`."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agenda.calendars import ical, moving, recurrence, visibility
from agenda.calendars.errors import AgendaError
from agenda.calendars.models import Calendar, Event, FeedToken, Visibility
from agenda.calendars.series import Reach
from agenda.calendars.splitting import Shown
from agenda.calendars.timezones import instant, town_zone
from agenda.calendars.weekdays import rule_of, weekdays_in_words

ONE_DAY = timedelta(days=1)
END_OF_DAY = time(23, 59, 59)
KEEP = "keep"
# Sittings and deadlines come from their records and are never typed twice (R17).
FROM_RECORDS = {Event.Type.MEETING, Event.Type.DEADLINE}
REPEATS = {
    "": _("Does not repeat"),
    "daily": _("Every day"),
    "weekly": _("Every week"),
    "fortnightly": _("Every two weeks"),
    "monthly": _("Every month, on the same day"),
    "monthly_weekday": _("Every month, on the same weekday"),
    "yearly": _("Every year"),
}
RULES = {
    "daily": "FREQ=DAILY",
    "weekly": "FREQ=WEEKLY",
    "fortnightly": "FREQ=WEEKLY;INTERVAL=2",
    "monthly": "FREQ=MONTHLY",
    "yearly": "FREQ=YEARLY",
}
NO_DAY = _("That day does not exist. Choose it from the calendar or write day/month/year.")
CHANGED = _("This event was changed after you opened this form. See when it is now; to move it anyway, save again.")
NO_HOUR = _("That hour does not exist. Write it as 18:30.")


def day_field(**options) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    formats = ["%Y-%m-%d", "%d/%m/%Y"]
    return forms.DateField(widget=widget, input_formats=formats, error_messages={"invalid": NO_DAY}, **options)


def hour_field(**options) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    errors = {"invalid": NO_HOUR, "required": _("Write the time, or mark the event as all day.")}
    return forms.TimeField(widget=widget, error_messages=errors, **options)


class SeenField(forms.IntegerField):
    """The version of an event that a form began from. Shown again it is the one there is now: who saves once more has
    been told."""

    widget = forms.HiddenInput

    def bound_data(self, data, initial):
        return initial


class SeenForm(forms.Form):
    """A form of an event that may be changed while it is open."""

    sequence = SeenField(required=False)

    @property
    def is_stale(self) -> bool:
        seen = self.cleaned_data.get("sequence") if self.is_bound else None
        return seen is not None and seen != self.initial.get("sequence")


class EventForm(SeenForm):
    """What somebody says about an event. For whole days the end is the last day, as people count."""

    summary = forms.CharField(label=_("Title"), max_length=ical.SUMMARY_LENGTH)
    calendar = forms.ModelChoiceField(label=_("Calendar"), queryset=Calendar.objects.none(), empty_label=None)
    start_day = day_field(label=_("Starts on"))
    start_hour = hour_field(label=_("Start time"))
    end_day = day_field(label=_("Ends on"), required=False)
    end_hour = hour_field(label=_("End time"))
    all_day = forms.BooleanField(label=_("All day"), required=False)
    location = forms.CharField(label=_("Place"), max_length=ical.LOCATION_LENGTH, required=False)
    event_type = forms.ChoiceField(label=_("Type"))
    visibility = forms.ChoiceField(
        label=_("Who can see what it is"), help_text=_("Everyone else who sees the calendar only sees “Busy”.")
    )
    repeats = forms.ChoiceField(label=_("Repeats"), required=False)
    until = day_field(label=_("Repeats until"), required=False, help_text=_("Left empty, it goes on without end."))
    description = forms.CharField(
        label=_("Description"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    reach = forms.ChoiceField(
        label=_("What changes"), choices=Reach, initial=Reach.ONE, required=False, widget=forms.RadioSelect
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)

    def __init__(
        self, *args, user, calendars, event: Event | None = None, date_of_series: bool = False, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        if event is not None:
            del self.fields["key"]
        if not date_of_series:
            del self.fields["reach"]
        # Written by a form that is valid.
        self.draft: ical.Draft
        self.fields["calendar"].queryset = calendars
        self.fields["calendar"].disabled = event is not None
        self.fields["event_type"].choices = _choices(kind for kind in Event.Type if kind not in FROM_RECORDS)
        open_to = visibility.those_read_by(user)
        self.fields["visibility"].choices = _choices(each for each in Visibility if each in open_to)
        kept = {KEEP: _("As until now")} if event and event.is_recurring else {}
        chosen = str(self["repeats"].value() or "")
        # Several days of the week are no choice of the list: they come from quick entry.
        several = {chosen: weekdays_in_words(chosen)} if rule_of(chosen) else {}
        self.fields["repeats"].choices = list((kept | REPEATS | several).items())
        for name in ("start_hour", "end_hour"):
            self.fields[name].required = not self.data.get("all_day")

    def clean(self) -> dict:
        super().clean()
        if not self.errors:
            self._write_draft(self.cleaned_data)
        return self.cleaned_data

    def _write_draft(self, data: dict) -> None:
        """The same checks that a calendar file goes through, told beside the field that can mend them."""
        try:
            self.draft = _draft_of(data)
            ical.check_dates(self.draft.start, self.draft.end)
        except AgendaError as problem:
            self.add_error("end_day", str(problem))
        else:
            self._check_until(data)

    def _check_until(self, data: dict) -> None:
        if data["repeats"] not in {"", KEEP} and data["until"] and data["until"] < data["start_day"]:
            self.add_error("until", _("The repetition ends before the event starts. Choose a later day."))


def _choices(values: Iterable) -> list[tuple[str, str]]:
    return [(each.value, capfirst(each.label)) for each in values]


class MoveForm(SeenForm):
    """Another day, and another hour unless it lasts whole days."""

    start_day = day_field(label=_("New day"))
    start_hour = hour_field(label=_("New hour"))
    reach = forms.ChoiceField(label=_("What changes"), choices=Reach, widget=forms.RadioSelect)

    def __init__(self, *args, is_series: bool, all_day: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not is_series:
            del self.fields["reach"]
        if all_day:
            del self.fields["start_hour"]

    def clean(self) -> dict:
        data = super().clean() or {}
        if self.is_stale:
            self.add_error(None, CHANGED)
        return data


class StepForm(forms.Form):
    """So many days and minutes from where it is, or so much longer, as a screen counts them."""

    days = forms.IntegerField(min_value=-3_660, max_value=3_660)
    minutes = forms.IntegerField(min_value=-1_440, max_value=1_440)
    longer = forms.IntegerField(min_value=-1_440, max_value=1_440, required=False)
    reach = forms.ChoiceField(choices=Reach, required=False)

    @property
    def steps(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] or 0 for name in ("days", "minutes", "longer")}


class QuickForm(forms.Form):
    """An event in one line."""

    line = forms.CharField(
        label=_("The line"),
        max_length=ical.SUMMARY_LENGTH,
        error_messages={"required": _("Write what takes place and when, in one line.")},
    )


class FeedForm(forms.ModelForm):
    """A name by which the person will know the device again."""

    class Meta:
        model = FeedToken
        fields = ["name"]


def initial_for(event: Event, shown: Shown) -> dict:
    """The form's values of an event that exists, as one of its dates shows it."""
    return _times(shown) | {
        "summary": shown.summary,
        "calendar": event.calendar_id,
        "location": shown.location,
        "event_type": event.event_type,
        "visibility": event.visibility,
        "repeats": KEEP if event.is_recurring else "",
        "description": shown.description,
        "sequence": event.sequence,
    }


def _times(shown: Shown) -> dict:
    start, end = moving.to_town(shown.start), moving.to_town(shown.end)
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return {"start_day": start, "end_day": end - ONE_DAY, "all_day": True}
    return {"start_day": start.date(), "start_hour": start.time(), "end_day": end.date(), "end_hour": end.time()}


def _draft_of(data: dict) -> ical.Draft:
    start, end = _span(data)
    return ical.Draft(
        summary=data["summary"],
        start=start,
        end=end,
        location=data["location"],
        description=data["description"],
        rrule=_rule(data),
        category=data["event_type"],
        classification=ical.CLASSES[data["visibility"]],
    )


def _span(data: dict) -> tuple[date | datetime, date | datetime]:
    last_day = data["end_day"] or data["start_day"]
    if data["all_day"]:
        return data["start_day"], last_day + ONE_DAY
    zone = town_zone()
    return (
        datetime.combine(data["start_day"], data["start_hour"], zone),
        datetime.combine(last_day, data["end_hour"], zone),
    )


def _rule(data: dict) -> str | None:
    if data["repeats"] == KEEP:
        return None
    rule = RULES.get(data["repeats"]) or rule_of(data["repeats"]) or _same_weekday(data)
    return f"{rule};UNTIL={_until(data)}" if rule and data["until"] else rule


def _same_weekday(data: dict) -> str:
    """The second Tuesday of each month; what falls on a fifth one is meant as the last."""
    if data["repeats"] != "monthly_weekday":
        return ""
    day = data["start_day"]
    ordinal = (day.day - 1) // 7 + 1
    return f"FREQ=MONTHLY;BYDAY={ordinal if ordinal < 5 else -1}{recurrence.WEEKDAYS[day.weekday()]}"


def _until(data: dict) -> str:
    """The last day counts whole: RFC 5545 wants it in UTC where the event has hours."""
    if data["all_day"]:
        return f"{data['until']:%Y%m%d}"
    return f"{instant(datetime.combine(data['until'], END_OF_DAY)):%Y%m%dT%H%M%SZ}"
