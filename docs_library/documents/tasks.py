"""Background work of the documents."""

from django_tasks import task

from docs_library.documents.models import DocumentVersion
from docs_library.documents.processing import pipeline


@task(priority=10)
def process_version(version_id: int) -> None:
    """Read and render one version. Can be enqueued again at any time: the result is the same."""
    pipeline.process_versions([version_id])


@task(priority=10)
def process_waiting(version_id: int) -> None:
    """Read and render a version just uploaded, and with it others that wait: the office program starts once for all.

    When the turn of those others comes they are done, and their own task ends at once.
    """
    waiting = DocumentVersion.objects.waiting()
    if waiting.filter(pk=version_id).exists():
        others = waiting.exclude(pk=version_id).order_by("pk").values_list("pk", flat=True)
        pipeline.process_versions([version_id, *others[: pipeline.CONVERT_TOGETHER - 1]])


def read_now_or_later(version_id: int) -> None:
    """After an upload: the quick part at once, the rest in the background."""
    version = DocumentVersion.objects.select_related("blob").get(pk=version_id)
    if not pipeline.read_at_once(version):
        process_waiting.enqueue(version_id)
