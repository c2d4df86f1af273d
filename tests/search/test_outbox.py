"""The promise that index and database do not drift: the outbox, its consumer and their accidents."""

import threading
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from search import consumer, health, outbox
from search.engines import get_engine
from search.engines.tantivy import TantivyEngine
from search.models import OutboxEntry
from search.query import parse_query
from tests.search.conftest import PUBLIC

pytestmark = pytest.mark.django_db(transaction=True)


def found(text: str) -> list[int]:
    return [hit.pk for hit in get_engine().search(parse_query({"q": text}), {PUBLIC}).hits]


@pytest.fixture
def unattended(settings):
    """Nobody delivers on commit: what the house is after a crash."""
    settings.SEARCH_SYNCHRONOUS = False


def test_a_change_is_found_as_soon_as_it_is_committed(things):
    with transaction.atomic():
        thing = things.add("Ban de la festa major")
        outbox.touch("thing", [thing.pk])
        assert OutboxEntry.objects.count() == 1
    assert found("festa") == [thing.pk]
    assert not OutboxEntry.objects.exists()


def test_a_change_that_is_rolled_back_leaves_nothing(things):
    with pytest.raises(DatabaseError), transaction.atomic():
        outbox.touch("thing", [things.add("Ban").pk])
        raise DatabaseError
    assert not OutboxEntry.objects.exists()
    consumer.deliver()
    assert found("ban") == []


def test_what_was_not_delivered_before_a_crash_is_delivered_after_it(things, unattended):
    thing = things.add("Ban")
    outbox.touch("thing", [thing.pk])
    assert consumer.deliver() == 1
    things.change(thing, "Edicte")
    outbox.touch("thing", [thing.pk])
    assert found("edicte") == []
    assert consumer.deliver() == 1
    assert found("edicte") == [thing.pk]


def test_a_crash_between_index_and_database_repeats_the_delivery_without_harm(things, unattended, monkeypatch):
    thing = things.add("Ban")
    outbox.touch("thing", [thing.pk])
    written = TantivyEngine.write

    def write_and_crash(self, entries, deleted_ids=()):
        written(self, entries, deleted_ids)
        raise SystemExit

    with monkeypatch.context() as accident, pytest.raises(SystemExit):
        accident.setattr(TantivyEngine, "write", write_and_crash)
        consumer.deliver()
    assert OutboxEntry.objects.count() == 1
    consumer.deliver()
    assert found("ban") == [thing.pk]
    assert get_engine().count() == 1


def test_rows_written_while_a_batch_is_delivered_are_kept(things, unattended, monkeypatch):
    first, second = things.add("Ban primer"), things.add("Ban segon")
    consumer.deliver()
    outbox.touch("thing", [first.pk])
    written = TantivyEngine.write

    def write_while_others_work(self, entries, deleted_ids=()):
        written(self, entries, deleted_ids)
        if OutboxEntry.objects.filter(object_pk=first.pk).exists():
            outbox.touch("thing", [second.pk])

    monkeypatch.setattr(TantivyEngine, "write", write_while_others_work)
    assert consumer.deliver() == 2


def test_what_is_deleted_leaves_the_index(things):
    thing = things.add("Ban")
    outbox.touch("thing", [thing.pk])
    things.remove(thing)
    outbox.touch("thing", [thing.pk])
    assert found("ban") == []
    assert get_engine().count() == 0


def test_an_object_of_an_app_that_is_gone_leaves_the_index(things, only_things):
    thing = things.add("Ban")
    outbox.touch("thing", [thing.pk])
    from search import sources

    sources.unregister("thing")
    outbox.touch("thing", [thing.pk])
    assert get_engine().count() == 0


def test_touching_thousands_takes_few_queries(things, unattended, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):  # SQLite takes 250 rows in one statement, PostgreSQL a thousand
        outbox.touch("thing", range(1, 10_001))
    assert OutboxEntry.objects.count() == 10_000


def test_the_same_object_touched_often_is_written_once(things, unattended, monkeypatch):
    thing = things.add("Ban")
    consumer.deliver()
    sizes = []
    written = TantivyEngine.write

    def count_and_write(self, entries, deleted_ids=()):
        entries = list(entries)
        sizes.append(len(entries))
        written(self, entries, deleted_ids)

    monkeypatch.setattr(TantivyEngine, "write", count_and_write)
    for _ in range(5):
        outbox.touch("thing", [thing.pk])
    assert consumer.deliver() == 5
    assert sizes == [1]


def test_one_object_that_cannot_be_read_does_not_hold_the_others(things, unattended):
    good, bad, other = things.add("Ban bo"), things.add("Ban dolent"), things.add("Ban bo també")
    consumer.deliver()
    things.things[bad.pk] = None
    outbox.touch("thing", [good.pk, bad.pk, other.pk])
    for _ in range(3):
        with pytest.raises(AttributeError):
            consumer.deliver()
    assert list(OutboxEntry.objects.values_list("object_pk", flat=True)) == [bad.pk]
    assert health()["failing"] == 1


def test_while_another_writes_the_work_is_left_to_it(things, unattended):
    outbox.touch("thing", [things.add("Ban").pk])
    get_engine().rebuild([], reason="test")
    with get_engine().exclusive():
        assert consumer.deliver() == 0
    assert consumer.deliver() == 1


def test_the_thread_of_the_house_delivers_by_itself(things, unattended):
    thread = consumer.start()
    try:
        assert consumer.start() is thread
        thing = things.add("Ban")
        outbox.touch("thing", [thing.pk])
        delivered = threading.Event()
        for _ in range(200):
            if not OutboxEntry.objects.exists():
                break
            delivered.wait(0.02)
        assert found("ban") == [thing.pk]
        assert health()["consumer"] == {"running": True, "last_error": ""}
    finally:
        thread.stop()
        thread.join()


def test_reindex_builds_everything_anew(things, unattended, capsys):
    thing = things.add("Ban")
    call_command("reindex")
    assert found("ban") == [thing.pk]
    assert "1 entries" in capsys.readouterr().out


def test_search_check_finds_and_repairs_what_drifted(things, unattended, capsys):
    kept, lost, gone, moved = (things.add("Ban") for _ in range(4))
    call_command("reindex")
    things.things[moved.pk] = replace(moved, scope_id=9)
    with get_engine().exclusive():
        get_engine().write([], [lost.id])
    things.remove(gone)
    with pytest.raises(CommandError, match="3 differences"):
        call_command("search_check")
    out = capsys.readouterr().out
    assert lost.id in out
    assert gone.id in out
    assert f"1 in the index as they no longer are: {moved.id}" in out
    call_command("search_check", "--repair")
    assert sorted(found("ban")) == [kept.pk, lost.pk]
    assert get_engine().search(parse_query({"q": "ban"}), {9}).total == 1
    call_command("search_check")
    assert "agree on 3 objects" in capsys.readouterr().out
