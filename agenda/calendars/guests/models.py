"""Those whom the town hall invites, and the letters that wait to leave.

The rows are the truth about who was invited and what they said; the `ATTENDEE` lines of the iCalendar object are
written from them. Lines that another program brought (an invitation that somebody else sent) have no row: we neither
write to those people nor speak for them.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.calendars.guests.querysets import AttendeeQuerySet, DelegationQuerySet
from agenda.calendars.models import Event
from intranet.access.models import Principal, Scope
from intranet.people.models import DatedModel

LONGEST_COMMENT = 300
NONCE = 16


def new_nonce() -> str:
    return get_random_string(NONCE)


class Attendee(models.Model):
    """Somebody invited to an event: a person of the town hall, or an address outside."""

    class Role(models.TextChoices):
        REQUIRED = "REQ-PARTICIPANT", _("needed")
        OPTIONAL = "OPT-PARTICIPANT", _("welcome")

    class Answer(models.TextChoices):
        WAITING = "NEEDS-ACTION", _("has not answered")
        YES = "ACCEPTED", pgettext_lazy("answer", "comes")
        MAYBE = "TENTATIVE", pgettext_lazy("answer", "perhaps")
        NO = "DECLINED", pgettext_lazy("answer", "does not come")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="attendees")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="invitations"
    )
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    # The unit or the body as whose member the person was invited.
    through = models.ForeignKey(Principal, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=16, choices=Role, default=Role.REQUIRED)
    answer = models.CharField(max_length=12, choices=Answer, default=Answer.WAITING)
    comment = models.CharField(max_length=LONGEST_COMMENT, blank=True)
    answered_at = models.DateTimeField(null=True)
    # Who said it; null for a link or a letter, which only know for whom they speak.
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # The version of the event that the question was about: what answers an older one is out of date.
    asked_sequence = models.PositiveIntegerField(default=0)
    # The version of which the last letter spoke; null before the first.
    told_sequence = models.PositiveIntegerField(null=True)
    # Part of the signed link: a new one ends every link there was.
    nonce = models.CharField(max_length=NONCE, default=new_nonce)
    created = models.DateTimeField(auto_now_add=True)

    objects = AttendeeQuerySet.as_manager()
    # Given by `with_dates_ahead`, and by the page of an event that shows one date.
    dates_ahead: list["DateAnswer"]
    said_of_date = ""

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"], name="attendee_person", condition=Q(person__isnull=False)
            ),
            models.UniqueConstraint(fields=["event", "email"], name="attendee_mail", condition=~Q(email="")),
            models.CheckConstraint(
                condition=Q(person__isnull=False, email="") | (Q(person__isnull=True) & ~Q(email="")),
                name="attendee_inside_or_outside",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person) if self.person else self.name or self.email

    @property
    def address(self) -> str:
        """Where letters go."""
        return self.person.email if self.person else self.email

    @property
    def key(self) -> str:
        return f"p{self.person_id}" if self.person_id else self.email

    @property
    def is_reachable(self) -> bool:
        return bool(self.address) and (self.person is None or self.person.is_active)

    @property
    def uri(self) -> str:
        """How calendar programs name them. Who has no mail is named by a number that nobody can write to."""
        return f"mailto:{self.address}" if self.address else f"urn:x-casagran:person:{self.person_id}"

    @property
    def state(self) -> str:
        """How a screen colours the answer."""
        return state_of(self.answer)


STATES = {Attendee.Answer.YES: "done", Attendee.Answer.NO: "danger", Attendee.Answer.MAYBE: "info"}


def state_of(answer: str) -> str:
    return STATES.get(Attendee.Answer(answer), "attention")


class DateAnswer(models.Model):
    """What somebody said of one date of a series; of the others they said what stands in `Attendee`."""

    attendee = models.ForeignKey(Attendee, on_delete=models.CASCADE, related_name="dates")
    # The start that the series gives that date, by which its occurrence is known too.
    recurrence_id = models.DateTimeField()
    answer = models.CharField(max_length=12, choices=Attendee.Answer)
    comment = models.CharField(max_length=LONGEST_COMMENT, blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["recurrence_id"]
        constraints = [models.UniqueConstraint(fields=["attendee", "recurrence_id"], name="date_answer_unique")]

    def __str__(self) -> str:
        return f"{self.attendee_id} · {self.recurrence_id:%Y-%m-%d}"

    @property
    def state(self) -> str:
        """How a screen colours the answer."""
        return state_of(self.answer)


class GuestScope(models.Model):
    """The scope of an event to which somebody is invited who could not read it otherwise."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="guest_scope")
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.scope)


class Delegation(DatedModel):
    """That somebody acts for somebody else in the agenda."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations")
    delegate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    # Ended before its last day, by whoever gave it.
    ended_at = models.DateTimeField(null=True)

    objects = DelegationQuerySet.as_manager()  # type: ignore[misc]  # more than that of what is dated

    class Meta(DatedModel.Meta):
        constraints = [
            *DatedModel.Meta.constraints,
            models.CheckConstraint(condition=~Q(person=F("delegate")), name="delegation_to_somebody_else"),
            models.UniqueConstraint(
                fields=["person", "delegate", "start_date"], name="delegation_once", condition=Q(ended_at__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["delegate", "start_date", "end_date"], name="delegation_by_delegate")]

    def __str__(self) -> str:
        return f"{self.delegate} · {self.person}"

    @property
    def reason(self) -> str:
        """By which its grants are known."""
        return f"delegació {self.pk}"


class Acting(models.Model):
    """Who made an event in the name of its organizer."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="acting")
    delegate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.delegate)


class Reminder(models.Model):
    """That somebody wants to be told of an event before it begins."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders")
    minutes = models.PositiveIntegerField()
    # The start of the last date of which they were told by mail.
    reminded_of = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="reminder_unique")]
        indexes = [models.Index(fields=["minutes"], name="reminder_by_notice")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.event_id}"


class Letter(models.Model):
    """A letter that waits to leave. It goes when it has left: what was said is in the event and its attendees."""

    class Method(models.TextChoices):
        REQUEST = "REQUEST"
        CANCEL = "CANCEL"

    method = models.CharField(max_length=8, choices=Method)
    uid = models.CharField(max_length=255)
    address = models.EmailField()
    # To whom, as events name them: two people may share a mailbox.
    guest = models.CharField(max_length=255)
    # Whom a request asks; a cancellation outlives its event.
    attendee = models.ForeignKey(Attendee, on_delete=models.CASCADE, null=True, related_name="letters")
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    ics = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)
    # Set while somebody is sending it, so that no second sender does.
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["uid", "guest"], name="letter_latest")]

    def __str__(self) -> str:
        return f"{self.method} {self.uid}"
