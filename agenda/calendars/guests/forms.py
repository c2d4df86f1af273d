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


class GuestsForm(forms.Form):
    """Beside the form of an event: who was ticked, and what was typed."""

    guest_names = forms.CharField(
        label=_("Who is invited"),
        required=False,
        max_length=4_000,
        help_text=_("Names of people, units or bodies, or mail addresses, with commas between them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
