"""Case files (expedients): one series each, a number without gaps, documents filed in order."""

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from docs_library.classification.models import ClassificationNode
from docs_library.documents.models import Document
from docs_library.records.querysets import CaseFileQuerySet
from intranet.access.models import ScopedModel


class CaseFile(ScopedModel):
    """A case file. `status` (situació) and `phase` (estat) are independent (R8); the number never changes (R7)."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    class Phase(models.TextChoices):
        START = "start", _("start and ordering")
        INSTRUCTION = "instruction", _("instruction")
        RESOLUTION = "resolution", _("completion and resolution")

    year = models.PositiveSmallIntegerField(_("year"))
    sequence = models.PositiveIntegerField(_("number in the year"))
    subject = models.CharField(_("subject"), max_length=120, validators=[MinLengthValidator(10)])
    node = models.ForeignKey(ClassificationNode, on_delete=models.PROTECT, related_name="case_files")
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    phase = models.CharField(_("phase"), max_length=12, choices=Phase, default=Phase.START)
    opened_on = models.DateField(_("opened"))
    closed_on = models.DateField(_("closed"), null=True, blank=True)

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["year", "sequence"], name="case_file_number_unique"),
            models.CheckConstraint(
                condition=Q(status="open", closed_on__isnull=True) | Q(status="closed", closed_on__isnull=False),
                name="case_file_closed_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["node", "-year", "-sequence"], name="case_file_by_node"),
            models.Index(fields=["scope", "node"], name="case_file_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    @property
    def number(self) -> str:
        return f"{self.year}/{self.sequence:04d}"

    def get_absolute_url(self) -> str:
        return reverse("records:detail", args=[self.pk])


class CaseFileCounter(models.Model):
    """The last number given in a year; its row is locked while a case file is opened: no gap, no number twice (R7)."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}/{self.last:04d}"


class InterestedParty(models.Model):
    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="interested_parties")
    name = models.CharField(_("name"), max_length=200)

    def __str__(self) -> str:
        return self.name


class Filing(models.Model):
    """A document's place in a case file."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="filings")
    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="filing")
    position = models.PositiveIntegerField(pgettext_lazy("place in a row", "position"))

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["case_file", "position"], name="filing_position_unique")]

    def __str__(self) -> str:
        return f"{self.case_file.number} · {self.position}"
