from django.core.management.base import BaseCommand

from intranet.town import seeding


class Command(BaseCommand):
    help = "Add a synthetic town of any size, the same for the same seed. Run `reindex` afterwards."

    def add_arguments(self, parser):
        size = seeding.Size()
        parser.add_argument("--documents", type=int, default=size.documents)
        parser.add_argument("--events", type=int, default=size.events)
        parser.add_argument("--case-files", type=int, default=size.case_files)
        parser.add_argument("--exceptions", type=int, default=size.exceptions, help="scopes of exception")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args, documents, events, case_files, exceptions, seed, **options):
        size = seeding.Size(documents=documents, events=events, case_files=case_files, exceptions=exceptions)
        seeding.seed(size, number=seed, say=self.stdout.write)
