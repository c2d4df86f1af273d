from collections import defaultdict
from collections.abc import Iterable

from django.core.management.base import BaseCommand, CommandError

from search import consumer, indexing, outbox
from search.engines import get_engine
from search.engines.base import EngineUnavailable

SHOWN = 10


class Command(BaseCommand):
    help = "Compare the search index with the database and, with --repair, bring them together."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--repair", action="store_true", help="announce every difference through the outbox")

    def handle(self, *args, repair: bool, **options) -> None:
        engine = get_engine()
        try:
            if problem := engine.verify():
                raise EngineUnavailable(problem)
            indexed = engine.ids()
        except EngineUnavailable as unavailable:
            self._mend(engine, str(unavailable), repair=repair)
            return
        expected = indexing.all_ids()
        self._compare(expected - indexed, indexed - expected, len(expected), repair=repair)

    def _mend(self, engine, problem: str, *, repair: bool) -> None:
        if not repair:
            raise CommandError(f"The index cannot be read: {problem}. Run again with --repair.")
        consumer.heal(engine, problem)
        self.stdout.write(self.style.SUCCESS("The index was rebuilt"))

    def _compare(self, missing: set[str], surplus: set[str], total: int, *, repair: bool) -> None:
        self._show("in the database but not in the index", missing)
        self._show("in the index but not in the database", surplus)
        if not missing and not surplus:
            self.stdout.write(self.style.SUCCESS(f"Index and database agree on {total} objects"))
        elif repair:
            self._announce(missing | surplus)
        else:
            raise CommandError(f"{len(missing) + len(surplus)} differences. Run again with --repair.")

    def _show(self, what: str, ids: set[str]) -> None:
        if ids:
            examples = ", ".join(sorted(ids)[:SHOWN])
            self.stdout.write(f"{len(ids)} {what}: {examples}{' …' if len(ids) > SHOWN else ''}")

    def _announce(self, ids: Iterable[str]) -> None:
        by_source: dict[str, list[int]] = defaultdict(list)
        for entry_id in ids:
            source, _, pk = entry_id.rpartition(":")
            by_source[source].append(int(pk))
        for source, pks in by_source.items():
            outbox.touch(source, pks)
        consumer.deliver()
        self.stdout.write(self.style.SUCCESS("Every difference was announced and delivered"))
