"""What is asked of who opens or names a calendar."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.calendars.keeping.services import Whose
from agenda.calendars.models import Calendar
from intranet.people.models import Unit, User

TOWN, UNIT, PERSON = "town", "unit", "person"
NAME_LENGTH = Calendar._meta.get_field("name").max_length


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=NAME_LENGTH)


class OpenForm(forms.Form):
    """Whose it is says who writes in it."""

    whose = forms.ChoiceField(
        label=gettext_lazy("Whose it is"),
        help_text=gettext_lazy("The person, those of the unit or all the staff will write in it."),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=NAME_LENGTH,
        help_text=gettext_lazy("Left empty, it takes the name of whose it is."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = [
            (TOWN, _("Of the town hall")),
            (_("Units"), [(f"{UNIT}:{each.pk}", str(each)) for each in Unit.objects.all()]),
            (_("People"), [(f"{PERSON}:{each.pk}", str(each)) for each in _people()]),
        ]

    def clean_whose(self) -> Whose:
        kind, _colon, key = self.cleaned_data["whose"].partition(":")
        found = Whose()
        if kind == UNIT:
            found = Whose(unit=Unit.objects.filter(pk=key).first())
        elif kind == PERSON:
            found = Whose(person=_people().filter(pk=key).first())
        if kind != TOWN and found == Whose():
            raise ValidationError(_("That is no longer in the directory. Choose again."))
        return found


def _people():
    return User.objects.filter(is_active=True).order_by("last_name", "first_name")
