"""What only a server can do: be away, be shared by several machines, and bring the forms of words together itself."""

import time

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.urls import reverse

from search import consumer, health, outbox
from search.analysis import clean_text
from search.engines import elasticsearch_locks, get_engine
from search.engines.base import EngineBusy, EngineDown, EngineUnavailable
from search.engines.elasticsearch import ElasticsearchEngine
from search.models import OutboxEntry
from search.query import parse_query
from tests.factories import give, make_person, make_scope
from tests.search.conftest import ELASTICSEARCH, PUBLIC, entry
from tests.search.test_analysis import FAMILIES, SAME_WORDS, SPANISH_FAMILIES

NOBODY_HOME = "http://127.0.0.1:9"


@pytest.fixture
def away(settings, index_folder):
    """The engine of an installation whose server is down."""
    settings.SEARCH_ENGINE = ELASTICSEARCH
    settings.SEARCH_ELASTICSEARCH_URL = NOBODY_HOME
    return get_engine()


def found(engine, text: str, scopes=(PUBLIC,)) -> list[int]:
    return [hit.pk for hit in engine.search(parse_query({"q": text}), scopes).hits]


def forms(engine, language: str, text: str) -> tuple[str, ...]:
    answer = engine.client.indices.analyze(index=engine.alias, analyzer=f"casagran_{language}", text=clean_text(text))
    return tuple(token["token"] for token in answer["tokens"])


# --- Words (R19) ---------------------------------------------------------------------------------


def test_the_server_brings_the_forms_of_a_word_together(elasticsearch):
    elasticsearch.rebuild([], reason="test")
    for language, families in (("ca", FAMILIES), ("es", SPANISH_FAMILIES)):
        for family in families:
            assert set.intersection(*(set(forms(elasticsearch, language, word)) for word in family.split())), family


def test_the_server_reads_elision_pronouns_and_geminates(elasticsearch):
    elasticsearch.rebuild([], reason="test")
    for written, exact in SAME_WORDS:
        assert forms(elasticsearch, "ca", written) == forms(elasticsearch, "ca", exact)
    assert set(forms(elasticsearch, "ca", "la casa de la vila")) == {"cas", "vil"}


def test_a_stem_that_says_too_little_is_not_used(elasticsearch):
    """`dosier` must not be known for ending like `dos`: then nobody would be told how it is written."""
    elasticsearch.rebuild([], reason="test")
    assert set(forms(elasticsearch, "ca", "dosier")) == {"dosier"}


# --- A server that is away -----------------------------------------------------------------------


def test_a_server_that_is_down_is_said_and_asked_again(away):
    with pytest.raises(EngineDown):
        away.search(parse_query({"q": "ban"}), {PUBLIC})
    with pytest.raises(EngineDown):
        away.problem()
    assert away.health()["ok"] is False
    assert "does not answer" in away.health()["problem"]


@pytest.mark.django_db
def test_a_person_reads_a_sentence_when_the_server_is_down(away, town, signed_in, settings):
    settings.SEARCH_SYNCHRONOUS = False
    person = make_person("anna.riba")
    give(person, make_scope(name="Casa"))
    client = signed_in(person)
    answer = client.get(reverse("search:results"), {"q": "ban"}, headers={"Accept": "application/json"})
    assert answer.status_code == 503
    assert answer.json()["error"]
    assert client.get(reverse("search:results"), {"q": "ban"}).status_code == 503
    assert client.get(reverse("search:suggestions"), {"q": "ban"}).json() == []


@pytest.mark.django_db(transaction=True)
def test_what_changes_while_the_server_is_down_waits_for_it(things, elasticsearch, settings):
    settings.SEARCH_ELASTICSEARCH_URL, there = NOBODY_HOME, settings.SEARCH_ELASTICSEARCH_URL
    elasticsearch.__dict__.pop("client", None), elasticsearch.__dict__.pop("generations", None)
    thing = things.add("Ban")
    outbox.touch("thing", [thing.pk])
    assert OutboxEntry.objects.count() == 1
    assert health()["ok"] is False
    settings.SEARCH_ELASTICSEARCH_URL = there
    elasticsearch.__dict__.pop("client", None), elasticsearch.__dict__.pop("generations", None)
    consumer.deliver()
    assert found(elasticsearch, "ban") == [thing.pk]
    assert not OutboxEntry.objects.exists()


def test_a_rebuild_without_a_server_is_refused_with_a_sentence(away, db):
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("reindex")


def test_an_address_that_is_none_is_an_error_at_the_start(settings):
    settings.SEARCH_ELASTICSEARCH_URL = "no address"
    assert "search.E003" in [error.id for error in run_checks(tags=["search"])]


# --- An index that several machines share --------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_an_index_deleted_on_the_server_mends_itself_and_says_so(things, elasticsearch):
    thing = things.add("Ban")
    outbox.touch("thing", [thing.pk])
    elasticsearch.client.indices.delete(index=elasticsearch.generations.current())
    with pytest.raises(EngineUnavailable):
        found(elasticsearch, "ban")
    assert health()["ok"] is False
    consumer.deliver()
    assert found(elasticsearch, "ban") == [thing.pk]
    assert "no index on the server" in health()["built_because"]


def test_another_machine_sees_a_delivery_at_once(elasticsearch):
    elasticsearch.rebuild([], reason="test")
    other = ElasticsearchEngine()
    with elasticsearch.exclusive():
        elasticsearch.write([entry(1, "Ban")])
        with pytest.raises(EngineBusy), other.exclusive():
            pass
    assert found(other, "ban") == [1]
    other.client.close()


def test_who_slept_past_its_lock_neither_writes_on_nor_frees_it_for_others(elasticsearch, monkeypatch):
    monkeypatch.setattr(elasticsearch_locks, "LEASE_SECONDS", 0.2)
    asleep, awake = elasticsearch._lock("writer"), elasticsearch._lock("writer")
    with asleep.held():
        time.sleep(0.3)
        monkeypatch.setattr(elasticsearch_locks, "LEASE_SECONDS", 60)
        with awake.held():
            with pytest.raises(EngineBusy):
                asleep.renew(generation="mine")
            asleep._release()
            assert awake.read()["owner"] == awake.owner


def test_the_lock_of_a_machine_that_died_runs_out(elasticsearch, monkeypatch):
    monkeypatch.setattr(elasticsearch_locks, "LEASE_SECONDS", 3)
    dead = elasticsearch._lock("writer").held()
    dead.__enter__()
    with pytest.raises(EngineBusy), elasticsearch.exclusive():
        pass
    with elasticsearch.exclusive(wait=10), pytest.raises(EngineBusy), elasticsearch.exclusive():
        pass


def test_a_rebuild_drops_what_a_broken_one_left(elasticsearch):
    left = elasticsearch.generations.create()
    elasticsearch.rebuild([entry(1, "Ban")], reason="test")
    current = elasticsearch.generations.current()
    assert current != left
    assert elasticsearch.generations.others(current) == []


def test_thousands_of_scopes_are_one_filter_and_a_revoked_one_closes_at_once(elasticsearch):
    elasticsearch.rebuild((entry(pk, "Ban", scope=pk) for pk in range(1, 1_201)), reason="test")
    scopes = set(range(1, 1_101))
    assert elasticsearch.search(parse_query({"q": "ban"}), scopes).total == 1_100
    began = time.monotonic()
    assert elasticsearch.search(parse_query({"q": "ban"}), scopes - {7}).total == 1_099
    assert time.monotonic() - began < 1
