"""What every engine must do, asked through the protocol alone (design §3.4)."""

import datetime
import threading

import pytest

from search.engines.base import EngineBusy
from search.query import parse_query
from tests.search.conftest import PUBLIC, entry

HIDDEN = 2


def write(engine, *entries, deleted=()):
    with engine.exclusive():
        engine.write(entries, deleted)


def found(engine, text="", scopes=(PUBLIC,), **filters):
    """Primary keys in their order, with all the words asked."""
    return [hit.pk for hit in engine.search(parse_query({"q": text, **filters}), scopes).hits]


def test_what_is_written_is_found_at_once(engine):
    write(engine, entry(1, "Llicència d'obres majors", "Carrer Major, 12"))
    assert found(engine, "llicencies obra") == [1]
    assert engine.count() == 1
    assert set(engine.digests()) == {"thing:1"}


def test_writing_again_replaces(engine):
    write(engine, entry(1, "Taxa de residus"))
    write(engine, entry(1, "Preu públic"))
    assert found(engine, "taxa") == []
    assert found(engine, "preu") == [1]
    assert engine.count() == 1


def test_what_is_deleted_is_gone_from_everywhere(engine):
    write(engine, entry(1, "Taxa"), entry(2, "Taxa"))
    write(engine, deleted=["thing:1", "thing:99"])
    assert found(engine, "taxa") == [2]
    assert set(engine.digests()) == {"thing:2"}
    assert [one.id for one in engine.suggest("tax", {PUBLIC})] == ["thing:2"]


@pytest.mark.parametrize(
    "asked",
    [
        "llicència",
        "LLICENCIES",
        "l'escola",
        "escoles",
        "collegi",
        "col·legi",
        "aprovar",
        "2026/0012",
        "2026-0012",
        "20260012",
        "0012",
        "A-1312/B",
        "a1312b",
        "1312",
        '"llicència per a l\'escola"',
        "llicència -taxa",
        'escola -"carrer major"',
    ],
)
def test_one_document_is_found_by_any_way_of_writing(engine, asked):
    text = "S'ha aprovat la llicència per a l'escola i el col·legi. Expedient 2026/0012, ref. A-1312/B."
    write(engine, entry(1, "Resolució", text), entry(2, "Altra cosa", "Un text que no hi té res a veure"))
    assert found(engine, asked) == [1]


@pytest.mark.parametrize(
    "asked", ["-llicència", '-"la llicència"', '"escola llicència"', "llicència padró", "2026/0013"]
)
def test_what_does_not_fit_is_not_found(engine, asked):
    write(engine, entry(1, "Resolució", "la llicència per a l'escola, 2026/0012"))
    assert found(engine, asked) == []


def test_spanish_words_find_spanish_and_catalan_documents(engine):
    write(engine, entry(1, "Licencias de obras", language="es"), entry(2, "Cosa", "una licencia escrita en castellà"))
    assert sorted(found(engine, "licencia")) == [1, 2]


def test_small_words_are_ignored_beside_others_and_looked_for_alone(engine):
    write(engine, entry(1, "Escola"), entry(2, "El camí de la font"))
    assert found(engine, "la escola") == [1]
    assert found(engine, "de la") == [2]


def test_an_id_that_is_deleted_and_written_at_once_is_written(engine):
    write(engine, entry(1, "Vell"))
    write(engine, entry(1, "Nou"), deleted=["thing:1"])
    assert (found(engine, "nou"), engine.count()) == ([1], 1)


def test_nothing_is_written_when_the_entries_cannot_be_read(engine):
    write(engine, entry(1, "Vell"))

    def entries():
        yield entry(2, "Nou")
        raise OSError("the file is not there")

    with engine.exclusive(), pytest.raises(OSError, match="not there"):
        engine.write(entries(), ["thing:1"])
    write(engine, entry(3, "Ban"))
    assert set(engine.digests()) == {"thing:1", "thing:3"}
    assert engine.problem() == ""


def test_title_weighs_more_than_headings_and_headings_more_than_body(engine):
    filler = " paraules de farciment" * 5
    write(
        engine,
        entry(1, "Acta", f"cementiri {filler}"),
        entry(2, "Acta", filler, headings="El cementiri municipal"),
        entry(3, "Reglament del cementiri", filler),
    )
    assert found(engine, "cementiri") == [3, 2, 1]


def test_the_word_itself_weighs_more_than_its_other_forms(engine):
    write(engine, entry(1, "Informe", "contractes menors"), entry(2, "Informe", "contracte menors"))
    assert found(engine, "contracte") == [2, 1]
    assert found(engine, "contractes") == [1, 2]


def test_recent_is_gently_above_old_and_never_above_better(engine):
    old, new = datetime.date(2004, 1, 1), datetime.date(2024, 1, 1)
    write(
        engine,
        entry(1, "Pressupost", "del municipi", date=old),
        entry(2, "Pressupost", "del municipi", date=new),
        entry(3, "Informe", "sobre el pressupost i moltes altres coses del municipi", date=datetime.date(2026, 1, 1)),
    )
    assert found(engine, "pressupost") == [2, 1, 3]


def test_the_order_among_equals_is_the_same_on_every_page(engine):
    write(engine, *(entry(pk, "Ban municipal", "igual") for pk in range(1, 101)))
    pages = [found(engine, "ban", pagina=str(number)) for number in range(1, 11)]
    assert sorted(pk for page in pages for pk in page) == list(range(1, 101))
    write(engine, entry(1, "Ban municipal", "igual"))
    assert [found(engine, "ban", pagina=str(number)) for number in range(1, 11)] == pages


def test_filters_alone_list_the_newest_first(engine):
    write(engine, *(entry(pk, "Ban", date=datetime.date(2020, 1, pk)) for pk in (3, 1, 2)))
    assert found(engine, any="2020") == [3, 2, 1]


def test_facets_count_what_the_filters_leave(engine):
    write(
        engine,
        entry(1, "Ban", series="A1", series_label="Bans", date=datetime.date(2023, 1, 1)),
        entry(2, "Ban", series="A1", series_label="Bans"),
        entry(3, "Ban", series="B2", series_label="Edictes"),
    )
    results = engine.search(parse_query({"q": "ban", "any": "2024"}), {PUBLIC})
    assert results.total == 2
    facets = {name: [(one.value, one.label, one.count) for one in counts] for name, counts in results.facets.items()}
    assert facets["serie"] == [("A1", "Bans", 1), ("B2", "Edictes", 1)]
    assert facets["any"] == [("2024", "2024", 2)]
    assert facets["tipus"] == [("thing", "thing", 2)]
    assert found(engine, "ban", serie="A1", any="2024") == [2]


def test_a_hit_carries_all_that_a_result_shows(engine):
    extra = {"pages": 12}
    write(engine, entry(7, "Acta", "Text de l'acta", series="A1", series_label="Actes", extra=extra))
    (hit,) = engine.search(parse_query({"q": "acta"}), {PUBLIC}).hits
    assert (hit.id, hit.type, hit.pk, hit.title, hit.url) == ("thing:7", "thing", 7, "Acta", "/thing/7/")
    assert (hit.body, hit.series, hit.series_label, hit.date) == ("Text de l'acta", "A1", "Actes", "2024-05-06")
    assert hit.extra == extra
    assert hit.score > 0


def test_nothing_is_found_without_scopes(engine):
    write(engine, entry(1, "Ban"))
    assert found(engine, "ban", scopes=()) == []
    assert engine.suggest("ban", ()) == []


def test_a_scope_opens_exactly_what_it_holds(engine):
    write(engine, entry(1, "Ban"), entry(2, "Ban", scope=HIDDEN))
    assert found(engine, "ban") == [1]
    assert sorted(found(engine, "ban", scopes=(PUBLIC, HIDDEN))) == [1, 2]


def test_suggestions_are_titles_by_the_beginning_of_their_words(engine):
    write(
        engine,
        entry(1, "Llicència d'obres"),
        entry(2, "Ocupació de la via pública", "llicència"),
        entry(3, "Llicència ambiental", scope=HIDDEN),
        entry(4, "Llicència d'obres"),
    )
    assert [one.title for one in engine.suggest("llic", {PUBLIC})] == ["Llicència d'obres"]
    assert [one.title for one in engine.suggest("LLICENCIA d'ob", {PUBLIC})] == ["Llicència d'obres"]
    assert [one.title for one in engine.suggest("via pub", {PUBLIC})] == ["Ocupació de la via pública"]
    assert engine.suggest("", {PUBLIC}) == engine.suggest("(*", {PUBLIC}) == []


def test_a_rebuild_holds_exactly_what_it_was_given(engine):
    write(engine, entry(1, "Vell"))
    assert engine.rebuild(iter([entry(2, "Nou"), entry(3, "Nou")]), reason="test") == 2
    assert set(engine.digests()) == {"thing:2", "thing:3"}


def test_the_old_index_answers_until_the_new_one_is_complete(engine):
    write(engine, entry(1, "Vell"))
    seen = []

    def entries():
        yield entry(2, "Nou")
        seen.append(set(engine.digests()))

    engine.rebuild(entries(), reason="test")
    assert seen == [{"thing:1"}]
    assert set(engine.digests()) == {"thing:2"}


def test_changes_during_a_rebuild_are_in_both_indexes(engine):
    write(engine, entry(1, "Vell"), entry(4, "Vell"))

    def entries():
        yield entry(1, "Vell")
        yield entry(4, "Vell")
        write(engine, entry(1, "Canviat"), entry(5, "Afegit"), deleted=["thing:4"])
        assert found(engine, "canviat") == [1]

    engine.rebuild(entries(), reason="test")
    assert found(engine, "canviat") == [1]
    assert set(engine.digests()) == {"thing:1", "thing:5"}


def test_a_rebuild_that_fails_leaves_the_old_index(engine):
    write(engine, entry(1, "Vell"))

    def entries():
        yield entry(2, "Nou")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.rebuild(entries(), reason="test")
    assert set(engine.digests()) == {"thing:1"}
    assert engine.problem() == ""


def test_one_writes_at_a_time_and_the_others_are_told(engine):
    with engine.exclusive(), pytest.raises(EngineBusy), engine.exclusive():
        pass


def test_waiting_writers_get_their_turn(engine):
    holding = threading.Event()

    def hold():
        with engine.exclusive():
            holding.set()
            threading.Event().wait(0.2)

    holder = threading.Thread(target=hold)
    holder.start()
    holding.wait()
    with engine.exclusive(wait=5):
        engine.write([entry(1, "Ban")])
    holder.join()
    assert set(engine.digests()) == {"thing:1"}


def test_health_says_when_and_why_the_index_was_built(engine):
    engine.rebuild([entry(1, "Ban")], reason="just so")
    health = engine.health()
    assert (health["ok"], health["documents"], health["built_because"]) == (True, 1, "just so")
    assert datetime.datetime.fromisoformat(health["built"])


def test_a_long_text_is_found_to_its_last_word(engine):
    write(engine, entry(1, "Memòria", "paraula " * 60_000 + "finestral"))
    assert found(engine, "finestral") == [1]
