"""What is looked for in the town hall, without who looked for it.

The page of results carries a signed note of what was asked and how much was found; a script of the page brings it
back once it is shown, and again when a result is opened. So a search writes nothing and waits for nothing, and
programs, suggestions and bots leave no trace here. Who asked is kept as a number made with a secret of the week,
which is deleted when the week is over: from then on nothing leads back to a person. All goes after thirteen weeks.
"""

import hashlib
import hmac
import secrets
from datetime import date, timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone

from search.keys import search_key
from search.models import CareDecision, SearchUse, SeekerKey
from search.query import SearchQuery, parse_query

SALT = "search.used"
NOTE_SECONDS = 12 * 3600
WEEKS_KEPT = 13


def this_week() -> date:
    """The Monday of the week in the town."""
    today = timezone.localdate()
    return today - timedelta(days=today.weekday())


def oldest_week() -> date:
    return this_week() - timedelta(weeks=WEEKS_KEPT - 1)


def note_of(query: SearchQuery, found: int) -> str:
    """What the page takes along, signed so that it comes back as it was. Nothing for filters and later pages."""
    if query.page > 1 or query.has_filters or not query.root.nodes:
        return ""
    return signing.dumps([query.text, found], salt=SALT)


@transaction.atomic
def record_use(user, note: str, *, clicked: bool) -> None:
    """Count a search that was shown, or the opening of one of its results; raises BadSignature for a forged note."""
    text, found = signing.loads(note, salt=SALT, max_age=NOTE_SECONDS)
    _keep(user, text, **({"found": found, "clicked": True} if clicked else {"found": found}))


@transaction.atomic
def report_missing(user, text: str) -> str:
    """Somebody says that this should be found. Comes back to the list even if it was cared for before."""
    query = parse_query({"q": text})
    if not query.root.nodes:
        return ""
    _keep(user, query.text, reported=True)
    CareDecision.objects.filter(key=search_key(query)).delete()
    return search_key(query)


def withdraw_report(user, *, key: str) -> None:
    uses = SearchUse.objects.filter(week=this_week(), key=key, seeker=_seeker(user, this_week()))
    uses.update(reported=False)


@transaction.atomic
def forget_old_uses() -> None:
    """Daily: what is thirteen weeks old goes, and the secrets of the weeks that are over go first of all."""
    SeekerKey.objects.filter(week__lt=this_week()).delete()
    SearchUse.objects.filter(week__lt=oldest_week()).delete()
    CareDecision.objects.filter(week__lt=oldest_week()).delete()


def _keep(user, text: str, **values) -> None:
    """One row for each person, search and week: asking again is no more than asking."""
    week = this_week()
    SearchUse.objects.update_or_create(
        week=week,
        key=search_key(parse_query({"q": text})),
        seeker=_seeker(user, week),
        defaults={"text": text, **values},
    )


def _seeker(user, week: date) -> str:
    key, _created = SeekerKey.objects.get_or_create(week=week, defaults={"secret": secrets.token_hex(32)})
    return hmac.new(bytes.fromhex(key.secret), str(user.pk).encode(), hashlib.sha256).hexdigest()[:32]
