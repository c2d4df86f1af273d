from django.core.management.base import BaseCommand, CommandError

from search import consumer, indexing, sources
from search.engines import get_engine
from search.engines.base import EngineBusy, EngineDown


class Command(BaseCommand):
    help = "Build the search index anew beside the live one, and switch to it when it is complete."

    def handle(self, *args, **options) -> None:
        total = sum(source.queryset().count() for source in sources.all_sources())
        self.stdout.write(f"Indexing {total} objects of {len(sources.all_sources())} kinds")
        try:
            count = get_engine().rebuild(
                indexing.all_entries(), reason="manage.py reindex", progress=lambda done: self._show(done, total)
            )
        except EngineBusy as error:
            raise CommandError("Another rebuild is under way; wait for it to end.") from error
        except EngineDown as error:
            raise CommandError(f"Nothing was changed: {error}. Start it, or correct its address.") from error
        consumer.deliver()
        self.stdout.write(self.style.SUCCESS(f"The new index is live with {count} entries"))

    def _show(self, done: int, total: int) -> None:
        self.stdout.write(f"\r{done} of {total} ({100 * done // max(total, 1)} %)", ending="")
        self.stdout.flush()
