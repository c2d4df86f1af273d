"""Synonyms: kept by those who keep the search, in force with the next one, on any engine."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models.signals import pre_save
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from intranet.access.models import AuditEvent
from search.keys import expression_key, expression_terms
from search.models import Synonym, SynonymGroup
from search.query import parse_query
from search.results import find
from search.synonyms import (
    add_synonyms,
    change_synonyms,
    delete_synonyms,
    key_of,
    known_groups,
    restore_synonyms,
    with_synonyms,
)
from search.syntax import Alike, Phrase
from search.usual_synonyms import USUAL, load_usual_synonyms
from tests.factories import make_person
from tests.search.conftest import entry

pytestmark = pytest.mark.django_db
IBI = ["IBI", "impost sobre béns immobles"]


@pytest.fixture
def keeper(town):
    return make_person("elisenda.roca", roles=["secretary"])


def expanded(text: str):
    return with_synonyms(parse_query({"q": text})).root.nodes


def groups() -> list[str]:
    return [str(group) for group in SynonymGroup.objects.all()]


# --- In a search ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    ["ibi", "IBI", "impost sobre béns immobles", "Impostos sobre els BÉNS IMMOBLES", "impost bens immobles"],
)
def test_any_form_of_an_expression_finds_its_equivalents(keeper, asked):
    add_synonyms(keeper, IBI)
    (node,) = expanded(asked)
    assert isinstance(node, Alike)
    other = "IBI" if len(node.nodes) > 1 else "impost sobre béns immobles"
    assert node.others == (expression_terms(other),)


def test_the_longest_run_wins_and_the_rest_of_the_search_stays(keeper):
    add_synonyms(keeper, ["junta de govern", "consell"])
    add_synonyms(keeper, ["JGL", "junta de govern local"])
    acta, node, year = expanded("acta junta de govern local 2026")
    assert [str(acta), str(node), str(year)] == ["acta", "junta govern local", "2026"]
    assert node.others == (expression_terms("JGL"),)


@pytest.mark.parametrize("asked", ["-ibi rebut", '"ibi" rebut', "ibi or rebut", "etiqueta:ibi rebut", "ib* rebut"])
def test_what_is_excluded_quoted_or_in_a_field_stays_as_it_was_asked(keeper, asked):
    add_synonyms(keeper, IBI)
    assert expanded(asked) == parse_query({"q": asked}).root.nodes


def test_one_small_query_for_each_search_and_one_more_only_after_a_change(keeper):
    add_synonyms(keeper, IBI)
    known_groups()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        expanded("rebut de l’ibi de l’any passat")
    assert len(captured) == 1
    add_synonyms(keeper, ["padró", "empadronament"])
    with CaptureQueriesContext(connection) as captured:
        assert isinstance(expanded("padró")[0], Alike)
    assert len(captured) == 2


def test_they_take_effect_at_once_on_both_engines(engine, keeper):
    engine.rebuild([entry(1, "Impost sobre béns immobles"), entry(2, "Ordenança IBI"), entry(3, "Altres")], reason="t")

    def found() -> list[int]:
        return [hit.pk for hit in find(engine, parse_query({"q": "ibi"}), {1}).results.hits]

    assert found() == [2]
    changed = add_synonyms(keeper, IBI)
    assert found() == [2, 1]
    restore_synonyms(keeper, **changed)
    assert found() == [2]


def test_a_hidden_text_is_not_found_by_a_synonym_either(engine, keeper):
    engine.rebuild([entry(1, "Impost sobre béns immobles", scope=9)], reason="test")
    add_synonyms(keeper, IBI)
    assert find(engine, parse_query({"q": "ibi"}), {1}).total == 0


# --- Kept ----------------------------------------------------------------------------------------


def test_a_word_that_is_in_a_group_brings_the_others_into_it(keeper):
    add_synonyms(keeper, IBI)
    add_synonyms(keeper, ["Ibi", "contribució"])
    assert groups() == ["IBI = impost sobre béns immobles = contribució"]


def test_undoing_gives_back_the_groups_that_had_joined(keeper):
    add_synonyms(keeper, IBI)
    add_synonyms(keeper, ["contribució", "rebut de casa"])
    changed = add_synonyms(keeper, ["IBI", "contribució"])
    assert len(groups()) == 1
    restore_synonyms(keeper, **changed)
    assert sorted(groups()) == ["IBI = impost sobre béns immobles", "contribució = rebut de casa"]


def test_a_change_takes_out_what_is_left_out_and_refuses_what_is_elsewhere(keeper):
    add_synonyms(keeper, [*IBI, "contribució"])
    group = SynonymGroup.objects.get()
    change_synonyms(keeper, group, IBI)
    assert groups() == ["IBI = impost sobre béns immobles"]
    add_synonyms(keeper, ["padró", "empadronament"])
    with pytest.raises(ValidationError, match="padró"):
        change_synonyms(keeper, SynonymGroup.objects.first(), [*IBI, "padrons"])


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["IBI"],
        ["IBI", "ibi"],
        ["IBI", ""],
        ["IBI", "-res"],
        ["IBI", "any:2024"],
        ["IBI", "de la"],
        ["IBI", "x" * 200],
        ["IBI", " ".join(f"mot{number}" for number in range(11))],
        [f"mot{number}" for number in range(13)],
    ],
)
def test_what_cannot_be_looked_for_is_refused_with_a_sentence(keeper, texts):
    with pytest.raises(ValidationError) as refusal:
        add_synonyms(keeper, texts)
    assert len(refusal.value.messages[0]) > 20
    assert not Synonym.objects.exists()


def test_the_database_keeps_each_expression_in_one_group():
    first, second = SynonymGroup.objects.create(), SynonymGroup.objects.create()
    Synonym.objects.create(group=first, text="IBI", key="ibi")
    with pytest.raises(IntegrityError), transaction.atomic():
        Synonym.objects.create(group=second, text="ibi", key="ibi")
    with pytest.raises(IntegrityError), transaction.atomic():
        Synonym.objects.create(group=second, text="", key="")


def test_only_those_who_keep_the_search_change_them_and_all_is_recorded(keeper, stranger):
    add_synonyms(keeper, IBI)
    group = SynonymGroup.objects.get()
    for change in (
        lambda: add_synonyms(stranger, ["a1", "b1"]),
        lambda: change_synonyms(stranger, group, IBI),
        lambda: delete_synonyms(stranger, group),
        lambda: restore_synonyms(stranger, remove=[group.pk], restore=[]),
    ):
        with pytest.raises(Http404):
            change()
    delete_synonyms(keeper, group)
    recorded = AuditEvent.objects.filter(action="synonyms.changed").order_by("pk")
    assert [event.data["now"] for event in recorded] == [IBI, []]


# --- The usual ones ------------------------------------------------------------------------------


def test_a_new_town_begins_with_the_usual_acronyms_and_keeps_its_own_later(keeper):
    assert len(USUAL) >= 25
    assert load_usual_synonyms() == len(USUAL)
    assert isinstance(expanded("POUM")[0], Alike)
    delete_synonyms(keeper, SynonymGroup.objects.first())
    kept = Synonym.objects.count()
    assert load_usual_synonyms() == 0
    assert Synonym.objects.count() == kept


def test_every_usual_expression_can_be_looked_for_and_is_in_one_group():
    groups = [{expression_key(expression_terms(text)) for text in texts} for texts in USUAL]
    assert all("" not in keys and len(keys) > 1 for keys in groups)
    assert sum(map(len, groups)) == len(set.union(*groups))


# --- The screen ----------------------------------------------------------------------------------


def test_the_secretary_adds_changes_deletes_and_undoes_on_the_screen(keeper, signed_in):
    client = signed_in(keeper)
    assert "IBI" in client.get("/cerca/sinonims/").text  # what the empty screen teaches
    page = client.post("/cerca/sinonims/", {"expressions": "IBI\nimpost sobre béns immobles"}, follow=True)
    assert "impost sobre béns immobles" in page.text
    group = SynonymGroup.objects.get()
    assert "IBI\nimpost" in client.get(f"/cerca/sinonims/{group.pk}/").text
    client.post(f"/cerca/sinonims/{group.pk}/", {"expressions": "IBI\ncontribució"})
    assert groups() == ["IBI = contribució"]
    client.post(f"/cerca/sinonims/{SynonymGroup.objects.get().pk}/esborra/")
    assert groups() == []
    client.post("/cerca/desfes/", {"lloc": "synonyms"})
    assert groups() == ["IBI = contribució"]


def test_a_slip_on_the_screen_is_explained_and_nothing_is_lost(keeper, signed_in):
    page = signed_in(keeper).post("/cerca/sinonims/", {"expressions": "tot sol"})
    assert page.status_code == 422
    assert "tot sol</textarea>" in page.text
    assert "field__error" in page.text


def test_the_screen_asks_as_much_for_many_groups_as_for_one(keeper, signed_in):
    client = signed_in(keeper)
    add_synonyms(keeper, IBI)
    client.get("/cerca/sinonims/")
    with CaptureQueriesContext(connection) as few:
        client.get("/cerca/sinonims/")
    for number in range(12):
        add_synonyms(keeper, [f"sigla{number}", f"{'nom molt llarg ' * 7} {number}"])
    with CaptureQueriesContext(connection) as many:
        client.get("/cerca/sinonims/")
    assert len(many) == len(few)


def test_phrases_stay_phrases():
    assert expanded('"béns immobles"') == (Phrase(("bens", "immobles")),)


@pytest.fixture
def faster(keeper):
    """Somebody writes the same expression between the look and the save of the next one."""

    def write(**kwargs):
        pre_save.disconnect(write, SynonymGroup)
        other = SynonymGroup.objects.create()
        Synonym.objects.create(group=other, text="IBI", key=key_of("IBI"))

    pre_save.connect(write, SynonymGroup, weak=False)
    yield
    pre_save.disconnect(write, SynonymGroup)


def test_of_two_keepers_who_write_the_same_at_once_the_slower_one_is_told(faster, keeper):
    with pytest.raises(ValidationError):
        add_synonyms(keeper, IBI)


def test_and_so_is_who_writes_on_the_screen(faster, keeper, signed_in):
    response = signed_in(keeper).post("/cerca/sinonims/", {"expressions": "\n".join(IBI)})
    assert response.status_code == 422
    assert response.context["form"].errors["expressions"]
