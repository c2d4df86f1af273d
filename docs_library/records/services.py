"""What happens to case files: opening one, filing a document in it."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from docs_library.classification.models import ClassificationNode
from docs_library.documents.models import Document
from docs_library.records.models import CaseFile, CaseFileCounter, Filing, InterestedParty
from docs_library.records.subjects import validate_subject
from intranet.access import audit
from intranet.access.models import Level
from intranet.access.policies import require
from intranet.people.querysets import local_day
from search import outbox


@transaction.atomic
def open_case_file(user, node: ClassificationNode, *, subject: str, parties: Iterable[str] = ()) -> CaseFile:
    """Open a case file in a series in force, with the next number of the year (R2, R7)."""
    require(user, node, Level.EDIT)
    _require_open_series(node)
    validate_subject(subject)
    today = local_day()
    case_file = CaseFile.objects.create(
        year=today.year,
        sequence=_next_number(today.year),
        subject=subject,
        node=node,
        scope_id=node.scope_id,
        opened_on=today,
    )
    InterestedParty.objects.bulk_create(InterestedParty(case_file=case_file, name=name) for name in parties)
    audit.record(user, "case_file.opened", case_file, number=case_file.number)
    outbox.touch("casefile", [case_file.pk])
    return case_file


@transaction.atomic
def file_document(user, case_file: CaseFile, document: Document) -> Filing:
    """Put a document at the end of an open case file."""
    require(user, case_file, Level.EDIT)
    require(user, document, Level.EDIT)
    # The row is locked so that two documents filed at once take two places, and none enters while it is being closed.
    case_file = CaseFile.objects.select_for_update().get(pk=case_file.pk)
    if case_file.status == CaseFile.Status.CLOSED:
        closed = _("The case file %(number)s is closed: nothing more can be filed in it.")
        raise ValidationError(closed, params={"number": case_file.number})
    if Filing.objects.filter(document=document).exists():
        raise ValidationError(_("This document is already in a case file."))
    last = case_file.filings.aggregate(last=Max("position"))["last"] or 0
    filing = Filing.objects.create(case_file=case_file, document=document, position=last + 1)
    audit.record(user, "document.filed", document, case_file=case_file.number)
    outbox.touch("document", [document.pk])
    outbox.touch("casefile", [case_file.pk])
    return filing


def _require_open_series(node: ClassificationNode) -> None:
    title = {"title": node.title}
    if not node.is_series:
        raise ValidationError(_("Case files are opened in a series: choose one below “%(title)s”."), params=title)
    if not ClassificationNode.objects.open().filter(pk=node.pk).exists():
        raise ValidationError(_("The series “%(title)s” is closed: choose the one that follows it."), params=title)


def _next_number(year: int) -> int:
    """The next number of the year, under the lock of its counter: given once, and given back if all is undone.

    Case files brought from elsewhere already have numbers; the counter goes on after the highest.
    """
    counter, _created = CaseFileCounter.objects.select_for_update().get_or_create(year=year)
    highest = CaseFile.objects.filter(year=year).aggregate(highest=Max("sequence"))["highest"] or 0
    counter.last = max(counter.last, highest) + 1
    counter.save(update_fields=["last"])
    return counter.last
