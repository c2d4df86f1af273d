"""Big imports, in the background. Each tells by its job how far it is and how it ended."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from agenda.calendars.errors import AgendaError
from agenda.calendars.intake import imports, words
from agenda.calendars.intake.reading import Tell
from agenda.calendars.models import CalendarImport
from intranet.jobs import services as jobs

TOLD_EVERY = 100


@task()
def examine(job_id: int, *, found: int, language: str) -> None:
    """Look at a file."""
    with _telling(job_id, language) as tell:
        imports.examine(_import(found), tell=tell)
        jobs.finish(job_id)


@task()
def take_in(job_id: int, *, found: int, language: str) -> None:
    """Take it in."""
    with _telling(job_id, language) as tell:
        brought = _import(found)
        imports.take_in(brought.person, brought, tell=tell)
        jobs.finish(job_id)


@task()
def undo(job_id: int, *, found: int, language: str) -> None:
    """Take it back."""
    with _telling(job_id, language):
        brought = _import(found)
        _taken_back, stay = imports.undo(brought.person, brought)
        jobs.finish(job_id, message=words.what_stays(stay))


def _import(pk: int) -> CalendarImport:
    return CalendarImport.objects.select_related("person", "calendar").get(pk=pk)


@contextmanager
def _telling(job_id: int, language: str) -> Iterator[Tell]:
    """The work in between, in the words of who asked for it. Should it break, its job does not stay under way."""
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        if done - told >= TOLD_EVERY:
            told = done
            jobs.advance(job_id, done)

    jobs.advance(job_id, 0)
    with translation.override(language):
        problem = _("Something went wrong on our side. Try it again.")
        try:
            yield tell
            problem = ""
        except AgendaError as refusal:
            problem = str(refusal)
        finally:
            if problem:
                jobs.fail(job_id, message=problem)
