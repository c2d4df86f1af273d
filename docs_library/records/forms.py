from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from docs_library.classification.models import ClassificationNode
from docs_library.records.models import CaseFile
from docs_library.records.subjects import MAX_LENGTH, normalise, validate_subject

MAX_NAME = 200
MAX_PARTIES = 100


class OpenCaseFileForm(forms.Form):
    """Opening a case file; the number and the date are given, not typed."""

    node = forms.ModelChoiceField(
        label=_("Series"),
        queryset=ClassificationNode.objects.none(),
        empty_label=_("Choose a series"),
        error_messages={"invalid_choice": _("Choose one of the series of the list: this one is closed or not yours.")},
    )
    subject = forms.CharField(
        label=_("Subject"),
        widget=forms.TextInput(attrs={"maxlength": MAX_LENGTH, "autocomplete": "off"}),
        help_text=_(
            "From 10 to 120 characters; it is kept in capitals. No identity numbers, no health or social matters: "
            "everybody who sees the list reads it."
        ),
    )
    parties = forms.CharField(
        label=_("Interested parties"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Name and surnames or company, one on each line."),
    )

    def __init__(self, user, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["node"].queryset = ClassificationNode.objects.series().open().editable(user).order_by("code")

    def clean_subject(self) -> str:
        subject = normalise(self.cleaned_data["subject"])
        validate_subject(subject)
        return subject

    def clean_parties(self) -> list[str]:
        names = [" ".join(line.split()) for line in self.cleaned_data["parties"].splitlines() if line.strip()]
        if len(names) > MAX_PARTIES or any(len(name) > MAX_NAME for name in names):
            raise ValidationError(_("Write at most 100 names, each of at most 200 characters."))
        return names


class CaseFileFilterForm(forms.Form):
    """Words or number, state, year and series of the case files, from the address."""

    q = forms.CharField(label=_("Number, subject or name"), required=False, max_length=200)
    estat = forms.ChoiceField(
        label=pgettext_lazy("case file", "Status"),
        required=False,
        choices=[("", _("Any status")), *CaseFile.Status.choices],
    )
    any = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    serie = forms.TypedChoiceField(label=_("Series"), required=False, coerce=int, empty_value=None)

    def __init__(self, data, *, years, series) -> None:
        super().__init__(data, auto_id="filtre-%s")
        self.fields["any"].choices = [("", _("Any year")), *((year, year) for year in years)]
        self.fields["serie"].choices = [("", _("All series")), *series]

    @property
    def is_active(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything besides words is asked: then those filters are shown."""
        return any(self.data.get(name) for name in self.fields if name != "q")
