"""Documents, versions and blobs.

A `Document` is what people speak of; each `DocumentVersion` is one state of it; a `Blob` is bytes, stored once by
their SHA-256 whatever the number of documents that have them. Originals are never rewritten: a signature inside stays
valid. Text of pages has a table of its own so that no list ever fetches it.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.search import index

from docs_library.classification.models import ClassificationNode
from docs_library.documents.querysets import DocumentQuerySet, VersionQuerySet
from intranet.access.models import ScopedModel


class DocumentType(models.Model):
    """A document type of the closed catalogue, each mapped to an ENI type (R6)."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=120)
    eni_type = models.CharField(_("ENI type"), max_length=4)
    # A pending type (ADJUNT) counts as untyped until somebody corrects it.
    is_pending = models.BooleanField(_("pending"), default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Blob(models.Model):
    """Bytes, named by their SHA-256."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> str:
        """Where the bytes are in the storage."""
        return f"blobs/{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"


class Document(ScopedModel, AbstractDocument):
    """A document filed under a class. `file` (Wagtail's field) points to the bytes of the current version."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        FINAL = "final", _("final")

    # Wagtail's own two fields again, under names that its default document model does not take too.
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="uploaded_documents",
    )
    uploaded_by_user.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]  # read by Wagtail alone
    tags = TaggableManager(verbose_name=_("tags"), help_text=None, blank=True, related_name="library_documents")
    node = models.ForeignKey(ClassificationNode, on_delete=models.PROTECT, related_name="documents")
    document_type = models.ForeignKey(DocumentType, on_delete=models.PROTECT, related_name="documents")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.FINAL)
    date = models.DateField(_("date"))
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="ca")
    current_version = models.OneToOneField(
        "DocumentVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="current_of"
    )

    objects = DocumentQuerySet.as_manager()
    admin_form_fields = ("title", "tags")
    # The editor's chooser searches among the scopes that a person may read.
    search_fields = [*AbstractDocument.search_fields, index.FilterField("scope_id")]

    class Meta(AbstractDocument.Meta):
        indexes = [
            # A class listing and its count by scope; the newest documents on the desk.
            models.Index(fields=["node", "-date", "-id"], name="document_by_node"),
            models.Index(fields=["scope", "node"], name="document_counts"),
            models.Index(fields=["-created_at"], name="document_newest"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("documents:detail", args=[self.pk])

    @property
    def url(self) -> str:
        """Where Wagtail links to: the one door."""
        return reverse("documents:file", args=[self.pk])

    @property
    def filename(self) -> str:
        """What the editor shows of a linked file: neither the hash that names the bytes, nor the real name, which
        belongs to those who may read it."""
        return f"document-{self.pk}"


class DocumentVersion(models.Model):
    """One state of a document's bytes."""

    class TextState(models.TextChoices):
        PENDING = "pending", _("text being read")
        READY = "ready", _("text read")
        NO_TEXT = "no_text", _("no text found")
        NO_PROGRAM = "no_program", _("no program here can read its text")
        FAILED = "failed", _("the text could not be read")

    class PreviewState(models.TextChoices):
        PENDING = "pending", _("preview being made")
        READY = "ready", _("preview ready")
        NO_PROGRAM = "no_program", _("no program here can show it")
        FAILED = "failed", _("the preview could not be made")

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="versions")
    filename = models.CharField(max_length=255)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    text_state = models.CharField(max_length=10, choices=TextState, default=TextState.PENDING)
    preview_state = models.CharField(max_length=10, choices=PreviewState, default=PreviewState.PENDING)
    # The PDF that shows it: its own bytes, or the rendition made of an office file.
    page_count = models.PositiveIntegerField(default=0)
    has_rendition = models.BooleanField(default=False)
    # Active content found inside (JavaScript, attached files): kept, shown as pictures, not handed out inline.
    is_quarantined = models.BooleanField(default=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_number_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_number_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.document} v{self.number}"


class PageText(models.Model):
    """The text of one page. A table of its own: no listing joins it."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    text = models.TextField()
    is_ocr = models.BooleanField(default=False)
    # Where each word that was read from a picture stands; a PDF with text of its own is asked for this itself.
    word_boxes = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="page_number_unique")]

    def __str__(self) -> str:
        return f"{self.version} p{self.number}"
