"""Bringing a whole classification table in (R1).

Codes are opaque and parents explicit. A row that cannot stand is refused with its reason and the rest goes in; what is
in use is never renamed, moved or deleted, only closed and mapped to its successor.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docs_library.classification import holdings
from docs_library.classification.models import ClassificationNode, ClassificationScheme
from docs_library.classification.root import library_scope
from docs_library.classification.tables import Row, as_bool, as_date
from intranet.access import audit
from intranet.access.models import Scope
from intranet.access.services import refresh_effective_grants
from intranet.people.querysets import local_day

LIMITS = (
    ("code", 50, gettext_lazy("The code has more than 50 characters.")),
    ("title", 255, gettext_lazy("The title has more than 255 characters.")),
    ("note", 255, gettext_lazy("The note has more than 255 characters.")),
)
# What a row may name: itself never, and only what exists.
REFERENCES = (
    (
        "parent",
        gettext_lazy("A class cannot be its own parent."),
        gettext_lazy("There is no class %(code)s to be its parent."),
    ),
    (
        "successor",
        gettext_lazy("A class cannot be its own successor."),
        gettext_lazy("There is no class %(code)s to be its successor."),
    ),
)


class Refused(Exception):
    """A row that cannot stand, and why."""


@dataclass(frozen=True)
class Refusal:
    line: int
    code: str
    reason: str


@dataclass
class Report:
    """What came of an import; `absent` are codes of the scheme that the table no longer has."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True)
class Entry:
    """A row whose words have been understood."""

    line: int
    code: str
    title: str
    parent: str
    is_series: bool
    note: str
    valid_from: date | None
    valid_to: date | None
    successor: str


@transaction.atomic
def import_rows(
    rows: Iterable[Row],
    scheme: ClassificationScheme,
    *,
    author=None,
    close_absent: bool = False,
    dry_run: bool = False,
) -> Report:
    """Create, update and close classes so that the scheme says what the table says."""
    report = Report()
    known = {node.code: node for node in scheme.nodes.select_related("scope", "parent", "successor")}
    entries = _standing(_understood(rows, report), known, report)
    report.absent = sorted(known.keys() - entries.keys() - {each.code for each in report.refused})
    fresh = {code: entry for code, entry in entries.items() if code not in known}
    _update({code: entry for code, entry in entries.items() if code in known}, known, report)
    _create(fresh, scheme, known, report)
    _close(entries, known, report)
    if close_absent:
        _close_absent(known, report)
    report.refused.sort(key=attrgetter("line"))
    audit.record(author, "classification.imported", scheme, created=len(report.created), closed=len(report.closed))
    transaction.set_rollback(dry_run)
    return report


# --- Understanding the rows ----------------------------------------------------------------------


def _understood(rows: Iterable[Row], report: Report) -> dict[str, Entry]:
    """Rows whose words make sense, by code; the second of two with the same code is refused."""
    entries: dict[str, Entry] = {}
    for row in rows:
        try:
            entry = _entry(row)
            if entry.code in entries:
                raise Refused(_("This code is already on row %(line)d.") % {"line": entries[entry.code].line})
            entries[entry.code] = entry
        except (Refused, ValueError) as error:
            report.refused.append(Refusal(row.line, row.code[:50], str(error)))
    return entries


def _entry(row: Row) -> Entry:
    for name, limit, sentence in LIMITS:
        if len(getattr(row, name)) > limit:
            raise Refused(sentence)
    if not row.code:
        raise Refused(_("The code is missing."))
    if not row.title:
        raise Refused(_("The title is missing."))
    starts, ends = as_date(row.valid_from), as_date(row.valid_to)
    if starts and ends and ends < starts:
        raise Refused(_("It would end before it begins."))
    return Entry(
        row.line, row.code, row.title, row.parent, as_bool(row.is_series), row.note, starts, ends, row.successor
    )


# --- Judging them together -----------------------------------------------------------------------


def _standing(entries: dict[str, Entry], known: dict[str, ClassificationNode], report: Report) -> dict[str, Entry]:
    """Entries whose parent and successor exist; refusing one refuses what hangs from it."""
    standing = dict(entries)
    while refused := dict(_without_ground(standing, known)):
        for code, reason in refused.items():
            report.refused.append(Refusal(standing.pop(code).line, code, reason))
    for code in _in_circles(standing):
        report.refused.append(Refusal(standing.pop(code).line, code, _("Its parents go round in a circle.")))
    return standing


def _without_ground(entries: dict[str, Entry], known: dict) -> Iterator[tuple[str, str]]:
    for code, entry in entries.items():
        for name, itself, missing in REFERENCES:
            other = getattr(entry, name)
            if other == code:
                yield code, str(itself)
            elif other and other not in entries and other not in known:
                yield code, missing % {"code": other}


def _in_circles(entries: dict[str, Entry]) -> list[str]:
    """Codes that never reach the top by going from parent to parent inside the table."""
    grounded: set[str] = set()
    for code in entries:
        way: dict[str, None] = {}
        while code in entries and code not in grounded and code not in way:
            way[code] = None
            code = entries[code].parent
        if code not in way:
            grounded.update(way)
    return [code for code in entries if code not in grounded]


# --- Writing -------------------------------------------------------------------------------------


def _update(entries: dict[str, Entry], known: dict[str, ClassificationNode], report: Report) -> None:
    """Classes already there: unchanged, corrected while nothing is kept under them, or refused."""
    used = _used_codes(known)
    for code, entry in entries.items():
        try:
            changed = _correct(known[code], entry, code in used)
            (report.updated if changed else report.unchanged).append(code)
        except Refused as error:
            report.refused.append(Refusal(entry.line, code, str(error)))


def _correct(node: ClassificationNode, entry: Entry, in_use: bool) -> bool:
    if entry.parent != (node.parent.code if node.parent else ""):
        raise Refused(_("A class is not moved: close it and give its successor."))
    wanted = {"title": entry.title, "is_series": entry.is_series, "note": entry.note}
    changed = {name for name, value in wanted.items() if getattr(node, name) != value}
    if in_use and changed - {"note"}:
        raise Refused(_("It is in use and keeps its name: close it and give its successor."))
    for name in changed:
        setattr(node, name, wanted[name])
    if changed:
        node.save(update_fields=changed)
    return bool(changed)


def _used_codes(known: dict[str, ClassificationNode]) -> set[str]:
    """Codes of what holds something, and of all above: their names are part of the path people know."""
    by_pk: dict[int | None, ClassificationNode] = {node.pk: node for node in known.values()}
    used: set[str] = set()
    for pk in holdings.used_nodes():
        node = by_pk.get(pk)
        while node is not None and node.code not in used:
            used.add(node.code)
            node = by_pk.get(node.parent_id)
    return used


def _create(entries: dict[str, Entry], scheme: ClassificationScheme, known: dict, report: Report) -> None:
    """New classes, one level of the tree after another, each with a scope below its parent's."""
    if not entries:
        return
    root, waiting = library_scope(), dict(entries)
    scopes: list[int] = []
    while waiting:
        level = {code: entry for code, entry in waiting.items() if entry.parent not in waiting}
        made = _create_level(level, scheme, known, root)
        known.update(made)
        scopes += [node.scope_id for node in made.values()]
        report.created += made
        waiting = {code: entry for code, entry in waiting.items() if code not in level}
    refresh_effective_grants(scopes)


def _create_level(level: dict[str, Entry], scheme: ClassificationScheme, known: dict, root: Scope) -> dict:
    places = [(entry, known.get(entry.parent)) for entry in level.values()]
    scopes = Scope.objects.bulk_create(
        Scope(
            kind=Scope.Kind.NODE,
            name=f"{entry.code} {entry.title}"[:255],
            parent=parent.scope if parent else root,
        )
        for entry, parent in places
    )
    nodes = ClassificationNode.objects.bulk_create(
        ClassificationNode(
            scheme=scheme,
            code=entry.code,
            title=entry.title,
            parent=parent,
            is_series=entry.is_series,
            note=entry.note,
            valid_from=entry.valid_from or scheme.valid_from,
            scope=scope,
        )
        for (entry, parent), scope in zip(places, scopes, strict=True)
    )
    return {node.code: node for node in nodes}


def _close(entries: dict[str, Entry], known: dict[str, ClassificationNode], report: Report) -> None:
    """Classes that the table closes, mapped to their successors."""
    refused = {refusal.code for refusal in report.refused}
    for code, entry in entries.items():
        node, successor = known[code], known.get(entry.successor)
        if not entry.valid_to or code in refused or (node.valid_to, node.successor) == (entry.valid_to, successor):
            continue
        node.valid_to, node.successor = entry.valid_to, successor
        node.save(update_fields=["valid_to", "successor"])
        report.closed.append(code)


def _close_absent(known: dict[str, ClassificationNode], report: Report) -> None:
    absent = [known[code] for code in report.absent if known[code].valid_to is None]
    ClassificationNode.objects.filter(pk__in=[node.pk for node in absent]).update(valid_to=local_day())
    report.closed += [node.code for node in absent]
