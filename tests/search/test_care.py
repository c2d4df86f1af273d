"""The care desk and what it is made of: what was looked for, without who, and one click to mend it."""

import hashlib
import hmac
from datetime import timedelta

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intranet.access.models import AuditEvent
from search.care import desk_part, dismiss_need, list_needs, take_back
from search.engines import get_engine
from search.log import WEEKS_KEPT, note_of, record_use, report_missing, this_week
from search.models import CareDecision, PinnedAnswer, SearchUse, SeekerKey, SynonymGroup
from search.pinned import pin_answer
from search.query import parse_query
from search.tasks import keep_house
from tests.factories import give, make_person, make_scope
from tests.search.conftest import entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(town):
    return make_person("anna.riera", roles=["method_lead"])


@pytest.fixture
def staff(town):
    return [make_person(name) for name in ("laura.marti", "carme.batlle", "joan.vilaseca")]


def look_for(person, text: str, found: int = 0, *, clicked: bool = False) -> None:
    record_use(person, note_of(parse_query({"q": text}), found), clicked=clicked)


def texts(person) -> list[str]:
    return [need.text for need in list_needs(person)]


def weeks_pass(weeks: int) -> None:
    """What was looked for is that much older, and so is what was decided."""
    for model in (SearchUse, CareDecision, SeekerKey):
        for row in model.objects.all():
            model.objects.filter(pk=row.pk).update(week=row.week - timedelta(weeks=weeks))


# --- What comes to the list ----------------------------------------------------------------------


def test_what_two_people_look_for_in_vain_comes_and_what_one_looks_for_does_not(keeper, staff):
    for person in staff[:2]:
        look_for(person, "vado permanent")
    for _again in range(5):
        look_for(staff[0], "baixa per malaltia")
    assert texts(keeper) == ["vado permanent"]
    assert list_needs(keeper)[0].people == 2


def test_the_same_words_in_another_order_and_form_are_the_same_search(keeper, staff):
    look_for(staff[0], "Guals permanents")
    look_for(staff[1], "permanent gual")
    assert len(list_needs(keeper)) == 1


def test_two_people_in_different_weeks_are_perhaps_one(keeper, staff):
    look_for(staff[0], "vado")
    weeks_pass(1)
    look_for(staff[1], "vado")
    assert texts(keeper) == []


def test_what_was_found_and_opened_needs_nothing_and_what_nobody_opened_does(keeper, staff):
    for person in staff:
        look_for(person, "padró", found=4)
        look_for(person, "quota", found=9)
    look_for(staff[0], "padró", found=4, clicked=True)
    (need,) = list_needs(keeper)
    assert (need.text, need.nothing_found) == ("quota", False)


def test_what_somebody_finds_and_another_may_not_read_is_not_a_search_without_results(keeper, staff):
    look_for(staff[0], "ajuts", found=0)
    look_for(staff[1], "ajuts", found=3, clicked=True)
    assert texts(keeper) == []


def test_the_most_frequent_comes_first(keeper, staff):
    for person in staff[:2]:
        look_for(person, "poc")
    for person in staff:
        look_for(person, "molt")
    assert texts(keeper) == ["molt", "poc"]


def test_what_one_person_tells_on_purpose_comes_too(keeper, staff):
    report_missing(staff[0], "conveni del camp de futbol")
    (need,) = list_needs(keeper)
    assert (need.text, need.reported, need.people) == ("conveni del camp de futbol", True, 1)


def test_the_list_costs_one_question_however_long_it_is(keeper, staff, signed_in):
    client = signed_in(keeper)
    client.get("/cerca/cura/")
    with CaptureQueriesContext(connection) as empty:
        client.get("/cerca/cura/")
    for number in range(60):
        report_missing(staff[0], f"{'paraula molt llarga ' * 9} {number}")
    with CaptureQueriesContext(connection) as full:
        page = client.get("/cerca/cura/")
    assert page.text.count("kept__need") == 50
    assert len(full) == len(empty)


# --- How it leaves the list ----------------------------------------------------------------------


def test_a_synonym_from_the_list_mends_it_and_undoing_brings_it_back(keeper, staff, signed_in):
    for person in staff:
        look_for(person, "vado permanent")
    client = signed_in(keeper)
    assert "vado permanent" in client.get("/cerca/cura/").text
    client.post("/cerca/cura/equival/", {"text": "vado permanent", "other": "gual"})
    assert str(SynonymGroup.objects.get()) == "vado permanent = gual"
    assert texts(keeper) == []
    client.post("/cerca/desfes/", {"lloc": "care"})
    assert texts(keeper) == ["vado permanent"]
    assert not SynonymGroup.objects.exists()


def test_a_pinned_result_mends_it(keeper, staff, signed_in):
    scope = make_scope("section", "Pàgines")
    give(keeper, scope)
    get_engine().rebuild([entry(1, "Alta al padró", scope=scope.pk)], reason="test")
    for person in staff:
        look_for(person, "empadronar")
    client = signed_in(keeper)
    page = client.get("/cerca/", {"q": "padró", "destaca": "empadronar"}).text
    assert 'name="q" value="empadronar"' in page
    client.post("/cerca/destaca/", {"q": "empadronar", "entrada": "thing:1"})
    assert texts(keeper) == []
    client.post("/cerca/desfes/", {"q": "empadronar"})
    assert texts(keeper) == ["empadronar"]
    assert not PinnedAnswer.objects.exists()


def test_what_is_dismissed_stays_away_and_can_be_taken_back(keeper, staff, signed_in):
    for person in staff:
        look_for(person, "quiniela")
    key = list_needs(keeper)[0].key
    client = signed_in(keeper)
    client.post("/cerca/cura/descarta/", {"clau": key})
    assert texts(keeper) == []
    client.post("/cerca/desfes/", {"lloc": "care"})
    assert texts(keeper) == ["quiniela"]
    dismiss_need(keeper, key)
    weeks_pass(1)
    for person in staff:
        look_for(person, "quiniela")
    assert texts(keeper) == []


def test_what_goes_on_failing_after_the_mend_comes_back(keeper, staff, signed_in):
    for person in staff:
        look_for(person, "vado")
    signed_in(keeper).post("/cerca/cura/equival/", {"text": "vado", "other": "gual"})
    weeks_pass(1)
    assert texts(keeper) == []
    for person in staff:
        look_for(person, "vado")
    assert texts(keeper) == ["vado"]


def test_what_is_told_on_purpose_comes_back_whatever_was_decided(keeper, staff):
    key = report_missing(staff[0], "conveni")
    dismiss_need(keeper, key)
    assert texts(keeper) == []
    report_missing(staff[1], "el conveni")
    assert len(list_needs(keeper)) == 1


def test_a_slip_is_explained_and_changes_nothing(keeper, signed_in):
    client = signed_in(keeper)
    for posted in ({"text": "vado", "other": ""}, {"text": "vado", "other": "el VADO"}, {"text": "", "other": "gual"}):
        page = client.post("/cerca/cura/equival/", posted, follow=True)
        assert "message--error" in page.text
    assert client.post("/cerca/cura/descarta/", {}).status_code == 400
    assert not SynonymGroup.objects.exists()
    assert not CareDecision.objects.exists()


def test_the_desk_of_those_who_keep_it_says_how_many_wait(keeper, staff):
    report_missing(staff[0], "conveni")
    with CaptureQueriesContext(connection) as captured:
        assert desk_part(keeper) == {"waiting": 1}
    assert desk_part(staff[0]) is None
    assert len([query for query in captured if "search_" in query["sql"]]) == 1


def test_only_those_who_keep_the_search_see_or_change_it_and_it_is_recorded(keeper, staff):
    key = report_missing(staff[0], "conveni")
    for forbidden in (list_needs, lambda user: dismiss_need(user, key), lambda user: take_back(user, key=key)):
        with pytest.raises(Http404):
            forbidden(staff[0])
    dismiss_need(keeper, key)
    assert AuditEvent.objects.get(action="search_need.dismissed").actor == keeper


# --- Without who ---------------------------------------------------------------------------------


def test_nothing_that_is_kept_says_who(keeper, staff):
    look_for(staff[0], "vado")
    use = SearchUse.objects.get()
    columns = {field.name for field in SearchUse._meta.get_fields()}
    assert columns == {"id", "week", "key", "seeker", "text", "found", "clicked", "reported"}
    assert use.seeker not in {hashlib.sha256(str(staff[0].pk).encode()).hexdigest()[:32], str(staff[0].pk)}
    secret = bytes.fromhex(SeekerKey.objects.get().secret)
    assert use.seeker == hmac.new(secret, str(staff[0].pk).encode(), hashlib.sha256).hexdigest()[:32]


def test_when_the_week_is_over_its_secret_goes_and_the_next_week_has_another(staff):
    look_for(staff[0], "vado")
    before = SearchUse.objects.get().seeker
    weeks_pass(1)
    keep_house.enqueue()
    assert not SeekerKey.objects.exists()
    look_for(staff[0], "vado")
    assert SearchUse.objects.get(week=this_week()).seeker != before


def test_all_is_forgotten_after_thirteen_weeks(keeper, staff):
    for person in staff:
        look_for(person, "vado")
    weeks_pass(WEEKS_KEPT - 1)
    keep_house.enqueue()
    assert texts(keeper) == ["vado"]
    weeks_pass(1)
    assert texts(keeper) == []
    keep_house.enqueue()
    assert not SearchUse.objects.exists()


def test_asking_again_is_one_row_and_the_database_sees_to_it(staff):
    for found in (0, 0, 3):
        look_for(staff[0], "vado", found)
    use = SearchUse.objects.get()
    assert (use.found, use.clicked) == (3, False)
    with pytest.raises(IntegrityError), transaction.atomic():
        SearchUse.objects.create(week=use.week, key=use.key, seeker=use.seeker, text="altre")


# --- How it is told ------------------------------------------------------------------------------


def note_in(page: str) -> str:
    return page.partition('name="nota" value="')[2].partition('"')[0]


def test_the_page_tells_it_and_the_search_itself_writes_nothing(staff, signed_in):
    get_engine().rebuild([], reason="test")
    client = signed_in(staff[0])
    note = note_in(client.get("/cerca/", {"q": "vado"}).text)
    assert not SearchUse.objects.exists()
    assert client.post("/cerca/clic/", {"nota": note}).status_code == 204
    assert client.post("/cerca/clic/", {"nota": note, "clic": "1"}).status_code == 204
    use = SearchUse.objects.get()
    assert (use.text, use.found, use.clicked) == ("vado", 0, True)


@pytest.mark.parametrize("asked", [{"q": ""}, {"q": "vado", "any": "2024"}, {"q": "vado", "tipus": "thing"}])
def test_filters_and_empty_searches_are_not_told(things, staff, signed_in, asked):
    get_engine().rebuild([], reason="test")
    assert note_in(signed_in(staff[0]).get("/cerca/", asked).text) == ""


def test_later_pages_programs_and_suggestions_are_not_told(staff, signed_in):
    scope = make_scope("section", "Pàgines")
    give(staff[0], scope)
    get_engine().rebuild([entry(number, "Acta", scope=scope.pk) for number in range(1, 15)], reason="test")
    client = signed_in(staff[0])
    assert note_in(client.get("/cerca/", {"q": "acta"}).text)
    assert note_in(client.get("/cerca/", {"q": "acta", "pagina": "2"}).text) == ""
    assert "nota" not in client.get("/cerca/", {"q": "acta"}, headers={"Accept": "application/json"}).text
    assert "nota" not in client.get("/cerca/suggeriments/", {"q": "acta"}, headers={"HX-Request": "true"}).text


def test_a_forged_or_old_note_is_refused(staff, signed_in):
    client = signed_in(staff[0])
    for note in ("", "res", signing.dumps(["vado", 0], salt="another"), note_of(parse_query({"q": "a1"}), 0) + "x"):
        assert client.post("/cerca/clic/", {"nota": note}).status_code == 400
    assert not SearchUse.objects.exists()


def test_a_visitor_tells_nothing_and_a_foreign_page_cannot_make_somebody_tell(staff, signed_in):
    note = note_of(parse_query({"q": "vado"}), 0)
    assert Client().post("/cerca/clic/", {"nota": note}).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in(staff[0]).cookies
    assert strict.post("/cerca/clic/", {"nota": note}).status_code == 403
    assert not SearchUse.objects.exists()


def test_telling_that_something_is_missing_is_one_click_that_can_be_undone(keeper, staff, signed_in):
    get_engine().rebuild([], reason="test")
    client = signed_in(staff[0])
    assert 'action="/cerca/falta/"' in client.get("/cerca/", {"q": "conveni"}).text
    page = client.post("/cerca/falta/", {"q": "conveni"}, follow=True).text
    assert 'action="/cerca/desfes/"' in page
    assert texts(keeper) == ["conveni"]
    client.post("/cerca/desfes/", {"q": "conveni"})
    assert texts(keeper) == []


def test_results_with_some_of_the_words_may_be_told_not_to_be_it(staff, signed_in):
    scope = make_scope("section", "Pàgines")
    give(staff[0], scope)
    get_engine().rebuild([entry(1, "Contenidor permanent", scope=scope.pk)], reason="test")
    client = signed_in(staff[0])
    assert 'action="/cerca/falta/"' in client.get("/cerca/", {"q": "xemeneia permanent"}).text
    assert 'action="/cerca/falta/"' not in client.get("/cerca/", {"q": "contenidor permanent"}).text


def test_an_empty_report_is_nothing(staff, signed_in):
    assert signed_in(staff[0]).post("/cerca/falta/", {"q": "  "}).status_code == 302
    assert not SearchUse.objects.exists()


# --- Undoing -------------------------------------------------------------------------------------


def test_undoing_twice_or_too_late_says_so(keeper, signed_in):
    client = signed_in(keeper)
    page = client.post("/cerca/desfes/", {"lloc": "care"}, follow=True).text
    assert "message--warning" in page


def test_the_way_back_asks_again_whether_the_person_may(keeper, staff, signed_in):
    for person in staff:
        look_for(person, "vado")
    client = signed_in(keeper)
    client.post("/cerca/cura/descarta/", {"clau": list_needs(keeper)[0].key})
    keeper.roles.all().delete()
    assert client.post("/cerca/desfes/", {"lloc": "care"}).status_code == 404
    assert CareDecision.objects.exists()


def test_a_pin_answers_by_the_stems_of_today(keeper):
    scope = make_scope("section", "Pàgines")
    give(keeper, scope)
    get_engine().rebuild([entry(1, "Alta al padró", scope=scope.pk)], reason="test")
    pin = pin_answer(keeper, "empadronar-se", "thing:1")
    now = pin.key
    PinnedAnswer.objects.filter(pk=pin.pk).update(key="stem of an older release")
    keep_house.enqueue()
    assert PinnedAnswer.objects.get().key == now


def test_what_is_wrong_is_a_sentence_for_the_service_too(keeper):
    with pytest.raises(ValidationError, match=r"\w{4}"):
        pin_answer(keeper, "any:2024", "thing:1")
