"""Words and expressions that say the same in a town hall: “IBI” and “impost sobre béns immobles”.

The staff keeps them on a screen. They take effect with the next search, on any engine and without indexing anything
again, because it is the search that grows: each run of words that is in a group also finds its equivalents.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _

from intranet.access import audit
from search.bilingual import equivalents_of
from search.keys import expression_key, expression_terms, stem_of
from search.models import MAX_EXPRESSION, Synonym, SynonymGroup
from search.policies import require_keeper
from search.query import SearchQuery
from search.syntax import Alike, All, Node, Term

MAX_WORDS = 10
MAX_EXPRESSIONS = 12

Run = tuple[Term, ...]
Version = tuple[int, int | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Known:
    """The groups as a search needs them: the equivalents of each expression, by its key."""

    version: Version | None = None
    others: dict[str, tuple[Run, ...]] = field(default_factory=dict)
    longest: int = 0


_known = Known()


# --- In a search ---------------------------------------------------------------------------------


def with_synonyms(query: SearchQuery) -> SearchQuery:
    """The same search, where each run of words that has equivalents finds them too. One small query."""
    known = known_groups()
    nodes = tuple(_expanded(query.root.nodes, known))
    return query if nodes == query.root.nodes else replace(query, root=All(nodes))


def known_groups() -> Known:
    """All the groups, read anew only when a row came or went since."""
    global _known  # one copy for the whole process
    version = _version()
    if _known.version != version:
        _known = _read(version)
    return _known


def _version() -> Version:
    """Rows are never changed, so their number and the newest of them say whether anything is different."""
    found = Synonym.objects.aggregate(rows=Count("pk"), newest=Max("pk"), at=Max("created"))
    return found["rows"], found["newest"], found["at"]


def _read(version: Version) -> Known:
    groups: dict[int, list[Run]] = {}
    for group, text in Synonym.objects.values_list("group", "text"):
        if terms := expression_terms(text):
            groups.setdefault(group, []).append(terms)
    others = {
        expression_key(run): tuple(other for other in runs if other != run)
        for runs in groups.values()
        for run in runs
        if len(runs) > 1
    }
    return Known(version, others, max((key.count(" ") + 1 for key in others), default=0))


def _expanded(nodes: Sequence[Node], known: Known) -> Iterable[Node]:
    """The longest run that is known wins; what is between quotes stays as it was asked."""
    stems = [stem_of(node) if isinstance(node, Term) and not node.literal else "" for node in nodes]
    at = 0
    while at < len(nodes):
        run = _run_length(stems[at : at + known.longest], known)
        if run:
            terms = tuple(node for node in nodes[at : at + run] if isinstance(node, Term))
            yield Alike(terms, known.others[" ".join(stems[at : at + run])])
        else:
            yield _in_catalan(nodes[at])
        at += run or 1


def _run_length(stems: Sequence[str], known: Known) -> int:
    """How many of these words, from the first on, make the longest expression that is known."""
    plain = list(takewhile(bool, stems))
    return next((length for length in range(len(plain), 0, -1) if " ".join(plain[:length]) in known.others), 0)


def _in_catalan(node: Node) -> Node:
    """A Spanish word also finds what it is called in Catalan."""
    equivalents = equivalents_of(node) if isinstance(node, Term) else ()
    return Alike((node,), equivalents) if equivalents and isinstance(node, Term) else node


# --- On the screen -------------------------------------------------------------------------------


def list_groups() -> QuerySet[SynonymGroup]:
    return SynonymGroup.objects.prefetch_related("synonyms").order_by("-pk")


def checked_expressions(texts: Iterable[str]) -> list[str]:
    """At least two expressions that can be looked for and do not say the same word; a sentence for what stops it."""
    found: dict[str, str] = {}
    for text in (" ".join(text.split()) for text in texts):
        if text:
            found.setdefault(key_of(text), text)
    if len(found) < 2:
        raise ValidationError(_("Write at least two different words or expressions that mean the same, one a line."))
    if len(found) > MAX_EXPRESSIONS:
        raise ValidationError(_("A group has at most %(count)d expressions.") % {"count": MAX_EXPRESSIONS})
    return list(found.values())


@transaction.atomic
def add_synonyms(user, texts: Iterable[str]) -> dict[str, Any]:
    """Say that these mean the same. Groups that already have one of them join; what comes back undoes it."""
    require_keeper(user)
    expressions = checked_expressions(texts)
    keys = [key_of(text) for text in expressions]
    touched = SynonymGroup.objects.filter(synonyms__key__in=keys).distinct()
    return _replace(user, touched, expressions, joined=True)


@transaction.atomic
def change_synonyms(user, group: SynonymGroup, texts: Iterable[str]) -> dict[str, Any]:
    """Give a group other expressions; one that another group has is refused, so that nothing moves unseen."""
    require_keeper(user)
    expressions = checked_expressions(texts)
    _refuse_taken(group, expressions)
    return _replace(user, SynonymGroup.objects.filter(pk=group.pk), expressions)


@transaction.atomic
def delete_synonyms(user, group: SynonymGroup) -> dict[str, Any]:
    require_keeper(user)
    return _replace(user, SynonymGroup.objects.filter(pk=group.pk), [])


@transaction.atomic
def restore_synonyms(user, *, remove: list[int], restore: list[list[str]]) -> None:
    """Back to the groups as they were before a change."""
    require_keeper(user)
    SynonymGroup.objects.filter(pk__in=remove).delete()
    for texts in restore:
        _refuse_taken(None, texts)
        write_group(texts)
    audit.record(user, "synonyms.restored", groups=restore)


def _replace(user, touched: QuerySet, expressions: list[str], *, joined: bool = False) -> dict[str, Any]:
    """Take those groups out and put one in their place, with all that they had if they are joined."""
    before = [[synonym.text for synonym in group.synonyms.all()] for group in touched.prefetch_related("synonyms")]
    kept = [text for texts in before for text in texts] if joined else []
    now = _without_repetition([*kept, *expressions])
    SynonymGroup.objects.filter(pk__in=list(touched.values_list("pk", flat=True))).delete()
    group = write_group(now) if now else None
    audit.record(user, "synonyms.changed", group, before=before, now=now)
    return {"remove": [group.pk] if group else [], "restore": before}


def write_group(texts: Iterable[str]) -> SynonymGroup:
    """A new group, without the forms of one expression that are the same to a search."""
    try:
        with transaction.atomic():
            group = SynonymGroup.objects.create()
            Synonym.objects.bulk_create(
                Synonym(group=group, text=text, key=key_of(text)) for text in _without_repetition(texts)
            )
    except IntegrityError as problem:
        raise ValidationError(
            _("Somebody else has just written one of these expressions. Look at the list and try again.")
        ) from problem
    return group


def _without_repetition(texts: Iterable[str]) -> list[str]:
    by_key: dict[str, str] = {}
    for text in texts:
        by_key.setdefault(key_of(text), text)
    return list(by_key.values())


def _refuse_taken(group: SynonymGroup | None, texts: Iterable[str]) -> None:
    keys = [key_of(text) for text in texts]
    taken = Synonym.objects.filter(key__in=keys).exclude(group=group).first()
    if taken:
        raise ValidationError(_("“%(text)s” is in another group. Take it out of there first.") % {"text": taken.text})


def key_of(text: str) -> str:
    terms = expression_terms(text)
    shown = {"text": text[:60], "words": MAX_WORDS, "characters": MAX_EXPRESSION}
    if not terms:
        raise ValidationError(_("“%(text)s” cannot be a synonym: write plain words, without signs.") % shown)
    if len(terms) > MAX_WORDS or len(text) > MAX_EXPRESSION:
        raise ValidationError(
            _("“%(text)s” is too long: at most %(words)d words and %(characters)d characters.") % shown
        )
    return expression_key(terms)[:MAX_EXPRESSION]
