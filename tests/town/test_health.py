"""The health page tells visitors whether, and people of the house what."""

import pytest
from django.core.management import CommandError, call_command

from search import indexing
from search.engines import get_engine

pytestmark = pytest.mark.django_db


@pytest.fixture
def healthy(town):
    get_engine().rebuild(indexing.all_entries(), reason="test")


def test_visitors_learn_only_whether_it_works(client, healthy):
    answer = client.get("/salut/")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True}


def test_people_of_the_house_see_the_parts(signed_in, stranger, healthy):
    parts = signed_in(stranger).get("/salut/").json()["parts"]
    assert set(parts) == {"database", "disk", "search", "documents"}


def test_an_index_that_is_gone_shows(client, town):
    assert client.get("/salut/").status_code == 503
    with pytest.raises(CommandError, match="search"):
        call_command("health")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_for_looking(client, town, method):
    assert getattr(client, method)("/salut/").status_code == 405


def test_head_has_no_body(client, healthy):
    answer = client.head("/salut/")
    assert answer.content == b""
