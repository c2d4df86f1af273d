"""The palette: pages of the house and titles, as people with grants and without meet them (R19, L33)."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intranet.town.places import register_places
from search import outbox, places
from search.offers import offers_of
from search.places import Place, places_for
from tests.factories import make_scope

pytestmark = pytest.mark.django_db(transaction=True)

SUGGESTIONS = "/cerca/suggeriments/"


@pytest.fixture
def hidden(town):
    return make_scope(name="Reservat")


@pytest.fixture
def titles(things, hall, hidden):
    things.add(
        "Informe sobre l'Escola",
        scope=hall.pk,
        series="A1",
        series_label="Educació › Escoles › Obres a les escoles",
        extra={"kind": "Informe tècnic"},
    )
    things.add("5 Escola bressol <nova>", scope=hall.pk, extra={"where": "Ple ordinari del 26 de novembre"})
    things.add("Escola d'esquirols", scope=hidden.pk)
    outbox.touch("thing", things.things)
    return things


@pytest.fixture
def own_places(monkeypatch):
    """No page of the real house."""
    monkeypatch.setattr(places, "_places", {})


def listed(client, typed: str) -> str:
    return client.get(SUGGESTIONS, {"q": typed}, headers={"hx-request": "true"}).content.decode()


def names(user, typed: str) -> list[str]:
    return [str(place.label) for place in places_for(user, typed)]


def addresses(user) -> set[str]:
    return {place.url_name for place in places_for(user, "")}


# --- The list ------------------------------------------------------------------------------------


def test_a_title_says_what_it_is_what_it_hangs_on_and_when(signed_in, clerk, titles):
    html = listed(signed_in(clerk), "escol")
    assert "<mark>Escola</mark> bressol &lt;nova&gt;" in html
    for part in ("Informe tècnic", "Obres a les escoles", "Ple ordinari del 26 de novembre", "<time", "data-said>2 "):
        assert part in html
    assert "Educació ›" not in html


def test_without_kind_of_its_own_a_thing_is_called_by_its_source(signed_in, clerk, titles, things):
    things.one = "Cosa"
    assert "<span>Cosa</span>" in listed(signed_in(clerk), "bressol")


def test_words_come_in_any_order_without_accents_and_the_last_unfinished(signed_in, clerk, titles):
    client = signed_in(clerk)
    for typed in ("escola inf", "ESCÒLA informe", "l'esc", "nova bress"):
        assert "suggestion__facts" in listed(client, typed), typed


def test_a_stranger_is_offered_no_title_and_learns_nothing(signed_in, stranger, titles):
    html = listed(signed_in(stranger), "escol")
    assert "suggestion__facts" not in html
    assert "bressol" not in html
    assert "data-said>0 " in html


def test_what_is_kept_apart_is_not_offered(signed_in, clerk, titles):
    assert "esquirol" not in listed(signed_in(clerk), "escol")
    assert "suggestion__facts" not in listed(signed_in(clerk), "esquirol")


def test_the_whole_search_is_the_last_thing_offered(signed_in, clerk, titles):
    html = listed(signed_in(clerk), ' Escola & "nova" ')
    assert html.count('role="option"') >= 1
    assert "/cerca/?q=Escola+%26+%22nova%22" in html.split('role="option"')[-1]


@pytest.mark.parametrize("typed", ["", "   ", '"', "*", "(((", "<script>", "a" * 5000, "\x00"])
def test_whatever_is_typed_is_answered(signed_in, clerk, titles, typed):
    assert "<script>" not in listed(signed_in(clerk), typed)


def test_nothing_is_offered_while_the_index_is_being_mended_but_the_house_is_there(
    signed_in, clerk, titles, index_folder
):
    import shutil

    shutil.rmtree(index_folder)
    assert "/agenda/" in listed(signed_in(clerk), "agenda")


def test_the_machine_s_answer_stays_a_plain_list_of_titles(signed_in, clerk, titles):
    answer = signed_in(clerk).get(SUGGESTIONS, {"q": "escol"}).json()
    assert {frozenset(each) for each in answer} == {frozenset({"id", "type", "title", "url"})}


def test_offers_ask_no_database(titles, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert offers_of("escola", []) == []


def test_queries_do_not_grow_with_what_is_offered(signed_in, clerk, titles):
    client = signed_in(clerk)
    listed(client, "escol")
    counts = []
    for typed in ("escol", "bressol", "esquirol"):
        with CaptureQueriesContext(connection) as queries:
            listed(client, typed)
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 6


# --- Pages of the house --------------------------------------------------------------------------


def test_the_house_is_offered_before_anything_is_typed(signed_in, clerk):
    register_places()
    html = listed(signed_in(clerk), "")
    for name in ("desk", "calendars:agenda", "documents:browse", "meetings:list", "people:account"):
        assert f'href="{reverse(name)}"' in html
    assert "suggestion--all" not in html


def test_a_page_is_found_by_its_name_or_another_without_accents(own_places):
    places.register(Place("Sessions", "meetings:list", "meeting", "Ple, junta, actes"))
    places.register(Place("Expedients", "records:list", "folder"))
    for typed in ("sess", "SESSIONS", "ple", "actes ple", "l'acte"):
        assert names(None, typed) == ["Sessions"], typed
    assert names(None, "expedients ple") == []


def test_one_letter_offers_no_page(own_places):
    places.register(Place("Sessions", "meetings:list", "meeting"))
    assert names(None, "s") == []
    assert names(None, "") == ["Sessions"]


def test_a_page_registered_again_is_there_once(own_places):
    places.register(Place("Sessions", "meetings:list", "meeting"))
    places.register(Place("Plens", "meetings:list", "meeting"))
    assert names(None, "") == ["Plens"]


def test_pages_that_the_person_may_not_open_are_not_offered(own_places, clerk):
    register_places()
    assert not {"wagtailadmin_home", "documents:upload"} & addresses(clerk)
    clerk.user_permissions.add(Permission.objects.get(codename="access_admin"))
    assert "wagtailadmin_home" in addresses(type(clerk).objects.get(pk=clerk.pk))


# --- The frame -----------------------------------------------------------------------------------


def test_every_working_page_has_the_palette_closed(signed_in, clerk):
    html = signed_in(clerk).get("/cerca/").content.decode()
    assert '<dialog class="palette" id="palette"' in html
    assert "data-palette" in html


def test_the_door_has_no_palette(client, town):
    html = client.get("/entra/").content.decode()
    assert 'id="palette"' not in html


def test_only_the_search_page_fills_the_box_with_its_query(signed_in, clerk):
    client = signed_in(clerk)
    assert 'value="escola"' in client.get("/cerca/", {"q": "escola"}).content.decode()
    box = 'id="search-q" name="q" value=""'
    assert box in client.get("/directori/", {"q": "escola"}).content.decode()
