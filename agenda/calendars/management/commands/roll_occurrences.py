from django.core.management.base import BaseCommand

from agenda.calendars import expansion


class Command(BaseCommand):
    help = (
        "Write out the repeating events that come near the end of their window. Run it daily; repeating is harmless."
    )

    def handle(self, **options) -> None:
        count = expansion.roll()
        self.stdout.write(f"{count} series extended.")
