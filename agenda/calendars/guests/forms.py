"""Answering, and saying who is invited."""

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.calendars.date_addresses import DATE_OF_SERIES, code_of, date_of_series
from agenda.calendars.forms import day_field
from agenda.calendars.guests.delegations import people_of
from agenda.calendars.guests.models import LONGEST_COMMENT, Attendee
from agenda.calendars.models import Occurrence
from agenda.calendars.rooms.words import day_in_words, span_in_words
from intranet.people.models import User

CHOICES = [
    (Attendee.Answer.YES.value, pgettext_lazy("answer button", "I come")),
    (Attendee.Answer.MAYBE.value, pgettext_lazy("answer button", "Perhaps")),
    (Attendee.Answer.NO.value, pgettext_lazy("answer button", "I do not come")),
]


class AnswerForm(forms.Form):
    """One of three buttons, and perhaps a word."""

    answer = forms.ChoiceField(
        choices=CHOICES,
        error_messages={
            "required": _("Choose one of the three answers."),
            "invalid_choice": _("Choose one of the three answers."),
        },
    )
    comment = forms.CharField(label=_("A word to whoever invites"), max_length=LONGEST_COMMENT, required=False)
    # Of a series: which of its dates is answered.
    vegada = forms.ChoiceField(
        label=_("Which dates"),
        required=False,
        error_messages={"invalid_choice": _("That date is no longer in the series. Look at the series again.")},
    )

    def __init__(self, *args, dates: Iterable[Occurrence] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        single = [(code_of(each.recurrence_id), _when(each)) for each in dates if each.recurrence_id]
        if single:
            self.fields["vegada"].choices = [("", _("The whole series")), *single]
        else:
            del self.fields["vegada"]

    @property
    def date(self) -> datetime | None:
        return date_of_series(self.cleaned_data) if self.cleaned_data.get(DATE_OF_SERIES) else None


def _when(date: Occurrence) -> str:
    return day_in_words(date.day) if date.all_day else span_in_words(date.starts_at, date.ends_at)


NOTICES = {
    5: _("5 minutes before"),
    15: _("15 minutes before"),
    30: _("half an hour before"),
    60: _("an hour before"),
    120: _("two hours before"),
    1_440: _("the day before"),
    2_880: _("two days before"),
    10_080: _("a week before"),
}


class ReminderForm(forms.Form):
    """How long before an event its reader wants to know."""

    minutes = forms.TypedChoiceField(
        label=_("Reminder"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("None")), *NOTICES.items()],
    )


class GuestsForm(forms.Form):
    """Beside the form of an event: who was ticked, and what was typed."""

    guest_names = forms.CharField(
        label=_("Who is invited"),
        required=False,
        max_length=4_000,
        help_text=_("Names of people, units or bodies, or mail addresses, with commas between them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    on_behalf = forms.ModelChoiceField(
        label=_("In whose name"), queryset=User.objects.none(), required=False, empty_label=_("Mine")
    )

    def __init__(self, *args, user, is_new: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on_behalf"].queryset = people_of(user) if is_new else User.objects.none()
        if not self.fields["on_behalf"].queryset.exists():
            del self.fields["on_behalf"]


class DelegationForm(forms.Form):
    """Who, and from when to when."""

    delegate = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none(), empty_label="")
    start_day = day_field(label=pgettext_lazy("first day", "From"), initial=timezone.localdate)
    end_day = day_field(label=_("Until"), required=False, help_text=_("Left empty, it holds until you end it."))

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegate"].queryset = User.objects.listed().exclude(pk=user.pk)

    def clean(self) -> dict:
        data = super().clean() or {}
        if not self.errors and data["end_day"] and data["end_day"] < data["start_day"]:
            self.add_error("end_day", _("The last day comes before the first. Choose a later one."))
        return data
