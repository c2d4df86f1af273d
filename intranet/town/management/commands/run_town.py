import os

import waitress
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from intranet.people.models import Municipality
from intranet.town import background

THREADS = 8


class Command(BaseCommand):
    help = "Prepare the database, load the demo town at the first start, and serve: web and worker in one process."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *args, host, port, **options):
        self._prepare()
        application = get_wsgi_application()
        background.start()
        if settings.DEMO_TOWN:
            call_command("demo_people", stdout=self.stdout)
        self.stdout.write(f"\nCasa Gran: http://{host}:{port}/   (Ctrl-C to stop)\n")
        self.stdout.flush()
        waitress.serve(application, host=host, port=port, threads=THREADS, ident="", _quiet=True)

    def _prepare(self) -> None:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database…")
            call_command("migrate", verbosity=0)
        if settings.DEMO_TOWN and not Municipality.objects.exists():
            call_command("load_demo", stdout=self.stdout)
