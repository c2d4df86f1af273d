"""The page of results, its JSON and the suggestions, as people with grants meet them (design §5, R19)."""

import shutil
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search import consumer, outbox
from tests.factories import give, make_person, make_scope

pytestmark = pytest.mark.django_db(transaction=True)

PAGE, SUGGESTIONS = "/cerca/", "/cerca/suggeriments/"


@pytest.fixture
def vault(town):
    return make_scope(name="Reservat")


@pytest.fixture
def library(things, hall, vault):
    """Twelve open things and one that is kept apart."""
    for number in range(12):
        things.add(
            f"Llicència d'obres {number}",
            "Text <b>de</b> la llicència per a l'escola",
            scope=hall.pk,
            series="A1",
            series_label="Urbanisme › Llicències",
        )
    things.add("Llicència secreta", "esquirol", scope=vault.pk, series="Z9", series_label="Reservats")
    outbox.touch("thing", things.things)
    return things


@pytest.fixture
def at_desk(signed_in, clerk, library):
    return signed_in(clerk)


def ask(client, **params) -> dict:
    response = client.get(PAGE, params, headers={"accept": "application/json"})
    assert response.status_code == HTTPStatus.OK
    return response.json()


def test_json_has_total_hits_and_facets(at_desk):
    answer = ask(at_desk, q="llicencies")
    assert answer["total"] == 12
    assert len(answer["hits"]) == 10
    assert set(answer["hits"][0]) == {"id", "type", "title", "url", "snippet"}
    assert answer["hits"][0]["snippet"].startswith("Text &lt;b&gt;de&lt;/b&gt; la <mark>llicència</mark>")
    assert answer["facets"]["serie"] == [{"value": "A1", "label": "Urbanisme › Llicències", "count": 12}]
    assert answer["facets"]["tipus"] == [{"value": "thing", "label": "Coses", "count": 12}]


def test_the_page_shows_marked_results_facets_and_pages(at_desk):
    html = at_desk.get(PAGE, {"q": "llicencies"}).content.decode()
    assert "<mark>Llicència</mark> d&#x27;obres" in html
    assert "Urbanisme › Llicències" in html
    assert "serie=A1" in html
    assert "pagina=2" in html
    assert "<script>" not in html
    assert "style=" not in html


def test_a_stranger_finds_nothing_and_learns_nothing(signed_in, stranger, library):
    client = signed_in(stranger)
    answer = ask(client, q="llicencies")
    assert (answer["total"], answer["hits"]) == (0, [])
    assert not any(answer["facets"].values())
    assert client.get(SUGGESTIONS, {"q": "llic"}).json() == []


def test_what_is_kept_apart_is_in_no_result_count_facet_or_suggestion(at_desk):
    assert ask(at_desk, q="esquirol")["total"] == 0
    assert ask(at_desk, q="llicència", serie="Z9")["total"] == 0
    assert at_desk.get(SUGGESTIONS, {"q": "secret"}).json() == []
    assert "Reservats" not in at_desk.get(PAGE, {"q": "llicència"}).content.decode()


def test_a_grant_and_its_end_show_in_the_next_search(at_desk, clerk, vault):
    grant = give(clerk, vault)
    assert ask(at_desk, q="esquirol")["total"] == 1
    from intranet.access.services import revoke

    revoke(None, grant, reason="prova")
    assert ask(at_desk, q="esquirol")["total"] == 0


def test_a_superuser_is_nobody_special(signed_in, library):
    chief = make_person("tecnic.suport", is_superuser=True)
    assert ask(signed_in(chief), q="llicència")["total"] == 0


def test_visitors_are_sent_to_the_door(client, library):
    for address in (PAGE, SUGGESTIONS):
        assert client.get(address, {"q": "llicència"}).status_code in {HTTPStatus.FOUND, HTTPStatus.UNAUTHORIZED}


def test_when_no_object_has_all_the_words_some_will_do_and_it_is_said(at_desk):
    answer = ask(at_desk, q="llicència inexistentíssima")
    assert answer["total"] == 12
    assert len(answer["notes"]) == 1


@pytest.mark.parametrize(
    "params",
    [
        {"q": '"'},
        {"q": "*"},
        {"q": "("},
        {"q": "llicència " * 1000},
        {"q": "a" * 10_000},
        {"q": "llicència", "pagina": "1000000000"},
        {"q": "llicència", "pagina": "-3"},
        {"any": "2000..", "pagina": "٠"},
        {"q": "llicència", "tipus": "inventat"},
        {"q": "llicència", "any": "MMXXVI"},
        {"q": "llicència", "serie": "x" * 3000},
    ],
)
def test_bad_input_is_answered_with_a_sentence(at_desk, params):
    assert ask(at_desk, **params)["notes"]
    assert at_desk.get(PAGE, params).status_code == HTTPStatus.OK


def test_control_characters_are_not_there(at_desk):
    assert ask(at_desk, q="\x00\x1b lli\u00adcència")["total"] == 12


def test_a_page_that_does_not_exist_is_the_last_one(at_desk):
    answer = ask(at_desk, q="llicència", pagina="1000000000")
    assert (answer["page"], answer["pages"], len(answer["hits"])) == (2, 2, 2)


def test_an_empty_search_teaches(at_desk):
    html = at_desk.get(PAGE).content.decode()
    assert "<kbd>" in html
    assert ask(at_desk)["total"] == 0


def test_active_filters_can_be_removed(at_desk):
    html = at_desk.get(PAGE, {"q": "llicència", "serie": "A1", "any": "2024"}).content.decode()
    assert "chip--removable" in html
    assert "/cerca/?q=llic%C3%A8ncia&amp;any=2024" in html


def test_suggestions_are_json_or_a_list_for_the_box(at_desk):
    listed = at_desk.get(SUGGESTIONS, {"q": "l'obr"}).json()
    assert listed[0].keys() == {"id", "type", "title", "url"}
    html = at_desk.get(SUGGESTIONS, {"q": "obr"}, headers={"hx-request": "true"}).content.decode()
    assert html.count('role="option"') == len(listed) + 1
    assert at_desk.get(SUGGESTIONS, {"q": "(" * 10_000}).json() == []


def test_queries_do_not_grow_with_results(at_desk):
    at_desk.get(PAGE, {"q": "llicència"})
    counts = []
    for asked in ("llicència", "obres 3", "esquirol"):
        with CaptureQueriesContext(connection) as queries:
            at_desk.get(PAGE, {"q": asked})
        counts.append(len(queries))
    assert max(counts) <= 10
    assert len(set(counts)) == 1


def test_a_missing_index_is_said_and_mended(at_desk, index_folder, settings, monkeypatch):
    shutil.rmtree(index_folder)
    with monkeypatch.context() as asleep:
        asleep.setattr(consumer, "wake", lambda: None)
        response = at_desk.get(PAGE, {"q": "llicència"})
        assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert response["Retry-After"]
        answer = at_desk.get(PAGE, {"q": "llicència"}, headers={"accept": "application/json"})
        assert (answer.status_code, list(answer.json())) == (HTTPStatus.SERVICE_UNAVAILABLE, ["error"])
    at_desk.get(PAGE, {"q": "llicència"})
    assert ask(at_desk, q="llicència")["total"] == 12
