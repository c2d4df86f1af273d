from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from agenda.calendars.errors import AgendaError
from agenda.calendars.intake import planning, reading, taking, words
from agenda.calendars.models import Calendar, Visibility


class Command(BaseCommand):
    help = "Bring the events of a calendar file (.ics) into a calendar. The same file twice changes nothing."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--calendar", required=True, help="name of the calendar")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")

    def handle(self, *, file: Path, calendar: str, dry_run: bool, **options) -> None:
        found = Calendar.objects.filter(name=calendar).first()
        if found is None:
            raise CommandError(f"There is no calendar called {calendar!r}.")
        with translation.override("en"):
            try:
                self._take(found, file.read_bytes(), dry_run)
            except (OSError, AgendaError) as problem:
                raise CommandError(str(problem)) from problem

    def _take(self, calendar: Calendar, source: bytes, dry_run: bool) -> None:
        contents = reading.read(source)
        steps = planning.plan(None, calendar, contents)
        if not dry_run:
            taking.take(None, calendar, steps, allowed=Visibility.values)
        report = planning.report(steps, contents)
        self.stdout.write(words.sentence(report, is_done=not dry_run))
        for title, reason in report["left_out"]:
            self.stdout.write(f"  {title}: {reason}")
