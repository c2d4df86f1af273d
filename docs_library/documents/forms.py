"""The form with which files come in."""

from itertools import groupby
from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from docs_library.classification.models import ClassificationNode
from docs_library.documents import policies
from docs_library.documents.models import DocumentType
from docs_library.documents.refusals import NodeUnknown
from docs_library.documents.services import MAX_TITLE


class UploadForm(forms.Form):
    """Where the files go and what is said of them. The files themselves are looked at one by one, by the services."""

    node = forms.ModelChoiceField(label=_("Class"), queryset=ClassificationNode.objects.none())
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=MAX_TITLE,
        help_text=_("For a single file. Left empty, the name of the file is the title."),
    )
    document_type = forms.ModelChoiceField(
        label=_("Document type"),
        required=False,
        to_field_name="code",
        queryset=DocumentType.objects.filter(is_pending=False),
        empty_label=_("The one that the title begins with"),
    )
    date = forms.DateField(
        label=_("Date"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Left empty, the date at the end of the title, or today."),
        error_messages={"invalid": _("That day does not exist. Write it as day/month/year.")},
    )
    tags = forms.CharField(label=_("Tags"), required=False, max_length=1000, help_text=_("Words separated by commas."))

    def __init__(self, user, *args, files=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.files_given = list(files)
        field = cast(forms.ModelChoiceField, self.fields["node"])
        # What may be seen is told apart from what may be filed in by the service (403); the rest does not exist.
        field.queryset = ClassificationNode.objects.readable(user)
        field.error_messages["invalid_choice"] = NodeUnknown.sentence
        field.widget.choices = [("", _("Choose a class")), *grouped(policies.editable_nodes(user))]
        # Nothing to choose from means nothing may be uploaded, and the page says so.
        self.has_nodes = len(field.widget.choices) > 1

    def clean_tags(self) -> list[str]:
        return self.cleaned_data["tags"].split(",")

    def clean(self) -> dict:
        if not self.files_given:
            raise forms.ValidationError(_("Choose at least one file."), code="no_file")
        if len(self.files_given) > 1 and self.cleaned_data.get("title"):
            self.add_error("title", _("A title is for one file at a time: leave it empty, or upload them one by one."))
        return self.cleaned_data


def grouped(nodes) -> list[tuple[str, list[tuple[int, str]]]]:
    """The classes below the name of what they hang from, in the order of their codes."""
    ordered = nodes.select_related("parent").order_by("parent__code", "code")
    groups = groupby(ordered, key=lambda node: str(node.parent or ""))
    return [(label, [(node.pk, str(node)) for node in members]) for label, members in groups]
