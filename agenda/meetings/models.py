"""Meetings, their items and papers, and what was convened.

Convening freezes: the order of the day, each paper's version and hash, its folios, the recipients. What comes later is
a visible addition, never a rewriting (design §3.6).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.calendars.models import Event
from agenda.meetings.querysets import MeetingQuerySet, PaperQuerySet
from docs_library.documents.models import Document, DocumentVersion
from intranet.access.models import Scope, ScopedModel
from intranet.people.models import Body


class Meeting(ScopedModel):
    """A sitting of a body (R16).

    While it is being prepared its scope is cut from the body's: only who convenes knows of it. Convening joins it.
    """

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", _("ordinary")
        EXTRAORDINARY = "extraordinary", _("extraordinary")
        URGENT = "urgent", _("extraordinary and urgent")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        DRAFT = "draft", _("draft")
        CONVENED = "convened", _("convened")
        HELD = "held", _("held")
        MINUTES_DRAFT = "minutes_draft", _("minutes in draft")
        MINUTES_APPROVED = "minutes_approved", _("minutes approved")
        SENT = "sent", _("sent")
        CANCELLED = "cancelled", _("called off")

    # The order of the day can still change; nobody has received anything.
    IN_PREPARATION = frozenset({State.PROPOSED, State.DRAFT})

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.ORDINARY)
    state = models.CharField(_("state"), max_length=18, choices=State, default=State.DRAFT)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200)
    reason = models.TextField(_("reasons, if not ordinary"), blank=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="meeting")
    minutes = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="minutes_of")
    # What stays to be seen of a meeting that was convened and then called off.
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_reason = models.TextField(_("why it was called off"), blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(fields=["-starts_at"], name="meeting_by_time"),
            models.Index(fields=["body", "-starts_at"], name="meeting_by_body"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="meeting_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state="cancelled", called_off_at__isnull=False)
                | (~Q(state="cancelled") & Q(called_off_at__isnull=True)),
                name="meeting_called_off_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body.short_name} {self.get_kind_display()} {self.starts_at:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:detail", args=[self.pk])

    @property
    def is_in_preparation(self) -> bool:
        return self.state in self.IN_PREPARATION


class AgendaItem(models.Model):
    """An item of the order of the day. An item without papers must say why (L4)."""

    class Part(models.TextChoices):
        RESOLUTIVE = "resolutive", _("resolutive part")
        CONTROL = "control", _("control part")
        QUESTIONS = "questions", _("requests and questions")

    class Majority(models.TextChoices):
        NONE = "none", _("no vote")
        SIMPLE = "simple", _("simple majority")
        ABSOLUTE = "absolute", _("absolute majority")
        TWO_THIRDS = "two_thirds", _("two thirds")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=255)
    part = models.CharField(_("part"), max_length=12, choices=Part, default=Part.RESOLUTIVE)
    majority = models.CharField(_("majority"), max_length=12, choices=Majority, default=Majority.SIMPLE)
    no_document_reason = models.CharField(_("why it has no papers"), max_length=255, blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    # The first item of an urgent meeting: if this vote is lost the session ends (L2).
    is_urgency_vote = models.BooleanField(_("vote on the urgency"), default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="item_number_unique")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:item", args=[self.meeting_id, self.number])


class Paper(models.Model):
    """A document put before an item. Until convened it follows the document; from then on it is fixed: its version,
    its title and its folio. A paper added after the convening is fixed at once and says when it came."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="papers")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="papers")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # First folio of the session's pack; fixed when convened so that everybody says the same page.
    folio = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(_("title when convened"), max_length=255, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    is_addition = models.BooleanField(_("added after the convening"), default=False)

    # What a dossier adds for its reader; no columns.
    is_read: bool
    is_new: bool
    is_here: bool
    url: str
    extent: str

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="paper_position_unique"),
            models.UniqueConstraint(fields=["item", "document"], name="paper_document_unique"),
            models.CheckConstraint(
                condition=Q(version__isnull=True, folio__isnull=True) | Q(version__isnull=False, folio__isnull=False),
                name="paper_frozen_with_folio",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.document.title

    @property
    def shown_version(self) -> DocumentVersion | None:
        """What is read: the version that was convened, or the present one of a draft."""
        return self.version or self.document.current_version

    @property
    def last_folio(self) -> int | None:
        if self.folio is None or self.version is None:
            return None
        return self.folio + max(self.version.page_count, 1) - 1

    @property
    def is_replaced(self) -> bool:
        """The document has gone on since it was convened; the paper has not."""
        return self.version_id is not None and self.version_id != self.document.current_version_id


class PapersScope(models.Model):
    """The exception that lets a body read papers filed elsewhere: one for each meeting and container."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="papers_scopes")
    container = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "container"], name="papers_scope_unique")]

    def __str__(self) -> str:
        return str(self.scope)


class Convocation(models.Model):
    """The notice of a meeting as it was sent (L5). `snapshot` is the frozen order of the day with hashes."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="convocation")
    convened_at = models.DateTimeField()
    convened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    snapshot = models.JSONField()

    def __str__(self) -> str:
        return f"{self.meeting} · {self.convened_at:%Y-%m-%d %H:%M}"


class Receipt(models.Model):
    """Proof for one member: when the notice was sent and when the meeting was first opened (L5)."""

    convocation = models.ForeignKey(Convocation, on_delete=models.CASCADE, related_name="receipts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="receipts")
    sent_at = models.DateTimeField()
    # The letter by mail is only word that there is something to read; null until it has left.
    mailed_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["convocation", "person"], name="receipt_unique")]

    def __str__(self) -> str:
        return f"{self.person} · {self.sent_at:%Y-%m-%d %H:%M}"


class PaperReading(models.Model):
    """When somebody first opened a paper: the tick that shows what is left to read."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="paper_readings")
    first_opened = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "paper"], name="paper_reading_unique")]

    def __str__(self) -> str:
        return f"{self.person} · {self.paper_id} · {self.first_opened:%Y-%m-%d %H:%M}"
