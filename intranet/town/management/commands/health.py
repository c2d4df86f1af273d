import json

from django.core.management.base import BaseCommand, CommandError

from intranet.town.health import report


class Command(BaseCommand):
    help = "Print the state of every part as JSON; fails when one that must work does not."

    def handle(self, *args, **options):
        parts = report()
        self.stdout.write(json.dumps(parts, indent=2, ensure_ascii=False))
        if broken := [name for name, part in parts.items() if not part["ok"]]:
            raise CommandError(f"Not working: {', '.join(broken)}.")
