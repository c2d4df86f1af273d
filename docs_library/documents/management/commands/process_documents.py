from django.core.management.base import BaseCommand, CommandParser

from docs_library.documents.models import DocumentVersion
from docs_library.documents.processing import pipeline

UNFINISHED = {"pending"}
WANTING = {"pending", "failed", "no_program"}


class Command(BaseCommand):
    """Read what waits, and again what failed or wanted a program that has been installed since."""

    help = "Reads and renders the documents that wait; with --again also those that failed or wanted a program."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="also what failed or wanted a program")

    def handle(self, *, again: bool, **options) -> None:
        wanted = DocumentVersion.objects.in_state(*(WANTING if again else UNFINISHED))
        ids = list(wanted.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), pipeline.CONVERT_TOGETHER):
            pipeline.process_versions(ids[start : start + pipeline.CONVERT_TOGETHER])
            self.stdout.write(f"{min(start + pipeline.CONVERT_TOGETHER, len(ids))} / {len(ids)}")
