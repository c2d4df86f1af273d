"""The password: refused alike for all, locked after five failures, and what is told of the last access (L29)."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils.translation import ngettext

from intranet.access import audit
from intranet.access.models import AuditEvent
from tests.factories import make_person
from tests.people.conftest import OUTSIDE, PASSWORD, says

pytestmark = pytest.mark.django_db

REFUSAL = "The user name or the password is not right. Check them and try again."
TRIES = (
    "Since then there has been %(n)s failed attempt. If it was not you, change your password.",
    "Since then there have been %(n)s failed attempts. If it was not you, change your password.",
)
FIRST = "This is your first access. From now on, what you open and what you do is recorded in your name."


def test_the_form_is_plain_and_helps_password_managers(town, browser):
    page = browser.get("/entra/").content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert 'autocapitalize="none"' in page
    assert "onpaste" not in page
    assert page.count("<input") == page.count('type="hidden"') + 2


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("marta.soler", "una altra cosa"),
        ("ningu.nenlloc", PASSWORD),
        ("pere.marxat", PASSWORD),
        ("marta.soler", ""),
        ("marta.soler", "x" * 5000),
        ("' OR 1=1 --", "x"),
        ("marta.soler\0", PASSWORD),
    ],
)
def test_a_wrong_sign_in_is_refused(marta, browser, give_password, username, password):
    make_person("pere.marxat", password=PASSWORD, is_active=False)
    assert give_password(browser, username, password).status_code == 400
    assert "_auth_user_id" not in browser.session


def test_the_refusal_is_the_same_for_a_wrong_password_a_stranger_and_somebody_who_left(marta, browser, give_password):
    make_person("pere.marxat", password=PASSWORD, is_active=False)
    pages = [
        give_password(browser, username, password)
        for username, password in [("marta.soler", "no"), ("ningu.nenlloc", "no"), ("pere.marxat", PASSWORD)]
    ]
    assert all(says(page, REFUSAL) for page in pages)
    assert len({len(page.context["form"].errors) for page in pages}) == 1


def test_five_failures_lock_the_name_from_there_with_a_sentence(marta, browser, give_password):
    answers = [give_password(browser, password="no").status_code for _each in range(5)]
    assert answers == [400, 400, 400, 400, 429]
    refused = give_password(browser)
    assert refused.status_code == 429
    assert refused.context["minutes"] == 15
    assert refused["Retry-After"] == "900"


def test_a_name_that_nobody_has_is_locked_just_the_same(town, browser, give_password):
    answers = [give_password(browser, "ningu.nenlloc", "no").status_code for _each in range(5)]
    assert answers == [400, 400, 400, 400, 429]


def test_whoever_attacks_from_elsewhere_does_not_lock_the_mayor_out(marta, browser, give_password):
    for _each in range(6):
        give_password(browser, password="no")
    assert give_password(Client(REMOTE_ADDR="198.51.100.4")).status_code == 302


def test_the_lock_opens_after_a_quarter_of_an_hour_even_if_somebody_keeps_trying(marta, browser, give_password):
    for _each in range(8):
        give_password(browser, password="no")
    attempt = AccessAttempt.objects.get()
    assert attempt.failures_since_start == 5
    AccessAttempt.objects.update(attempt_time=attempt.attempt_time - timedelta(minutes=15, seconds=1))
    assert give_password(browser).status_code == 302


def test_the_session_changes_its_number_at_each_step(marta, phone, browser, give_password, give_code):
    browser.get("/entra/")
    browser.session.save()
    give_password(browser)
    after_password = browser.session.session_key
    give_code(browser, phone.code())
    assert browser.session.session_key != after_password


def test_a_failure_is_recorded_without_the_password_and_without_an_unknown_name(marta, browser, give_password):
    give_password(browser, "marta.soler", "secret-u")
    give_password(browser, "secret-dos", "secret-tres")
    known, unknown = AuditEvent.objects.filter(action="sign_in.failed").order_by("pk")
    assert (known.object_id, known.data["ip"]) == (str(marta.pk), OUTSIDE)
    assert unknown.object_id == ""
    assert not any("secret" in f"{event.data}{event.object_id}" for event in (known, unknown))
    assert "secret" not in "".join(AccessAttempt.objects.values_list("post_data", flat=True))
    assert audit.verify() is None


def test_coming_in_is_recorded_once_with_its_factor(marta, phone, browser, give_password, give_code):
    give_password(browser)
    assert not AuditEvent.objects.filter(action="sign_in.succeeded").exists()
    give_code(browser, phone.code())
    browser.get("/entra/")
    event = AuditEvent.objects.get(action="sign_in.succeeded")
    assert (event.actor_id, event.data) == (marta.pk, {"ip": OUTSIDE, "factor": "otp_totp.totpdevice"})


def test_the_first_access_says_that_all_is_recorded(marta, phone, browser, give_password, give_code):
    give_password(browser)
    give_code(browser, phone.code())
    assert says(browser.get("/compte/"), FIRST)


def test_the_last_access_and_the_failures_since_are_shown_once(marta, phone, office, give_password):
    give_password(office)
    office.post("/surt/")
    give_password(office, password="no")
    give_password(office, password="no tampoc")
    give_password(office)
    (message,) = office.get("/compte/").context["messages"]
    assert "192.168.7.20" in str(message)
    assert ngettext(*TRIES, 2) % {"n": 2} in str(message)
    assert not list(office.get("/compte/").context["messages"])


def test_the_failures_of_others_are_not_mine(marta, stranger, phone, office, give_password):
    give_password(office)
    office.post("/surt/")
    give_password(office, stranger.username, "no")
    give_password(office)
    (message,) = office.get("/compte/").context["messages"]
    assert not any(ngettext(*TRIES, n) % {"n": n} in str(message) for n in range(1, 4))


def test_signing_out_needs_a_form_and_leaves_nothing_behind(marta, signed_in):
    client = signed_in(marta)
    assert client.get("/surt/").status_code == 405
    response = client.post("/surt/")
    assert "storage" in response["Clear-Site-Data"]
    assert "_auth_user_id" not in client.session
    assert AuditEvent.objects.filter(action="sign_out", actor=marta).count() == 1


def test_whoever_is_in_is_not_asked_again(marta, signed_in):
    assert signed_in(marta).get("/entra/?next=/directori/")["Location"] == "/directori/"


def test_another_person_on_the_same_browser_starts_from_nothing(marta, phone, stranger, signed_in, give_password):
    """A second factor shown by one person is not inherited by the next."""
    client = signed_in(stranger)
    give_password(client)
    assert client.get("/directori/")["Location"].startswith("/entra/codi/")
