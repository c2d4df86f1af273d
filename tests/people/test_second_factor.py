"""The second factor: shown once, enrolled before it counts, never left without (L29, ASVS 6.5, peers: 2FA lockout)."""

import threading
from base64 import b32encode
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from intranet.access.models import AuditEvent
from intranet.people import factors
from intranet.people.models import RecoveryCode, RecoveryDevice
from tests.factories import make_person
from tests.people.conftest import PASSWORD, Phone, says


def shown_codes(response) -> list[str]:
    return response.context["codes"]


def key_of(client) -> str:
    return client.session["enrolling"]


def code_for(key: str) -> str:
    return f"{totp(bytes.fromhex(key)):06}"


@pytest.fixture
def enrolled(marta, phone):
    """Marta with her telephone and ten recovery codes."""
    return factors.make_recovery_codes(marta)


@pytest.fixture
def half_in(marta, browser, give_password):
    """A browser whose password was right."""
    give_password(browser)
    return browser


pytestmark = pytest.mark.django_db


def test_the_field_takes_pasted_codes(marta, phone, half_in):
    page = half_in.get("/entra/codi/").content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    assert 'inputmode="text"' in half_in.get("/entra/codi/?recuperacio=1").content.decode()


def test_a_code_with_spaces_is_the_same_code(marta, phone, half_in, give_code):
    code = phone.code()
    assert give_code(half_in, f" {code[:3]} {code[3:]} ").status_code == 302


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "１２３４５６", "x" * 100, "0" * 6 + "\0", "-12345"]
)
def test_a_code_that_is_none_is_refused_with_a_sentence(marta, phone, half_in, give_code, code):
    response = give_code(half_in, code)
    assert response.status_code == 400
    assert response.context["form"].errors["code"]
    assert half_in.get("/directori/").status_code == 302


def test_a_code_is_not_accepted_twice(marta, phone, half_in, give_code, give_password):
    code = phone.code()
    assert give_code(half_in, code).status_code == 302
    other = Client(REMOTE_ADDR="203.0.113.10")
    give_password(other)
    response = give_code(other, code)
    assert response.status_code == 400
    assert says(response, "That code is not right, or has been used. Wait for the next one and try again.")


def test_wrong_codes_make_the_next_wait(marta, phone, half_in, give_code):
    give_code(half_in, phone.wrong_code())
    response = give_code(half_in, phone.code())
    assert response.status_code == 429
    assert response.context["form"].errors["code"]
    assert half_in.get("/directori/").status_code == 302


def test_wrong_codes_are_recorded(marta, phone, half_in, give_code):
    give_code(half_in, phone.wrong_code())
    assert AuditEvent.objects.filter(action="factor.failed", object_id=str(marta.pk)).count() == 1


def test_a_wrong_recovery_code_does_not_slow_the_telephone(marta, phone, enrolled, half_in, give_code):
    give_code(half_in, "aaaa-bbbb-cccc-dddd")
    assert give_code(half_in, phone.code()).status_code == 302


def test_either_of_two_telephones_opens(marta, phone, half_in, give_code):
    tablet = Phone(marta, "tauleta")
    assert give_code(half_in, tablet.code()).status_code == 302
    phone.device.refresh_from_db()
    assert phone.device.throttling_failure_count == 0


def test_a_recovery_code_opens_once(marta, phone, enrolled, half_in, give_code, give_password):
    assert give_code(half_in, enrolled[0]).status_code == 302
    assert half_in.get("/directori/").status_code == 200
    other = Client(REMOTE_ADDR="203.0.113.10")
    give_password(other)
    assert give_code(other, enrolled[0]).status_code == 400
    assert AuditEvent.objects.get(action="recovery_code.used").data == {"left": 9}


def test_a_recovery_code_is_read_as_people_write_it(marta, phone, enrolled, half_in, give_code):
    written = enrolled[3].upper().replace("-", " ").replace("O", "0").replace("I", "1").replace("B", "8")
    assert give_code(half_in, written).status_code == 302


def test_the_code_of_somebody_else_opens_nothing(marta, phone, stranger, half_in, give_code):
    theirs = factors.make_recovery_codes(stranger)
    assert give_code(half_in, theirs[0]).status_code == 400
    assert give_code(half_in, Phone(stranger).code()).status_code in {400, 429}


def test_codes_are_kept_as_hashes_of_eighty_bits(marta, phone, enrolled):
    assert len(set(enrolled)) == 10
    assert all(len(code.replace("-", "")) * 5 >= 64 for code in enrolled)
    stored = " ".join(RecoveryCode.objects.values_list("digest", flat=True))
    assert not any(code in stored or code.replace("-", "") in stored for code in enrolled)


# --- Enrolment -----------------------------------------------------------------------------------


def test_a_telephone_counts_only_once_its_code_is_right(marta, half_in):
    half_in.get("/entra/alta/")
    assert half_in.post("/entra/alta/", {"code": "000000"}).status_code == 400
    assert not TOTPDevice.objects.exists()
    response = half_in.post("/entra/alta/?next=/directori/", {"code": code_for(key_of(half_in)), "name": "Mòbil"})
    assert response.status_code == 200
    assert len(shown_codes(response)) == 10
    assert 'href="/directori/"' in response.content.decode()
    assert half_in.get("/directori/").status_code == 200
    assert AuditEvent.objects.filter(action="factor.enrolled", actor=marta).count() == 1


def test_the_page_of_codes_sent_again_changes_nothing(marta, half_in):
    half_in.get("/entra/alta/")
    form = {"code": code_for(key_of(half_in))}
    half_in.post("/entra/alta/", form)
    assert half_in.post("/entra/alta/", form)["Location"] == "/"
    assert TOTPDevice.objects.count() == 1


def test_the_square_is_ours_and_nobody_keeps_it(marta, half_in):
    assert half_in.get("/entra/alta/qr.svg").status_code == 404
    half_in.get("/entra/alta/")
    picture = half_in.get("/entra/alta/qr.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert {"no-store", "private"} <= set(picture["Cache-Control"].split(", "))


def test_the_key_can_be_typed(marta, half_in):
    page = half_in.get("/entra/alta/").content.decode()
    assert " ".join(page.split('translate="no">')[1].split("<")[0].split()).replace(" ", "") == (
        b32encode(bytes.fromhex(key_of(half_in))).decode()
    )


def test_another_session_does_not_see_the_key_that_waits(marta, half_in, give_password):
    half_in.get("/entra/alta/")
    thief = Client(REMOTE_ADDR="198.51.100.66")
    give_password(thief)
    thief.get("/entra/alta/")
    assert key_of(thief) != key_of(half_in)


def test_of_two_who_enrol_with_the_password_only_the_first_stays(marta, half_in, give_password):
    thief = Client(REMOTE_ADDR="198.51.100.66")
    give_password(thief)
    thief.get("/entra/alta/")
    half_in.get("/entra/alta/")
    half_in.post("/entra/alta/", {"code": code_for(key_of(half_in))})
    assert thief.post("/entra/alta/", {"code": code_for(key_of(thief))})["Location"] == "/entra/codi/"
    with pytest.raises(PermissionDenied):
        factors.enrol(marta, key=key_of(thief), code=code_for(key_of(thief)), name="lladre")
    assert TOTPDevice.objects.count() == 1


@pytest.mark.parametrize("address", ["/entra/alta/", "/compte/dispositius/nou/", "/compte/codis/"])
def test_a_password_alone_adds_no_second_telephone(marta, phone, half_in, address):
    assert half_in.get(address)["Location"].startswith("/entra/codi/")
    assert half_in.post(address, {"code": "123456"})["Location"].startswith("/entra/codi/")


# --- Changes -------------------------------------------------------------------------------------


@pytest.fixture
def inside(marta, phone, signed_in):
    """Marta fully in, with her telephone."""
    return signed_in(marta)


def test_another_device_asks_for_the_current_code_first(marta, phone, inside):
    assert inside.get("/entra/alta/")["Location"] == "/"
    assert inside.post("/compte/dispositius/nou/", {"code": phone.wrong_code()}).status_code == 400
    factors.forgive_wrong_codes(marta)
    assert inside.post("/compte/dispositius/nou/", {"code": phone.code()})["Location"] == "/entra/alta/"
    inside.get("/entra/alta/")
    inside.post("/entra/alta/", {"code": code_for(key_of(inside)), "name": "Tauleta"})
    assert "Tauleta" in factors.factors_of(marta).values_list("name", flat=True)
    assert inside.get("/entra/alta/")["Location"] == "/"


def test_a_shown_code_is_forgotten_after_ten_minutes(marta, phone, inside):
    inside.post("/compte/dispositius/nou/", {"code": phone.code()})
    session = inside.session
    session["proved_at"] -= 601
    session.save()
    assert inside.get("/entra/alta/")["Location"] == "/"


def test_inside_the_town_hall_a_change_asks_for_the_code_too(marta, phone, office, give_password):
    give_password(office)
    assert office.get("/entra/alta/")["Location"] == "/"
    assert office.post("/compte/codis/", {"code": phone.wrong_code()}).status_code == 400
    assert not RecoveryDevice.objects.exists()


def test_a_device_is_removed_with_the_code_of_one_that_stays(marta, phone, inside):
    old = Phone(marta, "vell")
    page = inside.get(f"/compte/dispositius/{old.device.pk}/treu/")
    assert "vell" in page.content.decode()
    inside.post(f"/compte/dispositius/{old.device.pk}/treu/", {"code": phone.code()})
    assert not TOTPDevice.objects.filter(pk=old.device.pk).exists()
    assert inside.get("/directori/").status_code == 200


def test_the_last_device_stays(marta, town, browser, give_password, give_code):
    only = Phone(marta)
    give_password(browser)
    give_code(browser, only.code())
    factors.make_recovery_codes(marta)
    browser.post(f"/compte/dispositius/{only.device.pk}/treu/", {"code": only.code()})
    assert factors.has_factor(marta)
    assert says(browser.get("/compte/"), "This is your only device. Add another one first, then remove this one.")


def test_nobody_removes_the_device_of_another(marta, phone, inside, stranger):
    theirs = Phone(stranger)
    assert inside.get(f"/compte/dispositius/{theirs.device.pk}/treu/").status_code == 404
    assert inside.post(f"/compte/dispositius/{theirs.device.pk}/treu/", {"code": phone.code()}).status_code == 404


def test_new_recovery_codes_end_the_old_ones(marta, phone, enrolled, inside):
    response = inside.post("/compte/codis/", {"code": phone.code()})
    fresh = shown_codes(response)
    assert len(set(fresh) | set(enrolled)) == 20
    with pytest.raises(factors.WrongCode):
        factors.show_code(marta, enrolled[0])
    factors.forgive_wrong_codes(marta)
    assert isinstance(factors.show_code(marta, fresh[0]), RecoveryDevice)
    assert not any(code in inside.get("/compte/").content.decode() for code in fresh)


# --- Rescue --------------------------------------------------------------------------------------


@pytest.fixture
def lead(town):
    return make_person("lluis.mestre", roles=["method_lead"])


def test_the_lead_gives_a_code_for_a_lost_telephone(marta, phone, lead, signed_in, half_in, give_code):
    page = signed_in(lead).post(f"/directori/{marta.pk}/rescat/")
    code = page.context["rescue_code"]
    assert code in page.content.decode()
    assert give_code(half_in, code).status_code == 302
    assert half_in.get("/directori/").status_code == 200
    assert AuditEvent.objects.filter(action="rescue_code.given", actor=lead, object_id=str(marta.pk)).exists()


def test_a_rescue_code_lasts_a_day(marta, phone, lead):
    code = factors.give_rescue_code(lead, marta)
    given = RecoveryCode.objects.get()
    RecoveryCode.objects.update(expires_at=given.expires_at - timedelta(hours=24, seconds=1))
    with pytest.raises(factors.WrongCode):
        factors.show_code(marta, code)


@pytest.mark.parametrize("act", ["rescat", "desbloca"])
def test_only_the_lead_helps_and_never_herself(marta, lead, stranger, signed_in, act):
    admin = make_person("admin.total", is_superuser=True)
    assert signed_in(stranger).post(f"/directori/{marta.pk}/{act}/").status_code == 403
    assert signed_in(admin).post(f"/directori/{marta.pk}/{act}/").status_code == 403
    assert signed_in(lead).post(f"/directori/{lead.pk}/{act}/").status_code == 403
    assert signed_in(lead).get(f"/directori/{marta.pk}/{act}/").status_code == 405
    assert not RecoveryCode.objects.exists()


def test_the_lead_unlocks_after_too_many_attempts(marta, phone, lead, signed_in, browser, give_password):
    for _each in range(5):
        give_password(browser, password="no")
    assert give_password(browser).status_code == 429
    signed_in(lead).post(f"/directori/{marta.pk}/desbloca/")
    assert give_password(browser).status_code == 302


def test_a_code_that_two_requests_have_read_is_spent_by_one(marta, enrolled):
    first, second = RecoveryDevice.objects.get(), RecoveryDevice.objects.get()
    assert (first.verify_token(enrolled[0]), second.verify_token(enrolled[0])) == (True, False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["telephone", "recovery"])
def test_of_two_requests_with_the_same_code_one_comes_in(kind):
    person = make_person("marta.soler", password=PASSWORD)
    phone = Phone(person)
    code = phone.code() if kind == "telephone" else factors.make_recovery_codes(person)[0]
    start, accepted = threading.Barrier(2), []

    def bring() -> None:
        start.wait()
        try:
            accepted.append(factors.show_code(person, code))
        except (factors.WrongCode, factors.TooSoon):
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=bring) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(accepted) == 1
