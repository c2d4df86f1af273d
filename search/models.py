"""The outbox of the index, and what people keep about searching: synonyms, pinned answers, saved searches, care."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from search.querysets import SavedSearchQuerySet, SearchUseQuerySet

MAX_EXPRESSION = 120
MAX_TEXT = 400
MAX_NAME = 200


class OutboxEntry(models.Model):
    """A change the index has not heard of yet, written in the same transaction as the change itself."""

    source = models.CharField(max_length=40)
    object_pk = models.BigIntegerField()
    attempts = models.PositiveSmallIntegerField(default=0)
    """Failed deliveries; entries that failed wait behind those that did not, so that one cannot block the rest."""
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["attempts", "pk"]
        indexes = [models.Index(fields=["attempts", "id"], name="search_outbox_order")]
        verbose_name_plural = "outbox entries"

    def __str__(self) -> str:
        return f"{self.source}:{self.object_pk}"


class SynonymGroup(models.Model):
    """Expressions that say the same thing: whoever looks for one finds the others too, a little lower."""

    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return " = ".join(synonym.text for synonym in self.synonyms.all())


class Synonym(models.Model):
    """One expression of a group. Rows are written and deleted, never changed: that makes a version of them cheap."""

    group = models.ForeignKey(SynonymGroup, on_delete=models.CASCADE, related_name="synonyms")
    text = models.CharField(max_length=MAX_EXPRESSION)
    # The stems of its words in their order: what a search is compared with. It says one thing, so it is in one group.
    key = models.CharField(max_length=MAX_EXPRESSION, unique=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(key=""), name="synonym_says_something")]

    def __str__(self) -> str:
        return self.text


class PinnedAnswer(models.Model):
    """Something findable that is shown above the results when somebody looks for exactly these words.

    Only its number in the index is kept: a title here would be read by whoever may not read the thing.
    """

    words = models.CharField(max_length=MAX_TEXT)
    # The set of their stems, so that order, accents and plural do not matter.
    key = models.CharField(max_length=MAX_TEXT)
    entry = models.CharField(max_length=64)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["words", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["key", "entry"], name="pinned_once"),
            models.CheckConstraint(condition=~Q(key=""), name="pinned_for_something"),
        ]

    def __str__(self) -> str:
        return f"{self.words} → {self.entry}"


class SavedSearch(models.Model):
    """A search that somebody keeps, and how often that person wants to be told what is new in it."""

    class Alert(models.TextChoices):
        NONE = "none", _("no alert")
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("every week")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=MAX_NAME)
    text = models.CharField(max_length=MAX_TEXT, blank=True)
    type = models.CharField(max_length=40, blank=True)
    series = models.CharField(max_length=200, blank=True)
    years = models.CharField(max_length=12, blank=True)
    alert = models.CharField(_("alert"), max_length=6, choices=Alert, default=Alert.NONE)
    # Ids of the entries that its owner has been told of, or that were there before the alert.
    known = models.JSONField(default=list)
    # Ids of those that were new the last time that something was.
    news = models.JSONField(default=list)
    news_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "text", "type", "series", "years"], name="saved_once"),
            models.CheckConstraint(condition=Q(alert__in=["none", "daily", "weekly"]), name="saved_alert_known"),
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(type="") | ~Q(series="") | ~Q(years=""), name="saved_asks_something"
            ),
        ]
        indexes = [models.Index(fields=["alert", "checked_at"], name="saved_due")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("search:saved_search", args=[self.pk])

    @property
    def params(self) -> dict[str, Any]:
        """The search as its address carries it."""
        params = {"q": self.text, "tipus": self.type, "serie": self.series, "any": self.years}
        return {name: value for name, value in params.items() if value}

    @property
    def results_url(self) -> str:
        return f"{reverse('search:results')}?{urlencode(self.params)}"


class SeekerKey(models.Model):
    """The secret of a week: with it one person is counted once. It is deleted when the week is over."""

    week = models.DateField(unique=True)
    secret = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.week:%Y-%m-%d}"


class SearchUse(models.Model):
    """What somebody looked for in a week, without who: `seeker` only tells two people apart, and only that week."""

    week = models.DateField()
    """Its Monday."""
    key = models.CharField(max_length=MAX_TEXT)
    seeker = models.CharField(max_length=32)
    text = models.CharField(max_length=MAX_TEXT)
    found = models.PositiveIntegerField(default=0)
    clicked = models.BooleanField(default=False)
    reported = models.BooleanField(default=False)
    """That person said on purpose that something is missing."""

    objects = SearchUseQuerySet.as_manager()

    class Meta:
        ordering = ["-week", "key"]
        constraints = [
            models.UniqueConstraint(fields=["week", "key", "seeker"], name="search_use_once"),
            models.CheckConstraint(condition=~Q(key=""), name="search_use_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.week:%Y-%m-%d} {self.text}"


class CareDecision(models.Model):
    """What the keepers did about a search: it leaves the list of those that need care."""

    class Kind(models.TextChoices):
        MENDED = "mended", _("mended")
        DISMISSED = "dismissed", _("dismissed")

    key = models.CharField(max_length=MAX_TEXT, unique=True)
    kind = models.CharField(max_length=9, choices=Kind)
    week = models.DateField()

    class Meta:
        ordering = ["-week", "key"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["mended", "dismissed"]), name="care_decision_known")
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.get_kind_display()}"
