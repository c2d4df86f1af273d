"""Spanish words find Catalan papers (R19): by their stems where these meet, by a small table where they do not."""

import pytest

from search import analysis, bilingual
from search.query import parse_query
from search.results import find
from search.syntax import Term
from tests.search.conftest import PUBLIC, entry

pytestmark = pytest.mark.django_db


def pairs() -> list[tuple[str, list[str]]]:
    lines = (line.partition(":") for line in bilingual.WORDS.split("\n") if ":" in line)
    return [(spanish, [one.strip() for one in catalan.split(",")]) for spanish, _, catalan in lines]


@pytest.mark.parametrize(
    ("spanish", "catalan"),
    [
        ("limpieza de las calles", "Neteja dels carrers"),
        ("recogida de basuras", "Recollida d'escombraries"),
        ("tasas del cementerio", "Taxes del cementiri"),
        ("guardería", "Preinscripció a l'escola bressol"),
        ("modificación del presupuesto", "Modificació del pressupost"),
        ("vacaciones", "Vacances del personal"),
    ],
)
def test_spanish_words_find_catalan_papers(engine, spanish, catalan):
    engine.rebuild([entry(1, catalan), entry(2, "Convocatòria del Ple")], reason="test")
    assert [hit.pk for hit in find(engine, parse_query({"q": spanish}), [PUBLIC]).results.hits] == [1]


def test_between_quotes_a_word_is_what_was_asked(engine):
    engine.rebuild([entry(1, "Neteja")], reason="test")
    assert find(engine, parse_query({"q": '"limpieza"'}), [PUBLIC]).total == 0


def test_the_table_says_only_what_the_stems_do_not():
    for spanish, catalan in pairs():
        met = set(analysis.stems_of(analysis.fold(spanish)))
        assert len(catalan) > 1 or " " in catalan[0] or analysis.stem(analysis.fold(catalan[0]), "ca") not in met


def test_a_word_stands_once_and_its_plural_is_known():
    words = [spanish for spanish, _catalan in pairs()]
    assert len(words) == len(set(words)) > 200
    assert bilingual.equivalents_of(Term(("licencias",))) == bilingual.equivalents_of(Term(("licencia",))) != ()
    assert bilingual.equivalents_of(Term(("luces",))) != ()
