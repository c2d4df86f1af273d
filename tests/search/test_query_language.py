"""The query language over both engines: fields in Catalan and Spanish, spans of years, alternatives, beginnings."""

import datetime

import pytest
from django.utils.translation import gettext_lazy, override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import sources
from search.query import SearchQuery, parse_query
from search.reading import read_text
from search.results import find
from search.syntax import Alike, All, Any, Field, Not, Phrase, Prefix, Term, Years
from tests.search.conftest import PUBLIC, ThingSource, entry
from tests.search.test_engine_contract import found, write


@pytest.fixture
def filled(engine, things, db):
    sources.register(ThingSource("document"))
    sources.get_source("document").label = gettext_lazy("Documents")
    write(
        engine,
        entry(
            1,
            "Llicència d'obres menors",
            "Reforma d'un bany al carrer Major",
            type="document",
            series="C0120",
            series_label="Urbanisme › Llicències d'obres",
            year=2020,
            tags=("Urgent", "Habitatge social"),
            organ="Junta de Govern Local",
            author="Laura Martí",
            case_files=("2026/0012",),
        ),
        entry(2, "Permís de gual", "Entrada de vehicles", year=2022, organ="Alcaldia", author="Carme Batlle"),
        entry(3, "Acta del ple", "Obres aprovades", year=2024, organ="Ple", case_files=("2024/0100", "2026/0112")),
        entry(4, "Urbanització del sector nord", "Vials", year=2025, date=datetime.date(2025, 1, 2)),
    )
    return engine


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("tipus:document", {1}),
        ("tipus:documents", {1}),
        ("tipo:documentos", {1}),
        ("TIPUS:Coses", {2, 3, 4}),
        ("serie:C0120", {1}),
        ("sèrie:llicències", {1}),
        ("serie:urbanisme", {1}),
        ("any:2024", {3}),
        ("año:2024", {3}),
        ("any:2020..2022", {1, 2}),
        ("any:2022..2020", {1, 2}),
        ("any:2024..", {3, 4}),
        ("any:..2022", {1, 2}),
        ("etiqueta:urgent", {1}),
        ('etiqueta:"habitatges socials"', {1}),
        ('organ:"junta de govern"', {1}),
        ("òrgan:ple", {3}),
        ('autor:"laura marti"', {1}),
        ("autora:Batlle", {2}),
        ("expedient:2026/0012", {1}),
        ("expedient:2026-12", {1}),
        ("expediente:20260012", {1}),
        ("expedient:2026.0112", {3}),
        ("expedient:2026/1", set()),
        ("obres -tipus:document", {3}),
        ("obres -any:2024", {1}),
        ("gual or vials", {2, 4}),
        ("gual OR vials or bany", {1, 2, 4}),
        ("gual o vials", {2, 4}),
        ("obres ple or bany", {1, 3}),
        ("tipus:document or any:2025", {1, 4}),
        ("urban*", {4}),
        ("vehic* entrada", {2}),
        ('"carrer major"', {1}),
        ('"major carrer"', set()),
        ('obres -"carrer major"', {3}),
    ],
)
def test_a_query_says_exactly_this(filled, asked, expected):
    assert set(found(filled, asked)) == expected


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("tipus:cotxe obres", "cotxe"),
        ("any:demà obres", "demà"),
        ("color:verd obres", "color:"),
        ("etiqueta: obres", "etiqueta"),
        ('obres "carrer', "quotation mark"),
        ("(obres)", "Brackets"),
        ("o* obres", "*"),
    ],
)
def test_a_slip_is_forgiven_and_explained(filled, asked, said):
    with override("en"):
        page = find(filled, parse_query({"q": asked}), {PUBLIC})
    assert any(said in note for note in page.notes)


ATOMS = st.one_of(
    st.sampled_from(["obres", "l'escola", "2026/0012", "A-1312/B", "or", "o", "de", "col·legi", "x"]).map(
        lambda raw: next(iter(read_text(raw)[0].nodes), Term(("obres",), raw="obres"))
    ),
    st.lists(st.sampled_from(["carrer", "major", "or", "de"]), min_size=1, max_size=3).map(lambda w: Phrase(tuple(w))),
    st.sampled_from(["urb", "llic", "20"]).map(Prefix),
    st.sampled_from([Field("organ", "Junta de Govern"), Field("etiqueta", "urgent"), Field("expedient", "2026/0012")]),
    st.tuples(st.integers(1000, 3000), st.integers(0, 50)).map(lambda pair: Years(pair[0], pair[0] + pair[1])),
)
NODES = st.one_of(ATOMS, ATOMS.map(Not), st.lists(ATOMS, min_size=2, max_size=3, unique=True).map(tuple).map(Any))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_a_tree_as_text_reads_as_the_same_tree(text):
    once, _ = read_text(text)
    again, _ = read_text(str(once))
    assert again == once or not once.nodes


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(NODES, max_size=4).map(tuple))
def test_no_tree_breaks_an_engine(filled, nodes):
    query = SearchQuery(text="x", root=All(tuple(dict.fromkeys(nodes))))
    results = filled.search(query, {PUBLIC})
    assert results.total == len({hit.id for hit in results.hits})
    filled.search(query.with_some(), {PUBLIC})
    filled.best_pages([hit.id for hit in results.hits], query)


def alike(typed: str, *others: str) -> SearchQuery:
    runs = [tuple(read_text(text)[0].nodes) for text in (typed, *others)]
    return SearchQuery(text=typed, root=All((Alike(runs[0], tuple(runs[1:])),)))


def test_equivalents_are_found_below_what_was_typed(engine):
    write(
        engine,
        entry(1, "Impost sobre béns immobles"),
        entry(2, "IBI de 2026"),
        entry(3, "Impost sobre vehicles", "Béns"),
    )
    for typed, other, expected in (
        ("ibi", "impost béns immobles", [2, 1]),
        ("impost béns immobles", "ibi", [1, 2]),
    ):
        assert [hit.pk for hit in engine.search(alike(typed, other), {PUBLIC}).hits] == expected


def test_an_expression_and_its_equivalents_still_loosen_word_by_word(engine):
    write(engine, entry(1, "Impost de vehicles"))
    query = alike("impost béns immobles", "ibi")
    assert query.can_loosen
    assert not alike("ibi", "impost béns immobles").can_loosen
    assert engine.search(query, {PUBLIC}).total == 0
    assert engine.search(query.with_most(), {PUBLIC}).total == 0
    assert engine.search(query.with_some(), {PUBLIC}).total == 1
