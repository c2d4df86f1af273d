"""Did-you-mean, the best page, similar entries and entries by id, over both engines; the stranger holds scope 9."""

import pytest
from django.utils.translation import override

from search.query import parse_query
from search.results import find
from tests.search.conftest import PUBLIC, entry
from tests.search.test_engine_contract import write

pytestmark = pytest.mark.django_db

STRANGER = 9


def asked(text: str, **filters):
    return parse_query({"q": text, **filters})


# --- Did you mean --------------------------------------------------------------------------------


@pytest.mark.parametrize("slip", ["pressupots", "presupost", "pressuposr", "rpessupost", "pressupozts"])
def test_a_slip_of_the_fingers_is_mended(engine, slip):
    write(engine, entry(1, "Pressupost municipal", "Aprovació inicial"))
    page = find(engine, asked(slip), {PUBLIC})
    assert page.total == 1
    assert page.did_you_mean in ("pressupost", "")
    assert find(engine, asked(slip), {STRANGER}).did_you_mean == ""


def test_the_correction_is_written_with_its_accents_and_keeps_the_rest(engine):
    write(engine, entry(1, "Llicència d'activitats", "Bar del carrer Major", year=2024))
    page = find(engine, asked("llicnecia bar any:2024", tipus=""), {PUBLIC})
    assert page.did_you_mean == "llicència bar any:2024"
    assert page.total == 1
    assert any("llicència bar" in note for note in page.notes)


def test_what_was_typed_right_is_not_mended(engine):
    write(engine, entry(1, "Pressupost municipal"), entry(2, "Pressupostos d'altres anys"))
    assert find(engine, asked("pressupost"), {PUBLIC}).did_you_mean == ""
    assert engine.spellings("pressupost", {PUBLIC}) == []


@pytest.mark.parametrize("exact", ["2026", "a1312", "ple", "20260012"])
def test_numbers_codes_and_short_words_are_taken_as_they_are(engine, exact):
    write(engine, entry(1, "Expedient 2025/0012, model A-1313 del pla"))
    assert engine.spellings(exact, {PUBLIC}) == []


def test_only_a_correction_that_finds_something_is_proposed(engine):
    write(engine, entry(1, "Cementiri"), entry(2, "Escorxador"))
    assert find(engine, asked("cementrii escorxador"), {PUBLIC}).did_you_mean == ""
    assert find(engine, asked("cementrii"), {PUBLIC}).did_you_mean == "cementiri"


# --- The best page -------------------------------------------------------------------------------


PAGES = ("Coberta de la memòria", "Pressupost d'ingressos", "", "Les obres del pavelló: pavelló nou", "Annex")


def test_the_best_page_is_the_one_that_says_most(engine):
    write(engine, entry(1, "Memòria anual", pages=PAGES))
    assert engine.best_pages(["thing:1"], asked("pavelló")) == {"thing:1": 4}
    assert engine.best_pages(["thing:1"], asked("ingrés")) == {"thing:1": 2}
    assert engine.best_pages(["thing:1"], asked("obra ingressos pavellons")) == {"thing:1": 4}
    assert engine.best_pages(["thing:1"], asked("inexistent")) == {}


def test_the_best_page_of_a_phrase_has_its_words_in_a_row(engine):
    write(engine, entry(1, "Memòria anual", pages=("Les obres", "Pavelló de les obres nou", "Obres del pavelló nou")))
    assert engine.best_pages(["thing:1"], asked('"pavelló nou"')) == {"thing:1": 3}
    assert engine.best_pages(["thing:1"], asked('piscina or "pavelló nou"')) == {"thing:1": 3}


def test_a_result_opens_on_its_best_page_with_the_words_of_the_search(engine, things):
    write(engine, entry(1, "Memòria anual", pages=PAGES), entry(2, "Nota", pages=("El pavelló",)))
    rows = {row.hit.pk: row for row in find(engine, asked("pavello"), {PUBLIC}).rows}
    assert rows[1].url == "/thing/1/?pagina=4&q=pavello#p4"
    assert (rows[1].page, rows[2].page) == (4, None)
    assert "<mark>pavelló</mark>" in rows[1].snippet


def test_the_best_page_follows_what_is_written_and_deleted(engine):
    write(engine, entry(1, "Memòria", pages=("un", "Piscina")))
    write(engine, entry(1, "Memòria", pages=("Piscina", "dos", "tres")))
    assert engine.best_pages(["thing:1"], asked("piscina")) == {"thing:1": 1}
    write(engine, deleted=["thing:1"])
    assert engine.best_pages(["thing:1"], asked("piscina")) == {}


# --- Similar -------------------------------------------------------------------------------------


def corpus():
    yield entry(1, "Llicència de gual al carrer Major", "Gual permanent per a vehicles")
    yield entry(2, "Llicència de gual a la plaça", "Gual permanent per a camions i vehicles")
    yield entry(3, "Acta del ple", "Acords del mes")
    yield entry(4, "Llicència de gual reservada", "Gual permanent per a vehicles oficials", scope=STRANGER)
    yield entry(5, "Gual permanent per a vehicles", "Llicència", type="other")


def similar(engine, entry_id, scopes):
    return [one.id for one in engine.similar(entry_id, scopes)]


def test_similar_things_share_telling_words_and_kind(engine):
    write(engine, *corpus())
    assert similar(engine, "thing:1", {PUBLIC}) == ["thing:2"]
    assert similar(engine, "thing:3", {PUBLIC}) == []


def test_similar_things_that_are_hidden_do_not_exist(engine):
    write(engine, *corpus())
    assert similar(engine, "thing:4", {PUBLIC}) == []
    assert similar(engine, "thing:1", {STRANGER}) == []
    assert similar(engine, "thing:1", set()) == []
    assert set(similar(engine, "thing:1", {PUBLIC, STRANGER})) == {"thing:2", "thing:4"}


HIDDEN_WORDS = ([], ["embargament piscina"] * 20, ["subvenció escola"] * 20)


def test_hidden_things_do_not_change_what_resembles(engine):
    """How rare a word is among hidden things must not decide which of two is the nearer."""
    visible = [
        entry(1, "Nota", "embargament subvenció piscina escola"),
        entry(2, "Paper", "embargament piscina"),
        entry(3, "Full", "subvenció escola"),
    ]
    found = []
    for hidden in HIDDEN_WORDS:
        things = [entry(10 + at, "Amagat", text, scope=STRANGER) for at, text in enumerate(hidden)]
        engine.rebuild([*visible, *things], reason="test")
        found.append([one.id for one in engine.similar("thing:1", {PUBLIC}, limit=1)])
    assert found[0] == found[1] == found[2] != []


def test_hidden_things_do_not_choose_among_corrections(engine):
    visible = [entry(1, "Paper", "carrera"), entry(2, "Paper", "barrera")]
    meant = set()
    for word in ("altre", "carrera", "barrera"):
        hidden = [entry(10 + at, "Amagat", word, scope=STRANGER) for at in range(20)]
        engine.rebuild([*visible, *hidden], reason="test")
        meant.add(find(engine, asked("parrera"), {PUBLIC}).did_you_mean)
    assert len(meant) == 1
    assert meant != {""}


# --- By id ---------------------------------------------------------------------------------------


def test_entries_are_fetched_by_id_in_the_order_asked_and_only_those_that_are_readable(engine):
    write(engine, *corpus())
    ids = ["thing:4", "thing:3", "thing:99", "thing:1"]
    assert [hit.id for hit in engine.fetch(ids, {PUBLIC})] == ["thing:3", "thing:1"]
    assert [hit.id for hit in engine.fetch(ids, {STRANGER})] == ["thing:4"]
    assert engine.fetch(ids, set()) == []
    assert engine.fetch([], {PUBLIC}) == []


# --- Suggestions ---------------------------------------------------------------------------------


def test_titles_that_begin_so_come_before_those_that_have_it_later(engine):
    write(
        engine,
        entry(1, "Llicència d'obres", series_label="Urbanisme › Llicències"),
        entry(2, "Informe de la llicència", year=2026),
        entry(3, "Llicències"),
    )
    suggested = engine.suggest("LLICÈNC", {PUBLIC})
    assert {one.id for one in suggested[:2]} == {"thing:1", "thing:3"}
    assert suggested[2].id == "thing:2"
    assert [one.id for one in engine.suggest("obres llic", {PUBLIC})] == ["thing:1"]
    first = next(one for one in suggested if one.id == "thing:1")
    assert (first.series_label, first.date) == ("Urbanisme › Llicències", "2024-05-06")


# --- Nothing found -------------------------------------------------------------------------------


def test_filters_that_leave_nothing_say_how_many_there_are_without_them(engine, things):
    write(engine, entry(1, "Ban", year=2024), entry(2, "Ban", year=2023), entry(3, "Ban", scope=STRANGER, year=2022))
    page = find(engine, asked("ban", any="2020"), {PUBLIC})
    assert (page.total, page.total_without_filters) == (0, 2)
    assert find(engine, asked("ban", any="2024"), {PUBLIC}).total_without_filters == 0
    assert find(engine, asked("ban", any="2020"), {7}).total_without_filters == 0


def test_a_few_complete_results_come_first_and_then_what_has_most_of_the_words(engine, things):
    write(
        engine,
        entry(1, "Velocitat", "Trànsit dels cotxes davant de l'escola"),
        entry(2, "Límit de velocitat dels cotxes", "Carrer Major"),
        entry(3, "Menú de l'escola"),
        entry(4, "Velocitat dels cotxes", scope=STRANGER),
    )
    with override("en"):
        page = find(engine, asked("velocitat cotxes escola"), {PUBLIC})
    assert [row.hit.pk for row in page.rows] == [1, 2]
    assert any("first result" in note for note in page.notes)
    assert find(engine, asked("velocitat cotxes escola"), {STRANGER}).total == 1
