"""Saved searches: one's own, told of by mail as their owner would find them, and saying nothing that could leak."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search import digest
from search import saved as searches
from search.engines import get_engine
from search.engines.base import EngineUnavailable
from search.models import SavedSearch
from search.query import parse_query
from search.saved import MAX_SAVED, MAX_WATCHED, desk_part, save_search, set_alert
from search.synonyms import add_synonyms
from search.tasks import send_digests
from tests.factories import give, make_person, make_scope
from tests.search.conftest import entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def councillor(town):
    return make_person("marta.soler", roles=["councillor"])


@pytest.fixture
def scope(councillor):
    scope = make_scope("node", "Contractació")
    give(councillor, scope)
    return scope


@pytest.fixture
def hidden():
    return make_scope("node", "Serveis socials")


@pytest.fixture
def index(scope):
    """Puts entries in, beside those that are there."""
    engine = get_engine()
    engine.rebuild([entry(1, "Contracte de neteja", scope=scope.pk)], reason="test")

    def put(*entries) -> None:
        with engine.exclusive():
            engine.write(entries)

    return put


@pytest.fixture
def watched(index, councillor) -> SavedSearch:
    return watch(councillor, "contracte")


def watch(person, text: str, alert: str = "daily") -> SavedSearch:
    kept, _is_new = save_search(person, parse_query({"q": text}))
    set_alert(kept, alert)
    return kept


def days_pass(days: int = 1) -> None:
    """The last look was that much longer ago."""
    for one in SavedSearch.objects.exclude(checked_at=None):
        SavedSearch.objects.filter(pk=one.pk).update(checked_at=one.checked_at - timedelta(days=days))


def letters_after(days: int = 1) -> list:
    days_pass(days)
    mail.outbox.clear()
    send_digests.enqueue()
    return list(mail.outbox)


# --- The letter ----------------------------------------------------------------------------------


def test_it_says_how_many_things_are_new_and_never_which(watched, index, scope):
    index(entry(2, "Contracte d’obres del carrer Major", "amb preu", scope=scope.pk), entry(3, "Acta", scope=scope.pk))
    (letter,) = letters_after()
    assert letter.to == ["marta.soler@vilaexemple.example"]
    html, kind = letter.alternatives[0]
    assert kind == "text/html"
    for text in (letter.body, html):
        assert "contracte" in text
        assert f"/cerca/desades/{watched.pk}/" in text
        assert "1 " in text
        assert "Major" not in text
        assert "preu" not in text
        assert "?q=" not in text


def test_nothing_new_sends_nothing_and_asking_twice_sends_once(watched, index, scope):
    assert letters_after() == []
    index(entry(2, "Contracte nou", scope=scope.pk))
    assert len(letters_after()) == 1
    send_digests.enqueue()
    assert len(mail.outbox) == 1
    assert letters_after() == []


def test_one_letter_tells_of_all_the_searches(watched, index, councillor, scope):
    watch(councillor, "acta")
    index(entry(2, "Contracte nou", scope=scope.pk), entry(3, "Acta nova", scope=scope.pk))
    (letter,) = letters_after()
    assert "acta" in letter.body
    assert "contracte" in letter.body


def test_weekly_waits_for_the_week(index, councillor, scope):
    watch(councillor, "contracte", "weekly")
    index(entry(2, "Contracte nou", scope=scope.pk))
    assert letters_after(days=2) == []
    assert len(letters_after(days=5)) == 1


def test_what_the_owner_may_not_read_is_not_counted(watched, index, hidden):
    index(entry(2, "Contracte amagat", scope=hidden.pk))
    assert letters_after() == []


def test_an_old_thing_that_can_be_read_from_today_is_new(watched, index, councillor, hidden):
    index(entry(2, "Contracte del 1980", scope=hidden.pk))
    assert letters_after() == []
    give(councillor, hidden)
    assert len(letters_after()) == 1


def test_what_was_known_is_not_told_again_when_it_comes_back(watched, index, councillor, scope):
    grants = list(scope.effective_grants.values())
    scope.effective_grants.all().delete()
    assert letters_after() == []
    scope.effective_grants.model.objects.bulk_create(scope.effective_grants.model(**grant) for grant in grants)
    assert letters_after() == []


def test_who_lost_access_or_was_disabled_gets_nothing(watched, index, councillor, scope):
    scope.grants.all().delete()
    index(entry(2, "Contracte nou", scope=scope.pk))
    assert letters_after() == []
    give(councillor, scope)
    councillor.is_active = False
    councillor.save()
    assert letters_after() == []


def test_without_an_address_the_news_wait_on_the_desk(watched, index, councillor, scope):
    councillor.email = ""
    councillor.save()
    index(entry(2, "Contracte nou", scope=scope.pk))
    assert letters_after() == []
    assert [one.pk for one in desk_part(councillor)["searches"]] == [watched.pk]


def test_a_search_that_fails_does_not_stop_the_others_and_is_asked_again(
    watched, index, councillor, scope, monkeypatch
):
    other = watch(councillor, "acta")
    index(entry(2, "Contracte nou", scope=scope.pk), entry(3, "Acta nova", scope=scope.pk))
    ids_found = searches.ids_found

    def broken(engine, one):
        if one.pk == watched.pk:
            raise EngineUnavailable
        return ids_found(engine, one)

    monkeypatch.setattr("search.digest.ids_found", broken)
    (letter,) = letters_after()
    assert "acta" in letter.body
    assert "contracte" not in letter.body
    monkeypatch.undo()
    send_digests.enqueue()
    assert "contracte" in mail.outbox[-1].body
    assert f"/{other.pk}/" not in mail.outbox[-1].body


def test_a_letter_that_cannot_leave_is_sent_the_next_time(watched, index, scope, monkeypatch):
    index(entry(2, "Contracte nou", scope=scope.pk))

    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        assert letters_after() == []
    send_digests.enqueue()
    assert len(mail.outbox) == 1


def test_two_workers_at_once_write_one_letter(watched, index, scope, monkeypatch):
    index(entry(2, "Contracte nou", scope=scope.pk))
    send, told = mail.EmailMultiAlternatives.send, []

    def send_while_another_worker_asks(letter):
        told.append(digest.send_digest(watched.owner_id))
        return send(letter)

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", send_while_another_worker_asks)
    assert len(letters_after()) == 1
    assert told == [0]


def test_synonyms_count_in_saved_searches_too(watched, index, scope):
    keeper = make_person("elisenda.roca", roles=["secretary"])
    add_synonyms(keeper, ["contracte", "encàrrec"])
    index(entry(2, "Encàrrec a mitjà propi", scope=scope.pk))
    assert len(letters_after()) == 1


def test_both_engines_find_the_same_news(engine, councillor, scope):
    with engine.exclusive():
        engine.write([entry(1, "Contracte", scope=scope.pk)])
    kept = watch(councillor, "contractes")
    with engine.exclusive():
        engine.write([entry(2, "Contracte nou", scope=scope.pk)])
    total, ids = searches.ids_found(engine, kept)
    assert (total, set(ids)) == (2, {"thing:1", "thing:2"})
    assert searches.note_news(kept, ids) == ["thing:2"]


def test_the_letters_of_many_searches_cost_the_same_each(watched, index, councillor):
    for number in range(3):
        watch(councillor, f"paraula{number}")
    days_pass()
    with CaptureQueriesContext(connection) as four:
        send_digests.enqueue()
    for number in range(3, 9):
        watch(councillor, f"paraula{number}")
    days_pass()
    with CaptureQueriesContext(connection) as ten:
        send_digests.enqueue()
    per_search = (len(ten) - len(four)) / 6
    assert per_search <= 10


# --- Keeping them --------------------------------------------------------------------------------


def test_a_search_is_saved_with_one_click_under_its_own_words_and_undone(index, councillor, signed_in):
    client = signed_in(councillor)
    assert 'action="/cerca/desa/"' in client.get("/cerca/", {"q": "contracte"}).text
    page = client.post("/cerca/desa/", {"q": "contracte", "any": "2024"}, follow=True).text
    kept = SavedSearch.objects.get()
    assert (kept.name, kept.text, kept.years, kept.alert) == ("contracte", "contracte", "2024", "none")
    assert 'action="/cerca/desa/"' not in page
    client.post("/cerca/desfes/", {"q": "contracte", "any": "2024"})
    assert not SavedSearch.objects.exists()


def test_saving_twice_keeps_one_and_filters_tell_searches_apart(councillor):
    for params in ({"q": "obres"}, {"q": "obres"}, {"q": "obres", "any": "2024"}, {"any": "2024"}):
        save_search(councillor, parse_query(params))
    assert list(SavedSearch.objects.values_list("name", flat=True)) == ["2024", "obres", "obres"]


def test_there_is_an_end_to_how_many_and_nothing_is_not_saved(councillor):
    with pytest.raises(ValidationError, match=r"\w{4}"):
        save_search(councillor, parse_query({"q": ""}))
    for number in range(MAX_SAVED):
        save_search(councillor, parse_query({"q": f"cerca{number}"}))
    with pytest.raises(ValidationError, match=str(MAX_SAVED)):
        save_search(councillor, parse_query({"q": "una més"}))


def test_a_search_that_finds_too_much_is_not_watched(councillor, scope):
    get_engine().rebuild([entry(n, "Acta", scope=scope.pk) for n in range(1, MAX_WATCHED + 2)], reason="test")
    kept, _is_new = save_search(councillor, parse_query({"q": "acta"}))
    with pytest.raises(ValidationError, match=str(MAX_WATCHED + 1)):
        set_alert(kept, "daily")
    kept.refresh_from_db()
    assert kept.alert == "none"


def test_the_database_refuses_what_makes_no_sense(councillor):
    SavedSearch.objects.create(owner=councillor, name="Obres", text="obres")
    for wrong in ({"text": "obres"}, {"text": ""}, {"text": "altres", "alert": "hourly"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedSearch.objects.create(owner=councillor, name="Obres", **wrong)


def test_name_and_mail_are_changed_on_the_list(watched, councillor, signed_in):
    client = signed_in(councillor)
    address = f"/cerca/desades/{watched.pk}"
    name = "Els contractes de neteja i manteniment " * 5
    client.post(f"{address}/canvia/", {"name": name, "alert": "weekly"})
    watched.refresh_from_db()
    assert (watched.name, watched.alert) == (name.strip(), "weekly")
    page = client.post(f"{address}/canvia/", {"name": "x" * 201, "alert": "weekly"}, follow=True).text
    assert "message--error" in page
    page = client.post(f"{address}/canvia/", {"name": "Nom", "alert": "hourly"}, follow=True).text
    assert "message--error" in page
    watched.refresh_from_db()
    assert watched.name == name.strip()
    client.post(f"{address}/esborra/")
    client.post("/cerca/desfes/", {"lloc": "saved"})
    restored = SavedSearch.objects.get()
    assert (restored.text, restored.alert) == ("contracte", "weekly")


def test_a_name_from_outside_is_one_line_of_plain_text(councillor, signed_in):
    signed_in(councillor).post("/cerca/desa/", {"q": "contracte", "nom": " Els\x00 meus\r\ncontractes "})
    assert SavedSearch.objects.get().name == "Els meus contractes"


def test_what_cannot_be_watched_keeps_its_name_too(councillor, index, signed_in, monkeypatch):
    kept, _is_new = save_search(councillor, parse_query({"q": "contracte"}))
    monkeypatch.setattr("search.saved.ids_found", lambda *asked: (MAX_WATCHED + 1, []))
    page = signed_in(councillor).post(
        f"/cerca/desades/{kept.pk}/canvia/", {"name": "Nou", "alert": "daily"}, follow=True
    )
    assert "message--error" in page.text
    kept.refresh_from_db()
    assert (kept.name, kept.alert) == ("contracte", "none")


def test_a_deletion_can_still_be_undone_once_the_index_answers_again(watched, councillor, signed_in, monkeypatch):
    def broken(*args, **kwargs):
        raise EngineUnavailable

    client = signed_in(councillor)
    client.post(f"/cerca/desades/{watched.pk}/esborra/")
    with monkeypatch.context() as patch:
        patch.setattr("search.saved.ids_found", broken)
        page = client.post("/cerca/desfes/", {"lloc": "saved"}, follow=True)
    assert 'action="/cerca/desfes/"' in page.text
    client.post("/cerca/desfes/", {"lloc": "saved"})
    assert SavedSearch.objects.get().alert == "daily"


def test_another_persons_searches_do_not_exist(watched, stranger, signed_in):
    client = signed_in(stranger)
    assert "contracte" not in client.get("/cerca/desades/").text
    assert client.get(f"/cerca/desades/{watched.pk}/").status_code == 404
    for verb in ("canvia", "esborra"):
        assert client.post(f"/cerca/desades/{watched.pk}/{verb}/", {"name": "Meva"}).status_code == 404
    assert SavedSearch.objects.filter(pk=watched.pk, name="contracte").exists()


def test_the_news_are_read_under_what_the_owner_may_read_then(watched, index, councillor, scope, signed_in):
    index(entry(2, "Contracte d’obres", scope=scope.pk))
    letters_after()
    client = signed_in(councillor)
    page = client.get(f"/cerca/desades/{watched.pk}/").text
    assert "Contracte d’obres" in page
    assert "Contracte de neteja" not in page
    scope.effective_grants.all().delete()
    assert client.get(f"/cerca/desades/{watched.pk}/").url == "/cerca/?q=contracte"


def test_the_list_asks_as_much_for_many_as_for_one(watched, councillor, signed_in):
    client = signed_in(councillor)
    client.get("/cerca/desades/")
    with CaptureQueriesContext(connection) as few:
        client.get("/cerca/desades/")
    SavedSearch.objects.bulk_create(
        SavedSearch(owner=councillor, name="n" * 200, text=f"cerca {n}", news=["thing:1"], news_at=timezone.now())
        for n in range(30)
    )
    with CaptureQueriesContext(connection) as many:
        client.get("/cerca/desades/")
    assert len(many) == len(few)
