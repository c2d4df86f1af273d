"""Outside calendars that are read by themselves: their events appear in one of ours and are only read here."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from agenda.calendars import services, visibility
from agenda.calendars.errors import AgendaError
from agenda.calendars.intake import fetching, planning, reading, taking
from agenda.calendars.intake.fetching import Rules
from agenda.calendars.intake.reading import Contents
from agenda.calendars.models import Calendar, Subscription
from agenda.calendars.policies import require_writable
from agenda.calendars.rooms.policies import can_arrange
from intranet.access import audit

MOST = 20
DUE_AFTER = timedelta(minutes=55)
AT_MOST_EVERY = timedelta(seconds=30)
TOO_MANY = _("This calendar has as many outside calendars as fit. End one that is no longer needed.")
THERE_ALREADY = _("This calendar reads that address already.")


def subscribe(user, calendar: Calendar, url: str, *, name: str, rules: Rules | None = None) -> Subscription:
    """Read an outside calendar into this one from now on. The network is asked outside any transaction."""
    require_writable(user, calendar)
    _require_keeping(user, calendar)
    url = fetching.normalised(url)
    _require_room(calendar, url)
    fetching.look_up(url, rules or Rules())
    return _subscribe(user, calendar, url, name)


@transaction.atomic
def _subscribe(user, calendar: Calendar, url: str, name: str) -> Subscription:
    """One at a time, so that what has just been found to fit still does."""
    locked = Calendar.objects.select_for_update(no_key=True).get(pk=calendar.pk)
    _require_room(locked, url)
    made = Subscription.objects.create(calendar=locked, url=url, name=name[:120], person=user)
    audit.record(user, "subscription.created", made, calendar=locked.pk)
    return made


def _require_room(calendar: Calendar, url: str) -> None:
    if calendar.subscriptions.filter(url=url).exists():
        raise AgendaError(THERE_ALREADY)
    if calendar.subscriptions.count() >= MOST:
        raise AgendaError(TOO_MANY)


def _require_keeping(user, calendar: Calendar) -> None:
    """What an outside calendar writes waits for nobody's yes, and no hours bind it: in a room its keeper says so."""
    if user is not None and calendar.kind == Calendar.Kind.ROOM and not can_arrange(user, calendar.room):
        raise AgendaError(_("Only who keeps a room can show an outside calendar in it. Choose another calendar."))


@transaction.atomic
def unsubscribe(user, found: Subscription) -> None:
    """Read it no longer; its events go."""
    require_writable(user, found.calendar)
    audit.record(user, "subscription.ended", found, calendar=found.calendar_id)
    services.remove_events(user, found.events.all())
    found.delete()


def due() -> list[int]:
    """Those that have not been tried for an hour."""
    long_ago = timezone.now() - DUE_AFTER
    waiting = Subscription.objects.filter(Q(tried_at__isnull=True) | Q(tried_at__lt=long_ago))
    return list(waiting.order_by("tried_at").values_list("pk", flat=True))


def refresh(pk: int, *, rules: Rules | None = None) -> bool:
    """Read one outside calendar; whether it could be. The network is asked outside any transaction."""
    if not _claim(pk):
        return False
    found = Subscription.objects.select_related("calendar", "person").get(pk=pk)
    with translation.override(settings.LANGUAGE_CODE):
        try:
            answer = fetching.fetch(found.url, rules or Rules(), etag=found.etag, last_modified=found.last_modified)
            _take(found, answer)
        except AgendaError as problem:
            Subscription.objects.filter(pk=pk).update(problem=str(problem)[:500])
            return False
    return True


def _claim(pk: int) -> bool:
    """One at a time, and nobody can make us knock at a door without pause."""
    now = timezone.now()
    free = Subscription.objects.filter(Q(tried_at__isnull=True) | Q(tried_at__lt=now - AT_MOST_EVERY), pk=pk)
    return bool(free.update(tried_at=now))


def _take(found: Subscription, answer: fetching.Answer) -> None:
    """Nobody waits while the calendar is read; only then it is written."""
    now = timezone.now()
    if answer.body is None:
        Subscription.objects.filter(pk=found.pk).update(read_at=now, problem="")
        return
    contents = reading.read(answer.body, reading.SUBSCRIBED)
    with transaction.atomic():
        left_out = _write(found, contents)
        Subscription.objects.filter(pk=found.pk).update(
            read_at=now, problem="", skipped=left_out, etag=answer.etag, last_modified=answer.last_modified
        )


def _write(found: Subscription, contents: Contents) -> int:
    """What is new comes, what is no longer there goes. How many could not be taken."""
    uids = {parsed.uid for parsed in contents.events}
    gone = [event for event in found.events.only("pk", "uid", "calendar") if event.uid not in uids]
    steps = taking.steps_for(None, found.calendar, contents, subscription=found, also=[event.pk for event in gone])
    services.remove_events(None, gone)
    allowed = visibility.those_read_by(found.person) if found.person else ()
    taking.take(None, found.calendar, steps, allowed=allowed, subscription=found)
    return planning.report(steps, contents)["left_out_count"]
