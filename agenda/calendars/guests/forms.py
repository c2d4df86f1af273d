"""Answering, and saying who is invited."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.calendars.guests.models import LONGEST_COMMENT, Attendee

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
