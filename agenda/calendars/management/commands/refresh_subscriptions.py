from django.core.management.base import BaseCommand

from agenda.calendars.intake import subscriptions


class Command(BaseCommand):
    help = "Read the outside calendars again. Run it hourly where no web process does."

    def handle(self, **options) -> None:
        waiting = subscriptions.due()
        read = sum(subscriptions.refresh(pk) for pk in waiting)
        self.stdout.write(f"{read} of {len(waiting)} outside calendars read.")
