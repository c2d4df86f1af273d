"""What calendar programs need and screens do not: passwords of their own, a log of changes, names and colours."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenda.calendars.models import Calendar


class AppPassword(models.Model):
    """A password for one device, where a second factor cannot be typed. It opens the calendar and nothing else."""

    class Reach(models.TextChoices):
        READ = "read", _("Read the agenda")
        WRITE = "write", _("Read the agenda and write in it")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="app_passwords")
    name = models.CharField(_("device or program"), max_length=80)
    reach = models.CharField(_("what it may do"), max_length=5, choices=Reach)
    digest = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(auto_now_add=True)
    last_used = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]
        constraints = [
            models.CheckConstraint(condition=Q(reach__in=["read", "write"]), name="app_password_reach_known")
        ]

    def __str__(self) -> str:
        return self.name


class Change(models.Model):
    """That an event was written or taken out, at a revision of its calendar (RFC 6578).

    The event may be gone by now, so it is known by number; its identifier and its scope are those it had then, which
    tell under which name, and whether at all, somebody saw it.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="changes", db_index=False)
    revision = models.PositiveBigIntegerField()
    event = models.PositiveBigIntegerField()
    uid = models.CharField(max_length=255)
    scope = models.PositiveBigIntegerField()
    is_gone = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["calendar", "revision"], name="change_since"),
            models.Index(fields=["event", "revision"], name="change_of_event"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} · {self.revision} · {self.event}"


class Name(models.Model):
    """The last part of the address that a program gave to an event, where that is not the identifier of the event."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="+", db_index=False)
    event = models.PositiveBigIntegerField(unique=True)
    name = models.CharField(max_length=255)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "name"], name="name_unique")]

    def __str__(self) -> str:
        return self.name


class Look(models.Model):
    """How one person's programs show a calendar: they send it back to the other devices of that person."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="+")
    color = models.CharField(max_length=9, blank=True)
    order = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "calendar"], name="look_unique")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.calendar_id}"
