"""The agenda of one person as a feed that calendar programs read (R17).

A secret in the address stands for the person: 256 bits, of which only the hash is kept. A program asks every hour and
mostly nothing has changed, so first comes a state, from an index, and only then a body. The body is stitched from the
text of the stored objects; nothing is parsed or written anew.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agenda.calendars import stitching, taking_part
from agenda.calendars.guests import discretion
from agenda.calendars.guests.reminders import alarms_of
from agenda.calendars.ical import PRODID
from agenda.calendars.models import Calendar, Event, FeedToken
from agenda.calendars.querysets import is_in, known_q
from intranet.access import audit
from intranet.access.models import Scope
from intranet.access.scopes import readable_scopes
from intranet.people.municipality import municipality

SECRET_BYTES = 32
DAYS_BACK = 90
USED_AT_MOST_EVERY = timedelta(minutes=1)
HOURLY = "PT1H"


@transaction.atomic
def create_token(person, name: str) -> tuple[FeedToken, str]:
    """A new feed and its secret, which nobody can read again afterwards."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    token = FeedToken.objects.create(person=person, name=name[:80], token_hash=_hash(secret))
    audit.record(person, "feed.created", token)
    return token, secret


@transaction.atomic
def revoke_token(person, token: FeedToken) -> None:
    """End a feed for good."""
    token.revoked = timezone.now()
    token.save(update_fields=["revoked"])
    audit.record(person, "feed.revoked", token)


def find_token(secret: str) -> FeedToken | None:
    """The feed of that secret while it is in force and its person is active."""
    found = FeedToken.objects.filter(token_hash=_hash(secret), revoked__isnull=True, person__is_active=True)
    return found.select_related("person").first()


def mark_used(token: FeedToken) -> None:
    """Remember the last use, without a write for each request."""
    now = timezone.now()
    if token.last_used is None or now - token.last_used > USED_AT_MOST_EVERY:
        FeedToken.objects.filter(pk=token.pk).update(last_used=now)


def state_of(person) -> str:
    """A short text that changes whenever the body would: what has changed, what may be read, which day it is."""
    parts = [person.pk, timezone.localdate(), municipality().name, _seen(person), alarms_of(person)]
    return sha256(repr(parts).encode()).hexdigest()[:32]


def _seen(person) -> list[tuple]:
    """The calendars of which this person sees anything, each with its version and by which of its scopes.

    Asked every hour by every telephone: plain questions whose answers are put together here take a quarter of the time
    of one that asks the database for everything.
    """
    levels = _levels(person)
    rows = Calendar.objects.order_by("pk", "visibility_scopes__scope")
    every = list(rows.values_list("pk", "revision", "scope", "visibility_scopes__scope"))
    seen: list[tuple] = [
        (*row, levels.get(row[2]), levels.get(row[3])) for row in every if row[2] in levels or row[3] in levels
    ]
    if levels.keys() - {scope for row in every for scope in row[2:]}:
        invited = Calendar.objects.filter(taking_part.calendars_q(readable_scopes(person)))
        seen += sorted(invited.values_list("pk", "revision"))
    return seen


def _levels(person) -> dict[int, int]:
    """How far this person's rights reach in each scope of calendars and events."""
    kinds = (Scope.Kind.CALENDAR, Scope.Kind.EVENTS)
    found = readable_scopes(person).filter(scope__kind__in=kinds).values_list("scope", "level")
    return dict(found.order_by("scope", "level"))


def body_of(person) -> str:
    """The whole feed: zones once, what may be read as it is stored, the rest as busy. Series stay series."""
    with translation.override(settings.LANGUAGE_CODE):
        rows = list(_rows(person, timezone.now() - timedelta(days=DAYS_BACK)))
        busy, word = _("Busy"), _("Reminder")
        head = _head(person)
    zones = stitching.zones(ics for _pk, ics, *_rights in rows)
    alarms, house = alarms_of(person), discretion.house_addresses()
    events = (
        stitching.with_alarm(_text(pk, ics, house, is_whole), alarms.get(pk), word)
        if is_open
        else stitching.busy(pk, ics, busy)
        for pk, ics, is_open, is_whole in rows
    )
    return "".join([*head, *zones, *events, "END:VCALENDAR\r\n"])


def _text(pk: int, ics: str, house: frozenset[str], is_whole: bool) -> str:
    text = stitching.events(ics)
    return text if is_whole else discretion.veiled(pk, text, house)


def _hash(secret: str) -> str:
    """Plain SHA-256 is enough for 256 random bits: there is no dictionary to try."""
    return sha256(secret.encode()).hexdigest()


def _rows(person, since: datetime) -> Iterable[tuple[int, str, bool, bool]]:
    """Each object, whether this person may read it, and whether with the addresses of who is invited."""
    scopes = readable_scopes(person)
    known = Event.objects.filter(known_q(scopes)).alive_since(since)
    rights = known.annotate(is_open=is_in(scopes), is_whole=discretion.is_whole(person))
    return rights.order_by("pk").values_list("pk", "ics", "is_open", "is_whole")


def _head(person) -> list[str]:
    name = _("Agenda of %(town)s · %(person)s") % {"town": municipality().name, "person": person}
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODID}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{stitching.escaped(name)}",
        f"NAME:{stitching.escaped(name)}",
        f"X-WR-TIMEZONE:{settings.TIME_ZONE}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{HOURLY}",
        f"X-PUBLISHED-TTL:{HOURLY}",
    ]
    return [stitching.folded(line) for line in lines]
