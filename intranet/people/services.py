"""What happens at the door: who came in, when the last time was, who tried and failed (op.acc.6 R5, L29)."""

from dataclasses import dataclass
from datetime import datetime

from axes.utils import reset as forget_attempts
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from intranet.access import audit
from intranet.access.models import AuditEvent
from intranet.people import factors
from intranet.people.models import User
from intranet.people.policies import can_help_in

CAME_IN = "sign_in.succeeded"
FAILED = ("sign_in.failed", "factor.failed")


@dataclass(frozen=True)
class LastAccess:
    """When and from where somebody last came in, and how often somebody tried and failed since."""

    at: datetime
    ip: str
    failures: int


def access_events(person) -> QuerySet[AuditEvent]:
    """What the record knows of this person at the door, the latest first."""
    events = AuditEvent.objects.filter(object_type=User._meta.label_lower, object_id=str(person.pk))
    return events.filter(action__in=(CAME_IN, *FAILED)).order_by("-at", "-pk")


def last_access(person) -> LastAccess | None:
    last = access_events(person).filter(action=CAME_IN).first()
    if last is None:
        return None
    failures = access_events(person).filter(action__in=FAILED, at__gt=last.at).count()
    return LastAccess(at=last.at, ip=last.data.get("ip", ""), failures=failures)


@transaction.atomic
def record_sign_in(user, *, ip: str, factor: str) -> LastAccess | None:
    """Write down that the person is in, and return the time before that, to be shown."""
    before = last_access(user)
    audit.record(user, CAME_IN, user, ip=ip, factor=factor)
    return before


def record_failed_sign_in(username: str, *, ip: str, locked: bool) -> None:
    """Write down a failure. A name that nobody has is not kept: people type their password there by mistake."""
    person = User.objects.filter(username=username).first()
    audit.record(None, "sign_in.failed", person, ip=ip, locked=locked)


def record_sign_out(user) -> None:
    audit.record(user, "sign_out", user)


def record_new_password(user) -> None:
    audit.record(user, "password.changed", user)


@transaction.atomic
def unlock_person(author, person) -> None:
    """Let somebody try again before the quarter of an hour is over."""
    if not can_help_in(author, person):
        raise PermissionDenied
    forget_attempts(username=person.get_username())
    factors.forgive_wrong_codes(person)
    audit.record(author, "sign_in.unlocked", person)
