"""Forms of those who keep the search and of those who keep searches."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from search.analysis import clean_text
from search.models import MAX_NAME, MAX_TEXT, SavedSearch
from search.synonyms import checked_expressions

MAX_LIST = 2000


class SynonymsForm(forms.Form):
    """A group as people write it: one expression a line."""

    expressions = forms.CharField(
        label=_("Words or expressions that mean the same"),
        help_text=_("One a line. For example “IBI”, and below it “impost sobre béns immobles”."),
        max_length=MAX_LIST,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    def clean_expressions(self) -> list[str]:
        return checked_expressions(clean_text(self.cleaned_data["expressions"]).splitlines())


class SameAsForm(forms.Form):
    """From the care desk: what was looked for, and what it is called here."""

    text = forms.CharField(max_length=MAX_TEXT)
    other = forms.CharField(max_length=MAX_TEXT, error_messages={"required": _("Write what it is called here.")})

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if "text" in cleaned and "other" in cleaned:
            checked_expressions([clean_text(cleaned["text"]), clean_text(cleaned["other"])])
        return cleaned


class SavedSearchForm(forms.ModelForm):
    """The name of a saved search, and how often to tell what is new in it."""

    class Meta:
        model = SavedSearch
        fields = ["name", "alert"]
        labels = {"alert": _("Tell me by mail")}

    def clean_name(self) -> str:
        name = " ".join(clean_text(self.cleaned_data["name"]).split())
        if not name:
            raise ValidationError(
                _("Give the search a name of at most %(count)d letters."), params={"count": MAX_NAME}
            )
        return name


def sentences(error: ValidationError) -> str:
    """What stopped something, as one text for a message."""
    return " ".join(error.messages)


def first_errors(form: forms.BaseForm) -> str:
    return " ".join(str(message) for messages in form.errors.values() for message in messages)
