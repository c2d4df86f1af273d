"""My account: password, language, accesses, and the parts that other rooms add."""

import pytest
from django.test import Client

from intranet.access.models import AuditEvent
from intranet.people import account, factors, services
from tests.factories import make_person
from tests.people.conftest import PASSWORD, says

pytestmark = pytest.mark.django_db

NEW = "cinc branques sense fulles"


def change(client, old=PASSWORD, new=NEW, again=NEW):
    return client.post("/compte/contrasenya/", {"old_password": old, "new_password1": new, "new_password2": again})


def test_a_new_password_ends_the_sessions_elsewhere(marta, signed_in):
    here, elsewhere = signed_in(marta), signed_in(marta)
    assert change(here)["Location"] == "/compte/"
    assert here.get("/compte/").status_code == 200
    assert elsewhere.get("/compte/")["Location"].startswith("/entra/")
    assert AuditEvent.objects.filter(action="password.changed", actor=marta).count() == 1


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("no es aquesta", NEW, NEW),
        (PASSWORD, "curta", "curta"),
        (PASSWORD, "123456789012", "123456789012"),
        (PASSWORD, "marta.soler.2026", "marta.soler.2026"),
        (PASSWORD, "Vilaexemple2026!", "Vilaexemple2026!"),
        (PASSWORD, "Ajuntament-Vilaexemple", "Ajuntament-Vilaexemple"),
        (PASSWORD, "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa"),
        (PASSWORD, "9876543210987", "9876543210987"),
        (PASSWORD, NEW, "una altra cosa ben diferent"),
        (PASSWORD, "", ""),
    ],
)
def test_a_bad_password_is_refused_with_a_sentence_and_nothing_changes(marta, signed_in, old, new, again):
    response = change(signed_in(marta), old, new, again)
    assert response.status_code == 400
    assert response.context["form"].errors
    marta.refresh_from_db()
    assert marta.check_password(PASSWORD)


@pytest.mark.parametrize("new", ["quatre gats " * 7, "català amb espais i 日本語", "només lletres minúscules"])
def test_long_phrases_in_any_script_are_welcome(marta, signed_in, new):
    assert change(signed_in(marta), new=new, again=new).status_code == 302


def test_the_form_helps_password_managers(marta, signed_in):
    page = signed_in(marta).get("/compte/contrasenya/").content.decode()
    assert page.count('autocomplete="new-password"') == 2
    assert 'autocomplete="current-password"' in page


def test_the_account_says_how_many_codes_are_left(marta, signed_in):
    client = signed_in(marta)
    codes = factors.make_recovery_codes(marta)
    assert says(client.get("/compte/"), "You have %(left)s of %(made)s recovery codes left.", left=10, made=10)
    for code in codes[:8]:
        factors.show_code(marta, code)
    assert client.get("/compte/").context["codes_left"] == 2
    assert "message--attention" in client.get("/compte/").content.decode()


def test_rescue_codes_are_not_counted_as_mine(marta, signed_in):
    factors.give_rescue_code(make_person("lluis.mestre", roles=["method_lead"]), marta)
    assert factors.codes_left(marta) == 0


def test_other_rooms_add_their_part(marta, stranger, signed_in):
    section = account.Section(
        "test", 1, "theme/components/message.html", lambda user: {"user": user} if user == marta else None
    )
    account.register(section)
    try:
        assert account.sections_for(marta)[0]["key"] == "test"
        assert "test" not in [part["key"] for part in account.sections_for(stranger)]
        assert signed_in(marta).get("/compte/").context["parts"][0]["user"] == marta
    finally:
        account._sections.pop("test")


def test_the_accesses_shown_are_mine_alone(marta, stranger, phone, office, give_password, signed_in):
    give_password(office, password="no")
    give_password(office)
    mine = office.get("/compte/")
    assert says(mine, "Wrong password")
    assert says(mine, "You came in")
    assert "192.168.7.20" not in signed_in(stranger).get("/compte/").content.decode()


def test_the_account_asks_the_same_however_long_the_record(marta, signed_in, django_assert_max_num_queries):
    for _each in range(30):
        services.record_failed_sign_in("marta.soler", ip="203.0.113.1", locked=False)
    client = signed_in(marta)
    client.get("/compte/")
    with django_assert_max_num_queries(12):
        client.get("/compte/")


@pytest.mark.parametrize("where", ["visitor", "person"])
def test_the_language_is_chosen_with_a_form_and_kept(marta, signed_in, where):
    client = signed_in(marta) if where == "person" else Client()
    response = client.post("/llengua/", {"language": "es", "next": "https://evil.example/"})
    assert response["Location"] == "/"
    assert 'html lang="es"' in client.get("/compte/", follow=True).content.decode()


def test_a_language_that_is_not_spoken_here_changes_nothing(marta, signed_in):
    client = signed_in(marta)
    client.post("/llengua/", {"language": "tlh", "next": "/compte/"})
    assert client.get("/compte/").status_code == 200
