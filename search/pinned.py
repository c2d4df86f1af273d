"""Pinned answers: what the staff wants to be seen first by whoever looks for exactly these words.

A pin opens nothing: it is looked up in the index under the scopes of the person who asks, like any result.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from intranet.access import audit
from intranet.access.scopes import readable_scope_ids
from search import sources
from search.care import mark_mended, reopen
from search.engines import get_engine
from search.engines.base import Engine, Hit
from search.keys import words_key
from search.models import PinnedAnswer
from search.policies import require_keeper
from search.query import SearchQuery, parse_query

MAX_ANSWERS = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """A pin as it is shown. Without a hit, the thing is gone or may not be read by who asks."""

    pin: PinnedAnswer
    hit: Hit | None

    @property
    def type_label(self) -> str:
        return self.hit.extra.get("kind") or sources.one_label(self.hit.type) if self.hit else ""

    @property
    def icon(self) -> str:
        source = sources.get_source(self.hit.type) if self.hit else None
        return source.icon if source else "document"


def answers_to(engine: Engine, query: SearchQuery, scope_ids: Collection[int]) -> list[Answer]:
    """The answers pinned for these words that the person may read; one query."""
    key = words_key(query)
    if not key or query.page > 1:
        return []
    answers = with_hits(engine, PinnedAnswer.objects.filter(key=key)[:MAX_ANSWERS], scope_ids)
    return [answer for answer in answers if answer.hit]


def with_hits(engine: Engine, pins: Iterable[PinnedAnswer], scope_ids: Collection[int]) -> list[Answer]:
    pins = list(pins)
    hits = {hit.id: hit for hit in engine.fetch([pin.entry for pin in pins], scope_ids)} if pins else {}
    return [Answer(pin, hits.get(pin.entry)) for pin in pins]


@transaction.atomic
def pin_answer(user, words: str, entry: str) -> PinnedAnswer:
    """Show that entry first for those words. Only what one may read oneself can be pinned."""
    require_keeper(user)
    query = parse_query({"q": words})
    key = words_key(query)
    if not key:
        raise ValidationError(_("Only a search of plain words can have a pinned answer: leave out signs and fields."))
    if not get_engine().fetch([entry], readable_scope_ids(user)):
        raise Http404
    if PinnedAnswer.objects.filter(key=key).exclude(entry=entry).count() >= MAX_ANSWERS:
        raise ValidationError(
            _("“%(words)s” has %(count)d pinned answers already. Take one of them away first.")
            % {"words": query.text, "count": MAX_ANSWERS}
        )
    pin, _created = PinnedAnswer.objects.get_or_create(key=key, entry=entry, defaults={"words": query.text})
    mark_mended(key)
    audit.record(user, "answer.pinned", pin, words=pin.words, entry=entry)
    return pin


@transaction.atomic
def unpin_answer(user, pin: PinnedAnswer) -> dict[str, Any]:
    """No longer show it first; what comes back is enough to pin it again."""
    require_keeper(user)
    audit.record(user, "answer.unpinned", pin, words=pin.words, entry=pin.entry)
    pin.delete()
    return {"words": pin.words, "key": pin.key, "entry": pin.entry}


@transaction.atomic
def restore_pin(user, *, words: str, key: str, entry: str) -> None:
    """What was pinned a moment ago is again, also when its thing cannot be read now."""
    require_keeper(user)
    pin, _created = PinnedAnswer.objects.get_or_create(key=key, entry=entry, defaults={"words": words})
    audit.record(user, "answer.pinned", pin, words=words, entry=entry)


@transaction.atomic
def undo_pin(user, *, pk: int) -> None:
    pin = PinnedAnswer.objects.filter(pk=pk).first()
    if pin:
        unpin_answer(user, pin)
        reopen(pin.key)
