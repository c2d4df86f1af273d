from django.core.management.base import BaseCommand, CommandError

from intranet.access import audit
from intranet.access.models import AuditEvent


class Command(BaseCommand):
    help = "Check the chain of the access record (L30)."

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["verify"])

    def handle(self, *args, action, **options):
        if broken := audit.verify():
            raise CommandError(f"Broken link at event {broken.event_id}: {broken.reason}.")
        self.stdout.write(f"{AuditEvent.objects.count()} events, chain unbroken.")
