"""Starting background work and reporting on it."""

from django.db import transaction
from django.utils import timezone

from intranet.access.models import Scope
from intranet.jobs.models import Job


def start_job(owner, task, *, title: str, scope: Scope | int, total: int = 1, **kwargs) -> Job:
    """Write down a job and enqueue `task(job_id, **kwargs)` once the transaction is in."""
    scope_id = scope if isinstance(scope, int) else scope.pk
    job = Job.objects.create(owner=owner, title=title, scope_id=scope_id, total=total)
    transaction.on_commit(lambda: task.enqueue(job.pk, **kwargs))
    return job


def advance(job_id: int, done: int, *, message: str = "") -> None:
    Job.objects.filter(pk=job_id).update(state=Job.State.RUNNING, done=done, message=message[:255])


def finish(job_id: int, *, message: str = "") -> None:
    job = Job.objects.get(pk=job_id)
    job.state, job.done, job.message, job.finished = Job.State.DONE, job.total, message[:255], timezone.now()
    job.save(update_fields=["state", "done", "message", "finished"])


def fail(job_id: int, *, message: str) -> None:
    Job.objects.filter(pk=job_id).update(state=Job.State.FAILED, message=message[:255], finished=timezone.now())
