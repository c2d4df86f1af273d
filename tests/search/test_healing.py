"""A deleted or damaged index mends itself from the database, and says so."""

import shutil
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from search import consumer, health, outbox
from search.engines import get_engine
from search.engines.base import EngineUnavailable
from search.query import parse_query
from tests.search.conftest import PUBLIC

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ban(things):
    thing = things.add("Ban", "Text del ban")
    outbox.touch("thing", [thing.pk])
    return thing


def ask() -> list[int]:
    return [hit.pk for hit in get_engine().search(parse_query({"q": "ban"}), {PUBLIC}).hits]


def live_generation(folder: Path) -> Path:
    return folder / (folder / "CURRENT").read_text()


def whole_folder(folder: Path) -> None:
    shutil.rmtree(folder)


def the_generation(folder: Path) -> None:
    shutil.rmtree(live_generation(folder))


def the_pointer(folder: Path) -> None:
    (folder / "CURRENT").unlink()


def a_strange_pointer(folder: Path) -> None:
    (folder / "CURRENT").write_bytes(b"../../\xff")


def an_older_version(folder: Path) -> None:
    generation = live_generation(folder)
    generation.rename(folder / "v0-1")
    (folder / "CURRENT").write_text("v0-1")


def its_list_of_files(folder: Path) -> None:
    (live_generation(folder) / "meta.json").write_text("{")


def _cut(suffix: str):
    def cut(folder: Path) -> None:
        path = next(live_generation(folder).glob(f"*{suffix}"))
        path.write_bytes(path.read_bytes()[:7])

    cut.__name__ = f"cut_{suffix[1:]}"
    return cut


ACCIDENTS = [
    whole_folder,
    the_generation,
    the_pointer,
    a_strange_pointer,
    an_older_version,
    its_list_of_files,
    *map(_cut, (".idx", ".term", ".store", ".fast")),
]


def restart() -> None:
    """As a new process finds the folder: with nothing of it in memory."""
    from search import engines

    engines._engine.cache_clear()


@pytest.mark.parametrize("accident", ACCIDENTS, ids=lambda accident: accident.__name__)
def test_a_broken_index_refuses_then_mends_itself_and_says_so(ban, index_folder, accident):
    assert ask() == [ban.pk]
    accident(index_folder)
    restart()
    with pytest.raises(EngineUnavailable):
        ask()
    assert health()["ok"] is False
    consumer.deliver()
    assert ask() == [ban.pk]
    assert health()["ok"] is True
    assert health()["built_because"]


def test_a_folder_deleted_under_a_running_process_is_noticed(ban, index_folder):
    assert ask() == [ban.pk]
    shutil.rmtree(index_folder)
    with pytest.raises(EngineUnavailable):
        ask()
    consumer.deliver()
    assert ask() == [ban.pk]
    assert "no readable index" in health()["built_because"]


def test_a_change_mends_a_missing_index_with_everything_in_it(ban, things, index_folder):
    shutil.rmtree(index_folder)
    other = things.add("Ban nou")
    outbox.touch("thing", [other.pk])
    assert sorted(ask()) == [ban.pk, other.pk]


def test_search_check_reads_every_byte(ban, index_folder):
    path = next(live_generation(index_folder).glob("*.store"))
    content = bytearray(path.read_bytes())
    content[3] ^= 0xFF
    path.write_bytes(content)
    restart()
    with pytest.raises(CommandError, match="damaged"):
        call_command("search_check")
    call_command("search_check", "--repair")
    assert ask() == [ban.pk]


def test_another_process_sees_a_commit_at_once(ban, things, index_folder):
    other_process = type(get_engine())(index_folder)
    assert other_process.count() == 1
    outbox.touch("thing", [things.add("Ban nou").pk])
    assert other_process.count() == 2
    get_engine().rebuild([], reason="test")
    assert other_process.count() == 0


def test_a_folder_that_cannot_be_written_is_an_error_at_the_start(settings, tmp_path):
    file = tmp_path / "file"
    file.touch()
    settings.SEARCH_INDEX_DIR = file / "index"
    assert [error.id for error in run_checks(tags=["search"])] == ["search.E001"]


def test_an_engine_that_does_not_exist_is_an_error_at_the_start(settings):
    settings.SEARCH_ENGINE = "search.engines.none.Engine"
    assert [error.id for error in run_checks(tags=["search"])] == ["search.E002"]
