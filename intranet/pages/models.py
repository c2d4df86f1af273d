"""Wagtail pages of the intranet. Their scope says who reads them; Wagtail's view restrictions decide nothing."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.blocks import CharBlock, RichTextBlock, StructBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from intranet.access.models import Scope
from intranet.access.policies import get_visible_or_404
from intranet.pages.managers import ScopedPageManager

PLAIN_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


class ScopedPage(Page):
    """A page that somebody may or may not see. Without a scope of its own it takes its section's."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+", editable=False)
    scope_id: int | None

    objects = ScopedPageManager()

    class Meta:
        abstract = True

    def full_clean(self, *args, **kwargs) -> None:
        if self.scope_id is None:
            self.scope_id = self._inherited_scope_id()
        super().full_clean(*args, **kwargs)

    def _inherited_scope_id(self) -> int | None:
        parent = self.get_parent() if self.path else None
        return getattr(parent.specific, "scope_id", None) if parent else None

    def serve(self, request, *args, **kwargs):
        get_visible_or_404(type(self), request.user, pk=self.pk)
        return super().serve(request, *args, **kwargs)


class HomePage(Page):
    """The root of the site. Its address is the desk, which is not a page of the editor."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["pages.SectionPage", "pages.ProcedureIndexPage"]
    max_count = 1
    preview_modes: list = []

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def serve(self, request, *args, **kwargs):
        return redirect("desk")


class SectionPage(ScopedPage):
    """A section with its own readers; what hangs below it inherits them."""

    introduction = RichTextField(_("introduction"), blank=True, features=PLAIN_FEATURES)
    parent_page_types = ["pages.HomePage", "pages.SectionPage"]
    subpage_types = ["pages.SectionPage", "pages.NewsPage"]
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def get_context(self, request, *args, **kwargs) -> dict:
        news = NewsPage.objects.live().readable(request.user).child_of(self).order_by("-date")
        sections = SectionPage.objects.live().readable(request.user).child_of(self)
        return {**super().get_context(request, *args, **kwargs), "section": "desk", "children": [*sections, *news]}


class NewsPage(ScopedPage):
    """A short internal notice."""

    date = models.DateField(_("date"))
    body = RichTextField(_("text"), features=PLAIN_FEATURES)
    parent_page_types = ["pages.SectionPage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("date"), FieldPanel("body")]

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")


class ProcedureIndexPage(ScopedPage):
    """The shelf of internal procedures, at /procediments/."""

    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.ProcedurePage"]
    max_count = 1

    class Meta:
        verbose_name = _("list of procedures")
        verbose_name_plural = _("lists of procedures")

    def get_context(self, request, *args, **kwargs) -> dict:
        read = ProcedureReading.objects.filter(
            procedure=OuterRef("pk"), person=request.user, edition=OuterRef("edition")
        )
        procedures = (
            ProcedurePage.objects.live()
            .readable(request.user)
            .select_related("owner_person")
            .defer("steps", "pitfalls")
            .annotate(is_read=Exists(read))
            .order_by("title")
        )
        return {**super().get_context(request, *args, **kwargs), "section": "procedures", "procedures": procedures}


class StepBlock(StructBlock):
    """One step: what is done, by whom, when."""

    title = CharBlock(label=_("Step"), max_length=120)
    who = CharBlock(label=_("Who"), max_length=80, required=False)
    when = CharBlock(label=_("When"), max_length=80, required=False)
    text = RichTextBlock(label=_("How"), features=PLAIN_FEATURES)

    class Meta:
        icon = "list-ol"
        label = _("Step")
        template = "pages/blocks/step.html"


class ProcedurePage(ScopedPage):
    """An internal procedure: numbered steps, its legal basis and term, an owner and a date of review (R18, L27)."""

    summary = models.CharField(_("summary"), max_length=300)
    owner_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="procedures",
        verbose_name=_("person in charge"),
    )
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    term = models.CharField(_("maximum term"), max_length=80, blank=True)
    silence = models.CharField(_("effect of silence"), max_length=120, blank=True)
    review_date = models.DateField(_("review on"), null=True, blank=True)
    steps = StreamField([("step", StepBlock())], verbose_name=_("steps"), blank=True)
    pitfalls = RichTextField(_("what usually goes wrong"), blank=True, features=PLAIN_FEATURES)
    is_public = models.BooleanField(_("publish in transparency (L35)"), default=False)
    # Grows by one with each published text; a reading is of one edition.
    edition = models.PositiveIntegerField(_("edition"), default=1, editable=False)

    parent_page_types = ["pages.ProcedureIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("steps"),
        FieldPanel("pitfalls"),
        MultiFieldPanel(
            [FieldPanel("legal_basis"), FieldRowPanel([FieldPanel("term"), FieldPanel("silence")])],
            heading=_("Law"),
        ),
        FieldRowPanel([FieldPanel("owner_person"), FieldPanel("review_date"), FieldPanel("is_public")]),
    ]

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")

    def get_context(self, request, *args, **kwargs) -> dict:
        reading = self.readings.filter(person=request.user, edition=self.edition).first()
        return {**super().get_context(request, *args, **kwargs), "section": "procedures", "reading": reading}

    @property
    def is_past_review(self) -> bool:
        return self.review_date is not None and self.review_date < timezone.localdate()


class ProcedureReading(models.Model):
    """Somebody marked one edition of a procedure as read."""

    procedure = models.ForeignKey(ProcedurePage, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="readings")
    edition = models.PositiveIntegerField()
    read_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "person", "edition"], name="reading_unique")]

    def __str__(self) -> str:
        return f"{self.person} · {self.procedure_id} · {self.edition}"
