"""Pinned answers: seen first by whoever looks for exactly those words, and only by who may read them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from intranet.access.models import AuditEvent
from search.engines import get_engine
from search.keys import words_key
from search.models import PinnedAnswer
from search.pinned import answers_to, pin_answer, restore_pin, unpin_answer
from search.query import parse_query
from tests.factories import give, make_person, make_scope
from tests.search.conftest import entry

pytestmark = pytest.mark.django_db
WATER = "quota de l’aigua"


@pytest.fixture
def keeper(town):
    return make_person("elisenda.roca", roles=["secretary"])


@pytest.fixture
def open_scope(keeper, stranger):
    scope = make_scope("section", "Pàgines")
    give(keeper, scope)
    give(stranger, scope)
    return scope


@pytest.fixture
def closed_scope(keeper):
    scope = make_scope("node", "Serveis socials")
    give(keeper, scope)
    return scope


@pytest.fixture
def indexed(open_scope, closed_scope):
    engine = get_engine()
    engine.rebuild(
        [
            entry(1, "Rebut de l’aigua: com es paga", scope=open_scope.pk),
            entry(2, "Quota de l’aigua 2019", scope=open_scope.pk),
            entry(3, "Bonificació de la quota de l’aigua", scope=closed_scope.pk),
        ],
        reason="test",
    )
    return engine


def seen(engine, text: str, *scopes) -> list[int]:
    query = parse_query({"q": text} if isinstance(text, str) else text)
    return [answer.hit.pk for answer in answers_to(engine, query, {scope.pk for scope in scopes})]


@pytest.mark.parametrize(
    "asked", ["quota de l’aigua", "AIGUA quota", "quotes aigües", '"quota de l’aigua"', "la quota d'aigua"]
)
def test_it_answers_the_same_words_in_any_order_and_form(indexed, keeper, open_scope, asked):
    pin_answer(keeper, WATER, "thing:1")
    assert seen(indexed, asked, open_scope) == [1]


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "quota"},
        {"q": "quota de l’aigua 2019"},
        {"q": "quota -aigua"},
        {"q": "quota or aigua"},
        {"q": "quota aigua", "any": "2024"},
        {"q": "quota aigua", "pagina": "2"},
        {"q": ""},
    ],
)
def test_another_search_is_not_answered(indexed, keeper, open_scope, asked):
    pin_answer(keeper, WATER, "thing:1")
    assert seen(indexed, asked, open_scope) == []


def test_who_may_not_read_it_does_not_see_that_it_is_pinned(engine, keeper, open_scope, closed_scope):
    engine.rebuild([entry(1, "Obert", scope=open_scope.pk), entry(3, "Amagat", scope=closed_scope.pk)], reason="test")
    for number in (1, 3):
        PinnedAnswer.objects.create(words=WATER, key=words_key(parse_query({"q": WATER})), entry=f"thing:{number}")
    assert seen(engine, WATER, open_scope) == [1]
    assert seen(engine, WATER, open_scope, closed_scope) == [1, 3]
    assert seen(engine, WATER) == []


def test_a_revoked_grant_takes_the_answer_away_at_once(indexed, keeper, stranger, open_scope, signed_in):
    pin_answer(keeper, WATER, "thing:1")
    client = signed_in(stranger)
    assert 'data-testid="pinned"' in client.get("/cerca/", {"q": WATER}).text
    open_scope.effective_grants.all().delete()
    assert 'data-testid="pinned"' not in client.get("/cerca/", {"q": WATER}).text


def test_only_what_the_keeper_may_read_can_be_pinned_and_only_by_a_keeper(indexed, keeper, stranger, open_scope):
    with pytest.raises(Http404):
        pin_answer(stranger, WATER, "thing:1")
    with pytest.raises(Http404):
        pin_answer(keeper, WATER, "thing:999")
    lead = make_person("anna.riera", roles=["method_lead"])
    with pytest.raises(Http404):
        pin_answer(lead, WATER, "thing:3")
    assert not PinnedAnswer.objects.exists()


@pytest.mark.parametrize("words", ["", "quota -aigua", "any:2024", "quota or aigua"])
def test_only_plain_words_are_answered(indexed, keeper, words):
    with pytest.raises(ValidationError, match=r"\w{4}"):
        pin_answer(keeper, words, "thing:1")


def test_three_answers_are_the_most(indexed, keeper, open_scope):
    indexed.rebuild([entry(number, "Aigua", scope=open_scope.pk) for number in range(1, 5)], reason="test")
    for number in (1, 2, 3):
        pin_answer(keeper, WATER, f"thing:{number}")
    with pytest.raises(ValidationError, match="3"):
        pin_answer(keeper, "aigua, quota", "thing:4")
    assert pin_answer(keeper, WATER, "thing:1")  # again, the same


def test_the_database_pins_a_thing_once_for_the_same_words():
    PinnedAnswer.objects.create(words=WATER, key="aigu quot", entry="thing:1")
    with pytest.raises(IntegrityError), transaction.atomic():
        PinnedAnswer.objects.create(words=WATER, key="aigu quot", entry="thing:1")


def test_unpinning_is_undone_and_everything_is_recorded(indexed, keeper, open_scope):
    pin = pin_answer(keeper, WATER, "thing:1")
    kept = unpin_answer(keeper, pin)
    assert seen(indexed, WATER, open_scope) == []
    restore_pin(keeper, **kept)
    assert seen(indexed, WATER, open_scope) == [1]
    actions = AuditEvent.objects.filter(action__startswith="answer.").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["answer.pinned", "answer.unpinned", "answer.pinned"]


def test_a_keeper_pins_from_the_results_with_one_click_and_undoes_it(indexed, keeper, signed_in):
    client = signed_in(keeper)
    page = client.get("/cerca/", {"q": "aigua"}).text
    assert 'name="entrada" value="thing:1"' in page
    page = client.post("/cerca/destaca/", {"q": "aigua", "entrada": "thing:1"}, follow=True).text
    assert 'data-testid="pinned"' in page
    page = client.post("/cerca/desfes/", {"q": "aigua"}, follow=True).text
    assert 'data-testid="pinned"' not in page
    assert not PinnedAnswer.objects.exists()


def test_others_see_the_answer_without_the_buttons(indexed, keeper, stranger, signed_in):
    pin_answer(keeper, "aigua", "thing:1")
    page = signed_in(stranger).get("/cerca/", {"q": "aigua", "destaca": "altra cosa"}).text
    assert 'data-testid="pinned"' in page
    assert 'name="entrada"' not in page
    assert "altra cosa" not in page


def test_the_list_names_nothing_that_the_keeper_may_not_read(indexed, keeper, closed_scope, signed_in):
    pin_answer(keeper, WATER, "thing:3")
    assert "Bonificació" in signed_in(keeper).get("/cerca/destacats/").text
    lead = make_person("anna.riera", roles=["method_lead"])
    page = signed_in(lead).get("/cerca/destacats/").text
    assert "Bonificació" not in page
    assert WATER in page


def test_the_list_asks_as_much_for_many_as_for_one(indexed, keeper, signed_in):
    client = signed_in(keeper)
    pin_answer(keeper, WATER, "thing:1")
    client.get("/cerca/destacats/")
    with CaptureQueriesContext(connection) as few:
        client.get("/cerca/destacats/")
    for number in range(10):
        pin_answer(keeper, f"paraula{number} {'llarga' * 30}", "thing:2")
    with CaptureQueriesContext(connection) as many:
        client.get("/cerca/destacats/")
    assert len(many) == len(few)


def test_the_results_ask_a_fixed_number_of_queries(indexed, keeper, stranger, signed_in):
    client = signed_in(stranger)
    client.get("/cerca/", {"q": "aigua"})
    with CaptureQueriesContext(connection) as bare:
        client.get("/cerca/", {"q": "aigua"})
    for number in (1, 2):
        pin_answer(keeper, "aigua", f"thing:{number}")
    with CaptureQueriesContext(connection) as full:
        client.get("/cerca/", {"q": "aigua"})
    assert len(full) == len(bare)
    # Nothing is written while somebody searches.
    assert not [query["sql"] for query in full if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
