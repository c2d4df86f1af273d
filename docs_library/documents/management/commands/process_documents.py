from django.core.management.base import BaseCommand, CommandError, CommandParser

from docs_library.documents.models import DocumentVersion
from docs_library.documents.processing import ocr, pipeline

UNFINISHED = {"pending"}
WANTING = {"pending", "failed", "no_program"}


class Command(BaseCommand):
    """Read what waits, and again what failed or wanted a program that has been installed since."""

    help = (
        "Reads and renders the documents that wait; with --again also those that failed or wanted a program, with "
        "--scans also scans read before the places of their words were kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="also what failed or wanted a program")
        parser.add_argument("--scans", action="store_true", help="also scans without the places of their words")

    def handle(self, *, again: bool, scans: bool, **options) -> None:
        wanted = DocumentVersion.objects.in_state(*(WANTING if again else UNFINISHED))
        ids = set(wanted.values_list("pk", flat=True))
        if scans:
            if not ocr.can_read():
                # To read them again without it would empty them.
                raise CommandError("Scans are read again with Tesseract, which is not installed: nothing was changed.")
            ids.update(DocumentVersion.objects.without_places().values_list("pk", flat=True))
        self._process(sorted(ids))

    def _process(self, ids: list[int]) -> None:
        for start in range(0, len(ids), pipeline.CONVERT_TOGETHER):
            pipeline.process_versions(ids[start : start + pipeline.CONVERT_TOGETHER])
            self.stdout.write(f"{min(start + pipeline.CONVERT_TOGETHER, len(ids))} / {len(ids)}")
