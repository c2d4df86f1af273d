"""Long work, as the person who asked for it sees it: what it is, how far it got, what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intranet.access.models import ScopedModel
from intranet.access.querysets import ScopedQuerySet


class Job(ScopedModel):
    """One piece of background work. Its scope is that of what it works on: progress tells nothing to strangers."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="jobs")
    title = models.CharField(_("title"), max_length=255)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=1)
    message = models.CharField(_("message"), max_length=255, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]
        constraints = [models.CheckConstraint(condition=Q(done__lte=F("total")), name="job_done_within_total")]
        indexes = [models.Index(fields=["owner", "-created"], name="job_by_owner")]

    def __str__(self) -> str:
        return self.title
