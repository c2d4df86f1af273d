"""The desk greets and shows each person only what is theirs."""

import pytest

from intranet.pages.views import greeting
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("hour", "words"), [(7, "morning"), (13, "morning"), (14, "afternoon"), (20, "evening")])
def test_the_greeting_follows_the_clock(hour, words, town):
    from django.utils import translation

    with translation.override("en"):
        assert words in greeting(make_person("marta.soler"), hour)


def test_the_desk_shows_what_is_to_read_and_the_news(signed_in, clerk, procedure, news):
    html = signed_in(clerk).get("/").content.decode()
    assert "Alta al padró" in html
    assert "Tanquem a les dues" in html


def test_a_stranger_gets_an_empty_desk_that_teaches(signed_in, stranger, procedure, news):
    html = signed_in(stranger).get("/").content.decode()
    assert "Alta al padró" not in html
    assert "Tanquem a les dues" not in html
    assert "empty-state" in html


def test_the_accessibility_statement_is_open_to_visitors(client, town):
    """L33: linked from every page, the sign-in included."""
    assert client.get("/accessibilitat/").status_code == 200
    assert "/accessibilitat/" in client.get("/entra/").content.decode()
