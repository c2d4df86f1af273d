"""A snippet shows why something was found, and never lets markup through."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import clean_text
from search.highlights import WINDOW, Highlighter
from search.query import parse_query


def snippet(text: str, asked: str) -> str:
    return str(Highlighter(parse_query({"q": asked})).snippet(clean_text(text)))


@pytest.mark.parametrize(
    ("text", "asked", "marked"),
    [
        ("Les llicències d'obres", "llicencia", ["llicències"]),
        ("LLICÈNCIES", "llicencia", ["LLICÈNCIES"]),
        ("Camí de l'escola", "escoles", ["escola"]),
        ("Camí de l’Escola", "l'escola", ["Escola"]),
        ("El Col·legi i el collegi", "collegi", ["Col·legi", "collegi"]),
        ("El collegi", "col·legi", ["collegi"]),
        ("Expedient 2026/0012", "20260012", ["2026/0012"]),
        ("Expedient 2026/0012", "2026-0012", ["2026/0012"]),
        ("Ref. A-1312/B.", "a1312b", ["A-1312/B"]),
        ("obres al carrer", '"carrer"', ["carrer"]),
        ("obres menors", "obres -menors", ["obres"]),
        ("aprovació i aprovat", "aprovar", ["aprovació", "aprovat"]),
        ("res d'això", "obres", []),
    ],
)
def test_marks_survive_accents_elision_and_forms(text, asked, marked):
    assert re.findall("<mark>(.*?)</mark>", html.unescape(snippet(text, asked))) == marked


def test_markup_in_a_text_is_escaped():
    shown = snippet("<script>alert('obres')</script> & <mark>obres</mark>", "obres")
    assert "<script>" not in shown
    assert "&lt;mark&gt;<mark>obres</mark>&lt;/mark&gt;" in shown


def test_the_window_with_most_of_the_words_is_chosen():
    text = "obres " + "farciment " * 60 + "obres majors al carrer" + " farciment" * 60
    shown = snippet(text, "obres majors carrer")
    assert "<mark>obres</mark> <mark>majors</mark> al <mark>carrer</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")


def test_a_text_without_the_words_shows_its_beginning():
    assert snippet("Primera frase. " + "x " * 300, "titol").startswith("Primera frase. x")


@given(st.text(max_size=600), st.text(max_size=40))
def test_a_snippet_is_the_text_and_nothing_else(text, asked):
    text = clean_text(text)
    shown = snippet(text, asked)
    plain = html.unescape(re.sub("</?mark>", "", shown)).removeprefix("… ").removesuffix(" …")
    assert re.sub(r"\s+", " ", plain).strip() in re.sub(r"\s+", " ", text)
    assert len(plain) <= WINDOW + 100
    assert "<" not in re.sub("</?mark>", "", shown)
