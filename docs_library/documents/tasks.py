"""Background work of the documents."""

from django_tasks import task

from docs_library.documents.models import DocumentVersion
from docs_library.documents.processing import pipeline


@task(priority=10)
def process_version(version_id: int) -> None:
    """Read and render one version. Can be enqueued again at any time: the result is the same."""
    pipeline.process_versions([version_id])


def read_now_or_later(version_id: int) -> None:
    """After an upload: the quick part at once, the rest in the background."""
    version = DocumentVersion.objects.select_related("blob").get(pk=version_id)
    if not pipeline.read_at_once(version):
        process_version.enqueue(version_id)
