"""Opening a real town hall: all or nothing, once, and with somebody who can come in."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import gettext
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from intranet.access.models import AuditEvent, Scope
from intranet.access.scopes import readable_scopes
from intranet.people.models import Municipality, RecoveryCode, User
from search.models import Synonym
from tests.factories import make_municipality, make_scope
from tests.people.conftest import PASSWORD

pytestmark = pytest.mark.django_db

ANSWERS = {
    "name": "Vilanova del Camí",
    "ine": "0829940001",
    "dir3": "L01083023",
    "holiday": ["07-25", "2026-09-11"],
    "network": ["192.168.7.0/24"],
    "username": "nuria.pages",
    "first_name": "Núria",
    "last_name": "Pagès",
    "email": "npages@vilanova.example",
    "no_input": True,
    "password_stdin": True,
}


@pytest.fixture
def set_up(monkeypatch, capsys):
    def run(password: str = PASSWORD, **changes) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        call_command("setup_town", **(ANSWERS | changes))
        return capsys.readouterr().out

    return run


def test_a_new_town_knows_the_usual_acronyms(set_up):
    set_up()
    assert Synonym.objects.filter(text="POUM").exists()


def test_a_town_is_set_up_and_its_administrator_comes_in(set_up):
    told = set_up()
    town = Municipality.objects.get()
    assert (town.name, town.ine_code, town.dir3_code) == ("Vilanova del Camí", "0829940001", "L01083023")
    assert town.local_holidays == ["07-25", "2026-09-11"]
    assert "otpauth://totp/" in told
    client = Client(REMOTE_ADDR="203.0.113.9")
    client.post("/entra/", {"username": "nuria.pages", "password": PASSWORD})
    assert client.post("/entra/codi/", {"code": f"{totp(TOTPDevice.objects.get().bin_key):06}"})["Location"] == "/"
    assert client.get("/directori/").status_code == 200


def test_ten_recovery_codes_are_printed_and_kept_as_hashes(set_up):
    told = set_up()
    codes = [line.strip() for line in told.splitlines() if line.startswith("  ")]
    assert len(codes) == 10
    assert RecoveryCode.objects.count() == 10
    assert not any(RecoveryCode.objects.filter(digest__contains=code).exists() for code in codes)


def test_the_administrator_reads_nothing_by_being_one(set_up):
    secret = make_scope("node", "Serveis socials")
    set_up()
    readable = set(readable_scopes(User.objects.get()).values_list("scope_id", flat=True))
    assert secret.pk not in readable
    assert readable == set(Scope.objects.filter(name="Ajuntament").values_list("pk", flat=True))
    assert AuditEvent.objects.filter(action="town.set_up").count() == 1


def test_a_second_town_is_refused_with_a_sentence(set_up):
    make_municipality()
    with pytest.raises(
        CommandError, match=re.escape(gettext("A town hall is already set up here. Each installation serves one."))
    ):
        set_up()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ine": "8019"}, "0801930008"),
        ({"dir3": "Vilanova"}, "L01080193"),
        ({"holiday": ["25-07"]}, "25-07"),
        ({"holiday": ["2026-02-30"]}, "2026-02-30"),
        ({"network": ["192.168.7"]}, "192.168.7"),
        ({"network": ["0.0.0.0/0"]}, "0.0.0.0/0"),
        ({"password": "curta"}, "12"),
        ({"password": "nuria.pages1"}, "."),
        ({"username": "núria pagès!"}, "."),
        ({"email": "no"}, "."),
        ({"email": ""}, "--email"),
        ({"password_stdin": False}, "--password-stdin"),
        ({"name": "  "}, "."),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_half_saved(set_up, changes, said):
    with pytest.raises(CommandError, match=said):
        set_up(**changes)
    assert not Municipality.objects.exists()
    assert not User.objects.exists()
    assert not Scope.objects.exists()
