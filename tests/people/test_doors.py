"""Every door against every standing: nothing opens that was not opened on purpose (L29, op.acc.2)."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils.translation import gettext

from tests.factories import make_person
from tests.people.conftest import INSIDE, OUTSIDE, PASSWORD, says

ENDED = "Your session has ended. Sign in again; what you were doing has not been saved."

OPEN = ["/entra/", "/salut/", "/accessibilitat/"]
CLOSED = [
    "/",
    "/cerca/?q=ple",
    "/cerca/suggeriments/?q=ple",
    "/documents/",
    "/documents/1/fitxer/",
    "/agenda/",
    "/sessions/",
    "/procediments/",
    "/directori/",
    "/compte/",
    "/compte/contrasenya/",
    "/compte/codis/",
    "/editor/",
    "/editor/pages/",
    "/editor/account/",
    "/editor/jsi18n/",
    "/guia-estil/",
    "/no-existeix/",
    "/entra/codi/",
    "/entra/alta/",
    "/entra/alta/qr.svg",
]
OTHER_DOORS = [
    "/editor/login/",
    "/_util/login/",
    "/_util/authenticate_with_password/1/1/",
    "/editor/password_reset/",
    "/editor/password_reset/confirm/MQ/set-password/",
]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", OPEN)
def test_a_visitor_sees_what_is_open(town, browser, address):
    assert browser.get(address).status_code in {200, 503}


@pytest.mark.parametrize("address", CLOSED)
def test_a_visitor_is_sent_to_the_sign_in(town, browser, address):
    response = browser.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/entra/?next=")


@pytest.mark.parametrize("address", OTHER_DOORS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_other_door_leads_to_the_one(marta, browser, address, method):
    response = getattr(browser, method)(address, {"username": "marta.soler", "password": PASSWORD})
    assert response["Location"].startswith("/entra/")
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("address", [address for address in CLOSED if not address.startswith("/entra/")])
def test_a_password_alone_from_outside_opens_nothing(marta, phone, browser, give_password, address):
    give_password(browser)
    response = browser.get(address)
    assert response["Location"].startswith("/entra/codi/?next=")


@pytest.mark.parametrize("address", [address for address in CLOSED if not address.startswith("/entra/")])
def test_without_a_factor_the_first_sign_in_only_enrols(marta, browser, give_password, address):
    give_password(browser)
    response = browser.get(address)
    assert response["Location"].startswith("/entra/alta/?next=")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_other_methods_are_closed_too(marta, phone, browser, give_password, method):
    assert getattr(browser, method)("/directori/")["Location"] == "/entra/"
    give_password(browser)
    assert getattr(browser, method)("/directori/")["Location"] == "/entra/codi/"


def test_inside_the_town_hall_a_password_is_enough(marta, office, give_password):
    assert give_password(office)["Location"] == "/"
    assert office.get("/directori/").status_code == 200


def test_who_leaves_the_town_hall_owes_the_second_factor(marta, phone, office, give_password):
    give_password(office)
    assert office.get("/directori/").status_code == 200
    assert office.get("/directori/", REMOTE_ADDR=OUTSIDE)["Location"] == "/entra/codi/?next=/directori/"
    assert office.get("/directori/", REMOTE_ADDR=INSIDE).status_code == 200


def test_a_header_does_not_bring_anybody_inside(marta, phone, office, give_password):
    give_password(office)
    spoofed = office.get("/directori/", REMOTE_ADDR=OUTSIDE, headers={"X-Forwarded-For": INSIDE})
    assert spoofed["Location"] == "/entra/codi/?next=/directori/"


def test_behind_a_proxy_only_what_the_proxy_adds_is_believed(marta, phone, office, give_password, settings):
    settings.AXES_IPWARE_PROXY_COUNT = 1
    give_password(office)
    inside = office.get("/directori/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": f"1.2.3.4, {INSIDE}"})
    outside = office.get("/directori/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": f"{INSIDE}, {OUTSIDE}"})
    without = office.get("/directori/", REMOTE_ADDR=INSIDE)
    assert (inside.status_code, outside.status_code, without.status_code) == (200, 302, 302)


def test_with_both_factors_the_house_is_open(marta, phone, browser, give_password, give_code):
    give_password(browser)
    assert give_code(browser, phone.code())["Location"] == "/"
    assert browser.get("/directori/").status_code == 200


def test_a_closed_account_is_out_at_once(marta, signed_in):
    client = signed_in(marta)
    assert client.get("/directori/").status_code == 200
    marta.is_active = False
    marta.save()
    assert client.get("/directori/")["Location"].startswith("/entra/")


def test_a_factor_of_somebody_else_opens_nothing(marta, phone, stranger, browser):
    browser.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    session = browser.session
    session["otp_device_id"] = phone.device.persistent_id
    session.save()
    assert browser.get("/directori/")["Location"].startswith("/entra/alta/")


@pytest.mark.parametrize("address", ["/editor/", "/editor/pages/", "/editor/users/", "/editor/account/", "/editor/x/"])
def test_only_editors_enter_the_editor(marta, signed_in, address):
    """Wagtail alone would send them to /entra/, and /entra/ back to Wagtail, without end."""
    assert signed_in(marta).get(address).status_code == 403


def test_an_editor_enters_the_editor(town, signed_in):
    editor = make_person("carla.vila", is_staff=True)
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    assert signed_in(editor).get("/editor/").status_code == 200


def test_an_editor_owes_the_second_factor_as_everybody(town, browser, give_password):
    editor = make_person("carla.vila", password=PASSWORD, is_superuser=True)
    give_password(browser, editor.username)
    assert browser.get("/editor/")["Location"].startswith("/entra/alta/")


def test_the_account_page_of_the_editor_does_not_change_passwords(town, signed_in):
    editor = make_person("carla.vila", password=PASSWORD, is_superuser=True)
    page = signed_in(editor).get("/editor/account/").content.decode()
    assert 'name="password-new_password1"' not in page


def test_signing_out_of_the_editor_signs_out_of_the_house(town, signed_in):
    client = signed_in(make_person("carla.vila", is_superuser=True))
    assert client.get("/editor/logout/")["Location"] == "/"
    assert client.post("/editor/logout/")["Location"] == "/entra/"
    assert client.get("/directori/")["Location"].startswith("/entra/")


@pytest.mark.parametrize(
    "headers",
    [
        {"HX-Request": "true"},
        {"X-Requested-With": "XMLHttpRequest"},
        {"Accept": "application/json"},
        {"Sec-Fetch-Dest": "empty"},
        {"Sec-Fetch-Dest": "image"},
    ],
)
def test_scripts_get_a_sentence_instead_of_a_form(town, browser, headers):
    response = browser.get("/cerca/", headers=headers)
    assert response.status_code == 401
    assert "Location" not in response
    if "application/json" in response["Content-Type"]:
        assert response.json()["error"] == gettext(ENDED)
    else:
        assert says(response, ENDED)


def test_a_fragment_takes_the_person_to_the_sign_in(town, browser):
    assert browser.get("/cerca/", headers={"HX-Request": "true"})["HX-Redirect"] == "/entra/"


def test_what_is_read_stays_in_no_cache(marta, signed_in, browser):
    assert signed_in(marta).get("/directori/")["Cache-Control"] == "no-store, private"
    assert "no-store" in browser.get("/entra/")["Cache-Control"]


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "http:evil.example",
        "javascript:alert(1)",
        "https://testserver@evil.example/",
        "%09//evil.example/",
    ],
)
def test_nobody_is_sent_to_another_site(marta, phone, browser, give_password, give_code, evil):
    assert give_password(browser, next=evil)["Location"] == "/entra/codi/"
    assert give_code(browser, phone.code(), next=evil)["Location"] == "/"
    assert Client().get(f"/editor/login/?next={evil}")["Location"] == "/entra/"


def test_the_person_arrives_where_she_was_going(marta, phone, browser, give_password, give_code):
    address = browser.get("/documents/?pagina=2&q=ple")["Location"]
    after_password = browser.post(address, {"username": "marta.soler", "password": PASSWORD})["Location"]
    assert browser.post(after_password, {"code": phone.code()})["Location"] == "/documents/?pagina=2&q=ple"


def test_a_form_from_elsewhere_is_refused_with_a_sentence(marta):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/entra/", {"username": "marta.soler", "password": PASSWORD})
    assert response.status_code == 403
    assert says(response, "For your safety nothing has been saved.")
    asked_by_script = strict.post("/entra/", {}, headers={"Accept": "application/json"})
    assert asked_by_script.status_code == 403
    assert asked_by_script.json()["error"]
