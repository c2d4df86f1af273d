"""What happens to pages: readings are noted, editions counted, the index told."""

from django.db import transaction
from django.db.models import F

from intranet.access import audit
from intranet.pages.models import ProcedurePage, ProcedureReading
from search import outbox


@transaction.atomic
def mark_procedure_read(user, procedure: ProcedurePage) -> ProcedureReading:
    """Note that `user` has read this edition; saying it twice changes nothing."""
    reading, created = ProcedureReading.objects.get_or_create(
        procedure=procedure, person=user, edition=procedure.edition
    )
    if created:
        audit.record(user, "procedure.read", procedure, edition=procedure.edition)
    return reading


@transaction.atomic
def page_was_published(page, *, again: bool) -> None:
    """A new text in force: whoever read the one before has this one to read (R18)."""
    if again and isinstance(page, ProcedurePage):
        ProcedurePage.objects.filter(pk=page.pk).update(edition=F("edition") + 1)
    touch_page(page)


def touch_page(page) -> None:
    outbox.touch("procedure" if isinstance(page, ProcedurePage) else "page", [page.pk])
