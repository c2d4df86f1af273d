"""A new application password: for which device, how far it reaches, and the code that proves who asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agenda.caldav.models import AppPassword
from intranet.people.forms import CodeForm


class AppPasswordForm(CodeForm):
    """The password will open without a second factor, so the second factor is shown to make it."""

    code_comes_first = False
    name = forms.CharField(
        label=_("Device or program"),
        max_length=80,
        help_text=_("So that you know later which one to end: “My phone”, “Thunderbird at home”."),
    )
    reach = forms.ChoiceField(
        label=_("What it may do"),
        choices=AppPassword.Reach.choices,
        initial=AppPassword.Reach.WRITE,
        widget=forms.RadioSelect,
    )
    field_order = ("name", "reach", "code")

    def __init__(self, *args, may_write: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not may_write:
            self._only_to_read()
        why = _("The password will open the agenda without a code. So show now that it is you.")
        self.fields["code"].help_text = why

    def _only_to_read(self) -> None:
        """A promise to write where no calendar takes it would fail on the telephone, without a word."""
        self.fields["reach"].choices = [(AppPassword.Reach.READ.value, AppPassword.Reach.READ.label)]
        self.fields["reach"].initial = AppPassword.Reach.READ
        self.fields["reach"].help_text = _("You write in no calendar, so the device will only read the agenda.")
