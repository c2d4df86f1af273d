"""The classification scheme and its nodes (ISO 15489; R1)."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from docs_library.classification.querysets import NodeQuerySet
from intranet.access.models import ScopedModel


class ClassificationScheme(models.Model):
    """A version of the table: functions, activities and series, in force for a time."""

    name = models.CharField(_("name"), max_length=120)
    version = models.CharField(_("version"), max_length=40)
    is_official = models.BooleanField(_("official table"), default=False)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="scheme_version_unique")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class ClassificationNode(ScopedModel):
    """A function, an activity or a series.

    `code` is opaque text with an explicit parent: it is never parsed. A code in use is never deleted or renamed, only
    closed (`valid_to`) and mapped to its successor.
    """

    scheme = models.ForeignKey(ClassificationScheme, on_delete=models.PROTECT, related_name="nodes")
    code = models.CharField(_("code"), max_length=50)
    title = models.CharField(_("title"), max_length=255)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    is_series = models.BooleanField(_("series"), default=False)
    note = models.CharField(_("note"), max_length=255, blank=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = NodeQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="node_code_unique"),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="node_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("documents:node", args=[self.pk])

    def ancestors(self) -> list["ClassificationNode"]:
        """From the function down to the parent."""
        line, node = [], self.parent
        while node is not None:
            line.append(node)
            node = node.parent
        return line[::-1]
