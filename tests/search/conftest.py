"""An index of its own for each test, and a source of things that no real app owns."""

import datetime
import secrets
from collections.abc import Iterable, Iterator

import pytest
from django.contrib.auth.models import Group

from search import sources
from search.engines import get_engine
from search.sources import SearchEntry, Source
from tests.conftest import absent
from tests.factories import give, make_person, make_scope

PUBLIC = 1
TANTIVY = "search.engines.tantivy.TantivyEngine"
ELASTICSEARCH = "search.engines.elasticsearch.ElasticsearchEngine"
ENGINES = [pytest.param(TANTIVY, id="tantivy"), pytest.param(ELASTICSEARCH, id="elasticsearch")]


def entry(pk: int = 1, title: str = "", body: str = "", *, scope: int = PUBLIC, type: str = "thing", **fields):
    fields.setdefault("date", datetime.date(2024, 5, 6))
    fields.setdefault("year", fields["date"].year if fields["date"] else None)
    return SearchEntry(type=type, pk=pk, scope_id=scope, title=title, body=body, url=f"/thing/{pk}/", **fields)


class ThingSource(Source):
    """Entries kept in memory; the rows behind them are groups, the plainest table of Django."""

    key = "thing"
    label = "Coses"

    def __init__(self, key: str = "thing") -> None:
        self.key = key
        self.things: dict[int, SearchEntry] = {}

    def add(self, title: str, body: str = "", **fields) -> SearchEntry:
        row = Group.objects.create(name=f"{self.key} {len(self.things)}")
        self.things[row.pk] = entry(row.pk, title, body, type=self.key, **fields)
        return self.things[row.pk]

    def change(self, thing: SearchEntry, title: str, body: str = "") -> None:
        self.things[thing.pk] = entry(thing.pk, title, body, type=self.key, scope=thing.scope_id)

    def remove(self, thing: SearchEntry) -> None:
        Group.objects.filter(pk=thing.pk).delete()

    def queryset(self):
        return Group.objects.filter(pk__in=self.things)

    def entries(self, pks: Iterable[int]) -> Iterator[SearchEntry]:
        for pk in self.queryset().filter(pk__in=pks).values_list("pk", flat=True):
            yield self.things[pk]


@pytest.fixture(autouse=True)
def index_folder(tmp_path, settings):
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    return settings.SEARCH_INDEX_DIR


@pytest.fixture
def elasticsearch(settings, index_folder):
    """Elasticsearch as the engine, with an index of this test's own on the server."""
    if not settings.SEARCH_ELASTICSEARCH_URL:
        absent("Elasticsearch (CASAGRAN_TEST_ELASTICSEARCH_URL)")
    settings.SEARCH_ENGINE = ELASTICSEARCH
    settings.SEARCH_ELASTICSEARCH_INDEX = f"casagran-test-{secrets.token_hex(6)}"
    engine = get_engine()
    yield engine
    indexes = engine.client.indices.get(index=f"{engine.alias}-*", features="aliases")
    engine.client.indices.delete(index=list(indexes) or ["none"], ignore_unavailable=True)
    engine.client.close()


@pytest.fixture(params=ENGINES)
def engine(request, settings, index_folder):
    """Each engine of the house, with an empty index: what is proved here is proved of all of them."""
    settings.SEARCH_ENGINE = request.param
    if request.param == ELASTICSEARCH:
        request.getfixturevalue("elasticsearch")
    engine = get_engine()
    engine.rebuild([], reason="test")
    return engine


@pytest.fixture(autouse=True)
def only_things(monkeypatch):
    """The registry without the sources of the real apps."""
    monkeypatch.setattr(sources, "_registry", {})


@pytest.fixture
def things():
    source = ThingSource()
    sources.register(source)
    return source


@pytest.fixture
def hall(town):
    """What the people of the house read."""
    return make_scope(name="Casa")


@pytest.fixture
def clerk(hall):
    person = make_person("aina.clar")
    give(person, hall)
    return person
