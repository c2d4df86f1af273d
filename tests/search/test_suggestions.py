"""What is suggested while somebody types, on both engines: any order, any form, the last word unfinished (R19)."""

import datetime

import pytest

from tests.search.conftest import PUBLIC, entry

pytestmark = pytest.mark.django_db

HIDDEN = 2


@pytest.fixture
def library(engine):
    """Titles as people write them; the newest comes last, and one is kept apart."""
    titles = (
        "LLICENCIA OBRES CARRER MAJOR",
        "2026/0004 Rehabilitació de la coberta",
        "Informe sobre les llicències",
        "Relació d'escoles bressol",
    )
    kept = [
        entry(pk, title, date=datetime.date(2026, 1, pk), extra={"kind": "Informe"})
        for pk, title in enumerate(titles, start=1)
    ]
    with engine.exclusive():
        engine.write([*kept, entry(9, "Llicències de l'esquirol", scope=HIDDEN)])
    return engine


def titles_for(engine, typed: str) -> list[str]:
    return [one.title for one in engine.suggest(typed, {PUBLIC})]


@pytest.mark.parametrize(
    ("typed", "first_words"),
    [
        ("llicències", ["Informe", "LLICENCIA"]),
        ("llicencies carr", ["LLICENCIA"]),
        ("carrers llic", ["LLICENCIA"]),
        ("l'esc", ["Relació"]),
        ("escola", ["Relació"]),
        ("bressols escoles", ["Relació"]),
        ("2026/00", ["2026/0004"]),
        ("2026/0004", ["2026/0004"]),
        ("coberta 2026/0004", ["2026/0004"]),
        ("coberta (", ["2026/0004"]),
        ("esquir", []),
        ("(*", []),
    ],
)
def test_titles_are_suggested_in_any_order_and_form(library, typed, first_words):
    assert sorted(title.split()[0] for title in titles_for(library, typed)) == sorted(first_words)


def test_what_begins_so_comes_first_then_the_newest(library):
    assert titles_for(library, "llic")[0] == "LLICENCIA OBRES CARRER MAJOR"


def test_a_suggestion_carries_what_is_shown_of_it(library):
    [one] = library.suggest("bressol", {PUBLIC})
    assert (one.date, one.extra) == ("2026-01-04", {"kind": "Informe"})
