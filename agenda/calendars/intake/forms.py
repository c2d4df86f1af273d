"""What somebody says when bringing a calendar from outside."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agenda.calendars.models import Calendar


class ImportForm(forms.Form):
    """A file and where it goes."""

    file = forms.FileField(
        label=_("Calendar file"),
        help_text=_("A file that ends in .ics, as Google, Outlook, Apple or Thunderbird export it."),
        widget=forms.FileInput(attrs={"accept": ".ics,.ical,.ifb,text/calendar"}),
        error_messages={"empty": _("The file is empty. Export the calendar again.")},
    )
    calendar = forms.ModelChoiceField(label=_("Calendar"), queryset=Calendar.objects.none(), empty_label=None)

    def __init__(self, *args, calendars, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calendar"].queryset = calendars


class SubscriptionForm(forms.Form):
    """An address and where its events appear."""

    name = forms.CharField(label=_("Name"), max_length=120)
    url = forms.CharField(
        label=_("Address of the calendar"),
        help_text=_("It begins with https:// or webcal:// and usually ends in .ics."),
        max_length=1000,
        widget=forms.URLInput,
    )
    calendar = forms.ModelChoiceField(
        label=_("Show its events in"), queryset=Calendar.objects.none(), empty_label=None
    )

    def __init__(self, *args, calendars, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calendar"].queryset = calendars
