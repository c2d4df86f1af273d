"""Principals, scopes and grants: one answer to "who may see what" (design §2).

A *principal* is who can be granted something. A *scope* is a security descriptor that many objects share. A *grant*
gives a principal a level on a scope for a time; it flows down the tree of scopes until a scope cuts it. What flows
is written out as `EffectiveGrant` rows, one set for each scope and never for each document, so that a grant over a
branch of 50,000 documents is a few rows and asks nothing of the search index.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intranet.access.querysets import EffectiveGrantQuerySet, GrantQuerySet


class Principal(models.Model):
    """Somebody, or a set of people, who can be granted something."""

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("everyone signed in")
        STAFF = "staff", _("the staff")
        UNIT = "unit", _("a unit")
        ROLE = "role", _("a role")
        BODY = "body", _("a body")
        PERSON = "person", _("a person")

    kind = models.CharField(max_length=12, choices=Kind)
    # What tells one principal of a kind from another: a role's code, the primary key of a unit, body or person.
    key = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="principal_unique")]

    def __str__(self) -> str:
        return self.name


class Level(models.IntegerChoices):
    """What a grant allows. Each level includes those before it."""

    READ = 1, _("read")
    EDIT = 2, _("edit")
    MANAGE = 3, _("manage")


class Scope(models.Model):
    """A security descriptor shared by the objects that carry its id; inherits from its parent unless cut."""

    class Kind(models.TextChoices):
        TOWN = "town", _("the town hall")
        NODE = "node", _("classification")
        CASE_FILE = "case_file", _("case file")
        DOCUMENT = "document", _("document")
        BODY = "body", _("body")
        # A sitting of a body, which other languages do not call as a meeting between people.
        MEETING = "meeting", pgettext_lazy("scope", "meeting")
        PAPERS = "papers", _("meeting papers")
        CALENDAR = "calendar", _("calendar")
        EVENTS = "events", _("events")
        SECTION = "section", _("pages")
        PERSON = "person", _("personal")

    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=255)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    inherits = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="scope_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A level given to a principal on a scope, for a time, by somebody, for a reason."""

    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="grants")
    principal = models.ForeignKey(Principal, on_delete=models.PROTECT, related_name="grants")
    level = models.PositiveSmallIntegerField(choices=Level)
    valid_from = models.DateTimeField(default=timezone.now)
    valid_to = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=255, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="grant_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="grant_level_known"),
        ]

    def __str__(self) -> str:
        return f"{self.principal} {self.get_level_display()} {self.scope}"


class EffectiveGrant(models.Model):
    """A grant as it reaches one scope. Derived: rebuilt by `intranet.access.services`, never edited."""

    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="effective_grants")
    principal = models.ForeignKey(Principal, on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="effects")

    objects = EffectiveGrantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "grant"], name="effective_grant_unique")]
        indexes = [
            # The one query behind every list: scopes of my principals at a level, in force now.
            models.Index(
                fields=["principal", "level", "scope", "valid_from", "valid_to"],
                name="effective_by_principal",
            )
        ]

    def __str__(self) -> str:
        return f"{self.principal_id} {self.get_level_display()} {self.scope_id}"


class ScopedModel(models.Model):
    """An object that somebody may or may not see: it carries the id of its scope."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class AuditEvent(models.Model):
    """One thing that happened, chained to the one before by its hash (L30, RD 311/2022 op.exp.8).

    Rows are only ever added; triggers in the database refuse the rest. People appear by number, so that a name can be
    erased without breaking the chain.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    action = models.CharField(max_length=64)
    object_type = models.CharField(max_length=64, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "at"], name="audit_by_object"),
            models.Index(fields=["actor", "action", "at"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.object_type} {self.object_id}".rstrip()
