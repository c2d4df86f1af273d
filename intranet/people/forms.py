"""Forms of the door and of the account. Password managers and pasted codes are welcome (WCAG 3.3.8)."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """User and password. The refusal is the same whether the person exists, is wrong or has left."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("The user name or the password is not right. Check them and try again."),
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["username"].widget.attrs |= {"spellcheck": "false", "autocorrect": "off"}
        self.fields["password"].label = _("Password")

    def clean_username(self) -> str:
        """Django writes the limit into the page and does not ask it; the record of failures has no room for more."""
        username = self.cleaned_data["username"]
        if len(username) > int(self.fields["username"].widget.attrs["maxlength"]):
            raise self.get_invalid_login_error()
        return username


class CodeForm(forms.Form):
    """A code from the telephone, or a recovery code: the same field takes both."""

    # The focus goes to the code, unless there is something to read before it.
    code_comes_first = True
    # Set when the code was not even looked at, because too many before it were wrong.
    too_soon = False
    code = forms.CharField(label=_("Code"), max_length=40, strip=True)

    def __init__(self, *args, letters: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "one-time-code", "spellcheck": "false"}
        keyboard = {"inputmode": "text", "autocapitalize": "none"} if letters else {"inputmode": "numeric"}
        self.fields["code"].widget.attrs |= attrs | keyboard
        if self.code_comes_first:
            self.fields["code"].widget.attrs["autofocus"] = True
        self.fields["code"].label = _("Recovery code") if letters else _("Six-digit code")


class EnrolForm(CodeForm):
    """A new telephone: the code it shows now proves that it was read well, before anything depends on it."""

    code_comes_first = False
    name = forms.CharField(
        label=_("Name of the device"),
        max_length=64,
        required=False,
        help_text=_("So that you can tell it from others, for example “Work phone”."),
    )
    field_order = ["code", "name"]


class NewPasswordForm(PasswordChangeForm):
    """The old password and a new one, twice."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Your password now")
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password1"].help_text = _(
            "At least twelve characters. Three or four words that have nothing to do with each other are easy to "
            "remember and hard to guess."
        )
        self.fields["new_password2"].label = _("New password again")
        self.fields["new_password2"].help_text = ""
