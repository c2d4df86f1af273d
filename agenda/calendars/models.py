"""Calendars, events and occurrences.

An event keeps its complete iCalendar object (RFC 5545) as the source of truth, unknown properties included; the
columns beside it are read from it. Its expansions are written out as `Occurrence` rows for a rolling window, so that a
month, a feed or a clash check is one indexed query.

Two scopes answer two questions. The calendar's scope: may this person know that the time is taken? The event's own
scope: may this person read what it is? Whoever has only the first sees "ocupat".
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agenda.calendars.querysets import CalendarQuerySet, EventQuerySet, OccurrenceQuerySet
from intranet.access.models import Scope, ScopedModel
from intranet.people.models import Body, User


class Calendar(ScopedModel):
    """The diary of the town, a body, a person or a room."""

    class Kind(models.TextChoices):
        TOWN = "town", _("town hall")
        BODY = "body", _("body")
        PERSON = "person", _("person")
        UNIT = "unit", _("unit")
        ROOM = "room", _("room")

    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    hue = models.PositiveSmallIntegerField(_("hue"), default=0)
    # Grows with every change of an event, so that "nothing new" is one small query (the CTag of CalDAV).
    revision = models.PositiveBigIntegerField(default=0, editable=False)
    body = models.OneToOneField(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="calendar")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="calendars")

    objects = CalendarQuerySet.as_manager()
    # One or two letters beside the colour; given by `marks` among the calendars that are shown together.
    mark = ""
    signs: tuple | None = None
    # Whether who is looking writes in it; said by the diary.
    may_write = False

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Visibility(models.TextChoices):
    EVERYONE = "everyone", _("everyone")
    STAFF = "staff", _("staff")
    GOVERNMENT = "government", _("government")
    PRIVATE = "private", _("private")


class VisibilityScope(models.Model):
    """The scope that the events of a calendar with one visibility share: hundreds of events, a handful of scopes.

    What everyone may see has the calendar's own scope. What is private has one for each organizer (`owner`).
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="visibility_scopes")
    visibility = models.CharField(max_length=12, choices=Visibility)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "visibility"],
                name="visibility_scope_shared",
                condition=Q(owner__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["calendar", "owner"], name="visibility_scope_private", condition=Q(owner__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(visibility=Visibility.PRIVATE) | Q(owner__isnull=True), name="visibility_scope_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} · {self.visibility}"


class Event(ScopedModel):
    """An event, single or recurring. `scope` guards its details, the calendar's scope its existence."""

    class Type(models.TextChoices):
        MEETING = "sessio", _("sitting")
        APPOINTMENT = "reunio", _("meeting")
        CEREMONY = "acte", _("public event")
        VISIT = "visita", _("visit")
        ABSENCE = "absencia", _("absence")
        DEADLINE = "termini", _("deadline")
        BOOKING = "reserva", _("booking")

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="events")
    uid = models.CharField(max_length=255)
    ics = models.TextField(_("iCalendar object"))
    summary = models.CharField(_("title"), max_length=255)
    location = models.CharField(_("place"), max_length=255, blank=True)
    description = models.TextField(_("description"), blank=True)
    event_type = models.CharField(_("type"), max_length=10, choices=Type)
    visibility = models.CharField(_("visibility"), max_length=12, choices=Visibility, default=Visibility.EVERYONE)
    all_day = models.BooleanField(_("all day"), default=False)
    # Instants; the wall time and TZID are in `ics`.
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    is_recurring = models.BooleanField(default=False)
    # When the last repetition is over; null for a series without end.
    last_ends_at = models.DateTimeField(null=True)
    # The last day whose occurrences are written out; null where that is all of them.
    expanded_until = models.DateField(null=True)
    sequence = models.PositiveIntegerField(default=0)
    # Shown to everybody in the official agenda, without signing in.
    is_public = models.BooleanField(_("in the official agenda"), default=False)
    # Set on what comes from an outside calendar: it is read here and changed there.
    subscription = models.ForeignKey(
        "Subscription", on_delete=models.PROTECT, null=True, blank=True, related_name="events"
    )
    organizer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="events")
    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "uid"], name="event_uid_unique"),
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="event_ends_after_start"),
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(visibility=Visibility.EVERYONE), name="event_public_is_open"
            ),
        ]
        indexes = [
            models.Index(fields=["scope"], name="event_by_scope"),
            models.Index(fields=["uid"], name="event_by_uid"),
            models.Index(fields=["calendar"], name="event_official", condition=Q(is_public=True)),
            models.Index(fields=["expanded_until"], name="event_to_expand", condition=Q(expanded_until__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.summary

    def get_absolute_url(self) -> str:
        return reverse("calendars:event", args=[self.pk])


class Occurrence(models.Model):
    """One time that an event takes place. Derived from `Event.ics`; written again whenever that changes.

    Scope, calendar and the days in the town are copied here, so that a month is one range of an index. Neither scope
    nor calendar has an index of its own: every question is about days, and a planner should not be led astray.
    """

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+", db_index=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="occurrences")
    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="occurrences", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # The start that the series gives this occurrence, wherever it was moved to; null for an event that is single.
    recurrence_id = models.DateTimeField(null=True)
    # First and last day on the calendar of the wall, both included.
    day = models.DateField()
    last_day = models.DateField()
    spans_days = models.BooleanField(default=False)
    all_day = models.BooleanField(default=False)
    # Set where this occurrence differs from its series (RFC 5545 RECURRENCE-ID).
    summary = models.CharField(max_length=255)
    location = models.CharField(max_length=255, blank=True)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "starts_at"], name="occurrence_unique"),
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="occurrence_ends_after_start"),
            models.CheckConstraint(condition=Q(last_day__gte=F("day")), name="occurrence_days_in_order"),
        ]
        indexes = [
            # The days of a month are ranked and counted without leaving this index.
            models.Index(
                fields=["day", "starts_at", "calendar", "scope", "spans_days"],
                name="occurrence_of_a_day",
                condition=Q(spans_days=False),
            ),
            # Few; searched by their end, because they may have begun at any time before.
            models.Index(fields=["last_day", "day"], name="occurrence_of_days", condition=Q(spans_days=True)),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.summary}"


class FeedToken(models.Model):
    """A secret address of somebody's agenda. Only its hash is kept; revoking is final."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feed_tokens")
    name = models.CharField(_("device or program"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(auto_now_add=True)
    last_used = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.name


class Subscription(models.Model):
    """An outside calendar (holidays, the Diputació) read by itself into one of ours. Its events are only read here."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="subscriptions")
    name = models.CharField(_("name"), max_length=120)
    url = models.CharField(_("address"), max_length=1000)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    # What the other side said of its last version, to ask only for a newer one.
    etag = models.CharField(max_length=255, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    tried_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    # The last refusal, in the words of the town's language; empty when all went well.
    problem = models.CharField(max_length=500, blank=True)
    # Entries of the last version that could not be taken.
    skipped = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["calendar", "url"], name="subscription_unique")]

    def __str__(self) -> str:
        return self.name


class CalendarImport(models.Model):
    """A file of events brought in by somebody: first looked at, then taken, and for a while undone in one go."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        UNDONE = "undone", _("undone")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=255)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    created = models.DateTimeField(auto_now_add=True)
    # The file, until it is taken in.
    source = models.TextField(blank=True)
    report = models.JSONField(default=dict)
    # What undoing needs: the events made, and those changed as they were before.
    way_back = models.JSONField(default=dict)
    # The last work on it that somebody does not wait for; the page tells how far it is.
    job = models.ForeignKey("jobs.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-created"]
        indexes = [models.Index(fields=["person", "-created"], name="import_by_person")]

    def __str__(self) -> str:
        return self.filename
