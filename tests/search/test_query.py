"""Nothing that is typed is an error; what was left aside is said in a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import MAX_LENGTH, MAX_TERMS, parse_query
from search.syntax import Phrase, Term


def words(text: str) -> list[str]:
    return [term.exact for term in parse_query({"q": text}).terms]


def test_words_phrases_and_exclusions_are_told_apart():
    query = parse_query({"q": 'obres "carrer major" -menors -"via pública"'})
    assert [term.exact for term in query.terms] == ["obres"]
    assert query.phrases == (("carrer", "major"),)
    assert query.unwanted == (Term(("menors",)), Phrase(("via", "publica")))


def test_typographic_quotes_are_quotes():
    assert parse_query({"q": "«carrer major»"}).phrases == parse_query({"q": "“carrer major”"}).phrases != ()


def test_an_open_quote_closes_at_the_end():
    assert parse_query({"q": 'obres "carrer maj'}).phrases == (("carrer", "maj"),)


def test_a_dash_inside_a_code_excludes_nothing():
    query = parse_query({"q": "A-1312"})
    assert (query.terms[0].joined, query.unwanted) == ("a1312", ())


def test_the_same_word_twice_counts_once():
    assert words("obra Obra OBRA l'obra") == ["obra"]


def test_small_words_are_dropped_only_beside_others():
    assert words("la casa de la vila") == ["casa", "vila"]
    assert words("de la") == ["de", "la"]


SLIPS = [
    '"',
    "*",
    "(",
    ")",
    "AND",
    "((",
    "-",
    "--",
    '-"',
    "''",
    "a:b",
    "[",
    "\\",
    "~",
    "^2",
    "%",
    "\x00",
    "\ud7ff",
    "…",
    "🙂",
]


@pytest.mark.parametrize("slip", SLIPS)
def test_slips_of_syntax_are_forgiven(slip):
    parse_query({"q": slip})
    assert words(f"obres {slip} majors")[0] == "obres"


@pytest.mark.parametrize("text", ['"', "*", "(", "…", "🙂"])
def test_a_query_without_words_asks_for_one(text):
    query = parse_query({"q": text})
    assert not query.asks_something
    assert len(query.notes) == 1


def test_a_very_long_query_is_cut_and_says_so():
    query = parse_query({"q": "a1 " * 5000})
    assert len(query.text) == MAX_LENGTH
    assert str(MAX_LENGTH) in query.notes[0]


def test_very_many_words_are_cut_and_say_so():
    query = parse_query({"q": " ".join(f"m{number}" for number in range(80))})
    assert len(query.terms) == MAX_TERMS
    assert str(MAX_TERMS) in query.notes[0]


@pytest.mark.parametrize(
    "params",
    [
        {"tipus": "inventat"},
        {"any": "mil"},
        {"any": "20265"},
        {"any": "-1"},
        {"serie": "x" * 500},
        {"pagina": "zero"},
        {"pagina": "٠"},
    ],
)
def test_a_wrong_filter_is_left_out_with_a_sentence(params):
    query = parse_query({"q": "obres", **params})
    assert not query.has_filters
    assert query.page == 1
    assert len(query.notes) == 1


@pytest.mark.parametrize("number", ["1000000000", "9" * 5000, "٣"])
def test_any_decimal_page_number_is_understood(number):
    assert parse_query({"pagina": number}).page > 1


@given(st.text(max_size=200), st.text(max_size=20), st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_no_input_fails(text, kind, series, year, page):
    query = parse_query({"q": text, "tipus": kind, "serie": series, "any": year, "pagina": page})
    assert query.page >= 1
