"""`manage.py import_classification FILE [--dry-run]`: a classification table from CSV or XLSX."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from docs_library.classification.importer import Report, import_rows
from docs_library.classification.models import ClassificationScheme
from docs_library.classification.tables import UnreadableTable, read_table
from intranet.people.querysets import local_day


class Command(BaseCommand):
    help = "Import a classification table (CSV or XLSX): code, title, parent, is_series, note, valid_to, successor."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--scheme", default="QdCM", help="name of the table")
        parser.add_argument("--table-version", default="1", help="version of the table")
        parser.add_argument("--official", action="store_true", help="it is the official table, not a sample")
        parser.add_argument("--close-absent", action="store_true", help="close the classes that the file lacks")

    def handle(self, *args, file: Path, **options) -> None:
        rows = self._rows(file)
        with transaction.atomic():
            report = import_rows(rows, self._scheme(options), close_absent=options["close_absent"])
            transaction.set_rollback(options["dry_run"])
        self._tell(report, options["dry_run"])

    def _rows(self, file: Path) -> list:
        try:
            return read_table(file)
        except OSError as error:
            raise CommandError(_("%(file)s cannot be opened.") % {"file": file}) from error
        except UnreadableTable as error:
            raise CommandError(str(error)) from error

    def _scheme(self, options: dict) -> ClassificationScheme:
        scheme, _created = ClassificationScheme.objects.get_or_create(
            name=options["scheme"],
            version=options["table_version"],
            defaults={"valid_from": local_day(), "is_official": options["official"]},
        )
        return scheme

    def _tell(self, report: Report, dry_run: bool) -> None:
        for refusal in report.refused:
            where = _("Row %(line)d, %(code)s") % {"line": refusal.line, "code": refusal.code or "–"}
            self.stdout.write(self.style.WARNING(f"{where}: {refusal.reason}"))
        counts = {name: len(getattr(report, name)) for name in vars(report)}
        self.stdout.write(
            _(
                "%(created)d created, %(updated)d updated, %(closed)d closed, %(unchanged)d unchanged, "
                "%(absent)d absent from the file, %(refused)d rows refused."
            )
            % counts
        )
        if dry_run:
            self.stdout.write(_("Nothing was changed: this was a rehearsal."))
