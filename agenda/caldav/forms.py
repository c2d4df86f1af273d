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

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        why = _("The password will open the agenda without a code. So show now that it is you.")
        self.fields["code"].help_text = why
