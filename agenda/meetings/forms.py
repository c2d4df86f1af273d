"""Forms of who prepares the meetings."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.calendars.rooms.forms import OneDayForm
from agenda.calendars.rooms.models import Room
from agenda.meetings import diary
from agenda.meetings.models import AgendaItem, Meeting
from agenda.meetings.policies import bodies_convened_by
from agenda.meetings.words import PLACE_LENGTH, besides
from intranet.people.models import Body

HOUR_FORMATS = ["%H:%M", "%H.%M"]
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


class MeetingForm(forms.ModelForm):
    """When, where, of what kind. The day is written once: no meeting lasts past the next morning."""

    day = forms.DateField(
        label=_("Day"),
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("That day does not exist. Write it as day/month/year.")},
    )
    begins = forms.TimeField(
        label=_("Begins"), input_formats=HOUR_FORMATS, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("Ends"),
        input_formats=HOUR_FORMATS,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("About when. An hour before the beginning is of the next day."),
    )
    room = forms.ModelChoiceField(
        label=_("Room"),
        queryset=Room.objects.none(),
        required=False,
        error_messages={"invalid_choice": _("You cannot book that room.")},
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=PLACE_LENGTH,
        required=False,
        help_text=_("Where it is held if not in a room of the house. A room says by itself where it is."),
    )

    class Meta:
        model = Meeting
        fields = ["body", "kind", "day", "begins", "ends", "room", "place", "reason"]
        labels = {"body": _("Body")}
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, user, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("The notice of an extraordinary meeting carries its reasons.")
        self.fields["body"].queryset = Body.objects.filter(scope__in=bodies_convened_by(user).values("scope"))
        self.fields["body"].empty_label = _("Choose a body")
        self.fields["room"].queryset = Room.objects.bookable_by(user).filter(kind=Room.Kind.ROOM)
        if self.instance.pk:
            del self.fields["body"]
            self._show(self.instance)

    def _show(self, meeting: Meeting) -> None:
        begins, ends = (timezone.localtime(each) for each in (meeting.starts_at, meeting.ends_at))
        room = diary.room_of(meeting)
        self.initial.update(day=begins.date(), begins=begins.time(), ends=ends.time())
        self.initial.update(room=room and room.pk, place=besides(room, meeting.place))

    def clean(self) -> dict:
        said = self.cleaned_data
        if {"day", "begins", "ends"} <= said.keys():
            said["starts_at"] = _moment(said, "begins")
            said["ends_at"] = _moment(said, "ends")
            if said["ends"] <= said["begins"]:
                said["ends_at"] += timedelta(days=1)
        if not self.errors and not said["room"] and not said["place"]:
            self.add_error("place", _("Choose a room of the house, or write where the meeting is held."))
        return said

    def _post_clean(self) -> None:
        """The service writes; the instance stays as it is."""

    @property
    def times(self) -> OneDayForm:
        """When, as far as it is said, to tell which rooms are free."""
        return OneDayForm(self.data if self.is_bound else self.initial)

    @property
    def chosen_room(self) -> str:
        return str(self["room"].value() or "")

    @property
    def fields_of_meeting(self) -> dict:
        names = ("kind", "room", "place", "reason", "starts_at", "ends_at")
        return {name: self.cleaned_data[name] for name in names}


class ItemForm(forms.ModelForm):
    class Meta:
        model = AgendaItem
        fields = ["title", "part", "majority", "no_document_reason"]
        widgets = {"title": forms.Textarea(attrs={"rows": 2, "maxlength": 255})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["no_document_reason"].help_text = _(
            "Only where there is nothing to attach: the notice says it (ROF 81)."
        )

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def _post_clean(self) -> None:
        """The service writes; the instance stays as it is."""


class CallOffForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is called off"),
        help_text=_("The members read it in place of the order of the day."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class HeldForm(forms.Form):
    """What came of each item."""

    def __init__(self, items: list[AgendaItem], *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for item in items:
            self.fields[f"item-{item.number}"] = forms.CharField(
                label=str(item),
                required=False,
                initial=item.outcome,
                max_length=5000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def outcomes(self) -> dict[int, str]:
        return {int(name.removeprefix("item-")): text for name, text in self.cleaned_data.items()}


def _moment(said: dict, name: str) -> datetime:
    return timezone.make_aware(datetime.combine(said["day"], said[name]))
