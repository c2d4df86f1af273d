from collections import defaultdict
from collections.abc import Iterable, Mapping

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
            indexed = engine.digests()
        except EngineUnavailable as unavailable:
            self._mend(engine, str(unavailable), repair=repair)
            return
        self._compare(indexing.all_digests(), indexed, repair=repair)

    def _mend(self, engine, problem: str, *, repair: bool) -> None:
        if not repair:
            raise CommandError(f"The index cannot be read: {problem}. Run again with --repair.")
        consumer.heal(engine, problem)
        self.stdout.write(self.style.SUCCESS("The index was rebuilt"))

    def _compare(self, expected: Mapping[str, str], indexed: Mapping[str, str], *, repair: bool) -> None:
        missing, surplus = expected.keys() - indexed.keys(), indexed.keys() - expected.keys()
        stale = {entry_id for entry_id in expected.keys() & indexed.keys() if expected[entry_id] != indexed[entry_id]}
        self._show("in the database but not in the index", missing)
        self._show("in the index but not in the database", surplus)
        self._show("in the index as they no longer are", stale)
        differences = missing | surplus | stale
        if not differences:
            self.stdout.write(self.style.SUCCESS(f"Index and database agree on {len(expected)} objects"))
        elif repair:
            self._announce(differences)
        else:
            raise CommandError(f"{len(differences)} differences. Run again with --repair.")

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
