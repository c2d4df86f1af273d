"""Who comes in at /caldav/: application passwords, and nothing else (L29; issue C7)."""

from base64 import b64encode
from datetime import timedelta

import pytest
from django.test import Client

from agenda.caldav import passwords
from agenda.caldav.models import AppPassword
from intranet.access import audit
from intranet.access.models import AuditEvent
from tests.caldav.program import Program, basic, path_of
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def enter(authorization: str | None = None, client: Client | None = None):
    headers = {"Authorization": authorization} if authorization else {}
    return (client or Client()).generic("PROPFIND", "/caldav/", headers={"Depth": "0", **headers})


def test_nobody_is_asked_for_a_password_in_a_sentence(town):
    response = enter()
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Basic realm=")
    assert "contrasenya" in response.content.decode() or "password" in response.content.decode()


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer abc",
        "Basic",
        "Basic %%%",
        "Basic " + b64encode(b"\xff\xfe:x").decode(),
        "Basic " + b64encode(b"sense dos punts").decode(),
        "Basic " + b64encode(b"anna\0:x").decode(),
        "Basic " + "A" * 5000,
    ],
)
def test_senseless_credentials_are_a_401(town, authorization):
    assert enter(authorization).status_code == 401


def test_a_password_of_the_device_opens(phone):
    assert phone.ask("PROPFIND", "/caldav/", Depth="0").status_code == 207


def test_the_password_can_be_typed_with_slips_of_a_telephone(anna):
    _password, secret = passwords.create_password(anna, "Mòbil", "read")
    typed = " " + secret.replace("-", " ").upper().replace("O", "0").replace("I", "1")
    assert enter(basic("Anna.Clerk", typed)).status_code == 207


def test_the_password_of_the_house_does_not_open(calendar):
    make_person("anna.gran", password="una frase ben llarga")
    assert enter(basic("anna.gran", "una frase ben llarga")).status_code == 401


def test_a_session_of_the_browser_does_not_open(signed_in, anna):
    assert enter(client=signed_in(anna)).status_code == 401


def test_the_password_of_the_device_opens_nothing_else(anna, phone):
    authorization = basic(phone.username, phone.secret)
    for path in ("/", "/agenda/", "/documents/", "/compte/", "/editor/"):
        assert Client().get(path, headers={"Authorization": authorization}).status_code == 302
    response = Client().post("/entra/", {"username": phone.username, "password": phone.secret})
    assert response.status_code == 400


def test_it_belongs_to_one_person(anna, looker, phone):
    assert enter(basic(looker.username, phone.secret)).status_code == 401


def test_only_a_hash_is_kept_and_nothing_reaches_the_record(anna):
    password, secret = passwords.create_password(anna, "Mòbil", "write")
    kept = str(AppPassword.objects.filter(pk=password.pk).values()) + str(list(AuditEvent.objects.values_list("data")))
    assert secret not in kept
    assert secret.replace("-", "") not in kept
    assert len(secret.replace("-", "")) * 5 >= 120


def test_a_revoked_password_and_a_disabled_person_stay_outside_at_once(anna, phone):
    anna.is_active = False
    anna.save()
    assert phone.ask("PROPFIND", "/caldav/", Depth="0").status_code == 401
    anna.is_active = True
    anna.save()
    assert phone.ask("PROPFIND", "/caldav/", Depth="0").status_code == 207
    passwords.revoke_password(anna, AppPassword.objects.get())
    assert phone.ask("PROPFIND", "/caldav/", Depth="0").status_code == 401


def test_a_grant_that_ends_closes_the_calendar_at_once(phone, anna, calendar):
    assert phone.ask("PROPFIND", path_of(calendar), Depth="0").status_code == 207
    calendar.scope.grants.all().delete()
    calendar.scope.effective_grants.all().delete()
    assert phone.ask("PROPFIND", path_of(calendar), Depth="0").status_code == 404


def test_too_many_wrong_passwords_wait_and_do_not_shut_the_house(anna, phone):
    wrong = basic(anna.username, "no-es-aquesta")
    assert [enter(wrong).status_code for _each in range(7)] == [401] * 5 + [429] * 2
    # The good one cannot have been guessed, and the door of the house counts for itself.
    assert phone.ask("PROPFIND", "/caldav/", Depth="0").status_code == 207
    anna.set_password("una frase ben llarga")
    anna.save()
    response = Client().post("/entra/", {"username": anna.username, "password": "una frase ben llarga"})
    assert response.status_code == 302
    assert AuditEvent.objects.filter(action="app_password.failed").count() == 5


def test_making_ending_and_failing_are_written_down(anna):
    password, _secret = passwords.create_password(anna, "Mòbil", "read")
    passwords.revoke_password(anna, password)
    enter(basic("anna.clerk", "falsa"))
    enter(basic("ningú", "falsa"))
    actions = AuditEvent.objects.filter(action__startswith="app_password").order_by("pk")
    assert [each.action.split(".")[1] for each in actions] == ["created", "revoked", "failed", "failed"]
    assert [each.object_id for each in actions][2:] == [str(anna.pk), ""]
    assert audit.verify() is None


def test_the_last_use_is_kept_and_written_once_a_minute(phone):
    phone.ask("OPTIONS", "/caldav/")
    first = AppPassword.objects.get().last_used
    phone.ask("OPTIONS", "/caldav/")
    assert AppPassword.objects.get().last_used == first is not None
    AppPassword.objects.update(last_used=first - timedelta(minutes=2))
    phone.ask("OPTIONS", "/caldav/")
    assert AppPassword.objects.get().last_used >= first


def test_behind_tls_a_plain_request_is_sent_away_before_any_password_is_asked(town, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = enter()
    assert response.status_code == 301
    assert response["Location"].startswith("https://")
    assert "WWW-Authenticate" not in response


def test_the_program_is_led_from_the_name_of_the_house(town):
    for path in ("/.well-known/caldav", "/caldav"):
        response = Client().generic("PROPFIND", path)
        assert (response.status_code, response["Location"]) == (301, "/caldav/")


# --- The page where passwords are made -------------------------------------------------------------


@pytest.fixture
def code():
    """A code that is right; codes themselves are proven in tests/people."""
    from django_otp.oath import TOTP
    from django_otp.plugins.otp_totp.models import TOTPDevice

    def current(person) -> str:
        device = TOTPDevice.objects.get(user=person)
        return f"{TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift).token():06d}"

    return current


def test_a_person_makes_a_password_with_a_code_and_sees_it_once(signed_in, anna, code):
    client = signed_in(anna)
    data = {"name": "El meu mòbil", "reach": "write", "code": code(anna)}
    page = client.post("/compte/calendaris/", data, follow=True)
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert secret not in client.get("/compte/calendaris/").content.decode()
    assert "El meu mòbil" in client.get("/compte/").content.decode()
    assert Program(anna.username, secret).ask("OPTIONS", "/caldav/").status_code == 200


def test_who_writes_in_no_calendar_is_offered_to_read_alone(signed_in, anna, looker, code):
    field = signed_in(anna).get("/compte/calendaris/").context["form"]["reach"]
    assert [value for value, _label in field.field.choices] == ["read", "write"]
    client = signed_in(looker)
    field = client.get("/compte/calendaris/").context["form"]["reach"]
    assert [value for value, _label in field.field.choices] == ["read"]
    assert field.help_text
    data = {"name": "Mòbil", "reach": "write", "code": code(looker)}
    assert client.post("/compte/calendaris/", data).status_code == 400
    assert not AppPassword.objects.exists()


@pytest.mark.parametrize("changed", [{"code": "000000"}, {"code": ""}, {"name": ""}, {"reach": "tot"}])
def test_without_the_code_or_a_name_nothing_is_made(signed_in, anna, code, changed):
    client = signed_in(anna)
    data = {"name": "Mòbil", "reach": "read", "code": code(anna)} | changed
    assert client.post("/compte/calendaris/", data).status_code == 400
    assert not AppPassword.objects.exists()


def test_only_its_person_ends_a_password(signed_in, anna, looker, phone):
    password = AppPassword.objects.get()
    assert signed_in(looker).post(f"/compte/calendaris/{password.pk}/revoca/").status_code == 404
    assert signed_in(anna).post(f"/compte/calendaris/{password.pk}/revoca/").status_code == 302
    assert phone.ask("OPTIONS", "/caldav/").status_code == 401


def test_nobody_gathers_passwords_without_end(signed_in, anna, code):
    client = signed_in(anna)
    for number in range(20):
        passwords.create_password(anna, f"Aparell {number}", "read")
    data = {"name": "Un més", "reach": "read", "code": code(anna)}
    assert client.post("/compte/calendaris/", data).status_code == 400
    assert AppPassword.objects.count() == 20
