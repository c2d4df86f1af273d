import time

from django.core.management.base import BaseCommand, CommandError

from intranet.people.models import Municipality
from intranet.town.loading import credentials, load_demo


class Command(BaseCommand):
    help = "Fill an empty installation with the demo town Vilaexemple (demo settings only)."

    def handle(self, *args, **options):
        credentials.require_demo()
        if Municipality.objects.exists():
            raise CommandError("There is a town here already.")
        start = time.monotonic()
        self.stdout.write("Building Vilaexemple: people, documents, agenda, meetings…")
        index = load_demo()
        self.stdout.write(
            f"Vilaexemple stands: {len(index.people)} people, {len(index.documents)} documents, "
            f"{len(index.meetings)} meetings, in {time.monotonic() - start:.0f} s."
        )
