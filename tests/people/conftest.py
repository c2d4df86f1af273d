"""People at the door: with a password, a telephone, and an address they come from."""

import time
from html import unescape

import pytest
from django.test import Client
from django.utils.translation import gettext
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.factories import make_person

PASSWORD = "quatre paraules ben verdes"
OUTSIDE = "203.0.113.9"
INSIDE = "192.168.7.20"


def says(response, message: str, **values) -> bool:
    """Whether a page says this, in the language of the suite."""
    return gettext(message) % values in unescape(response.content.decode())


class Phone:
    """Somebody's telephone: it shows a code that has not been used yet."""

    def __init__(self, person, name: str = "mòbil") -> None:
        self.device = TOTPDevice.objects.create(user=person, name=name, confirmed=True)

    def code(self) -> str:
        self.device.refresh_from_db()
        step = max(int(time.time()) // 30, self.device.last_t + self.device.drift + 1)
        return f"{totp(self.device.bin_key, t0=self.device.t0, drift=step - int(time.time()) // 30):06}"

    def wrong_code(self) -> str:
        right = {f"{totp(self.device.bin_key, drift=drift):06}" for drift in range(-3, 4)}
        return next(code for code in ("000000", "111111", "222222", "333333") if code not in right)


@pytest.fixture
def marta(town):
    """An opposition councillor with a password and no telephone yet."""
    return make_person("marta.soler", roles=["councillor"], password=PASSWORD)


@pytest.fixture
def phone(marta):
    return Phone(marta)


@pytest.fixture
def browser():
    """A browser somewhere on the Internet."""
    return Client(REMOTE_ADDR=OUTSIDE)


@pytest.fixture
def office(town):
    """A browser inside the town hall."""
    town.trusted_networks = ["192.168.7.0/24"]
    town.save()
    return Client(REMOTE_ADDR=INSIDE)


@pytest.fixture
def give_password():
    def give(browser, username: str = "marta.soler", password: str = PASSWORD, next: str = ""):
        address = f"/entra/?next={next}" if next else "/entra/"
        return browser.post(address, {"username": username, "password": password})

    return give


@pytest.fixture
def give_code():
    def give(browser, code: str, next: str = ""):
        address = f"/entra/codi/?next={next}" if next else "/entra/codi/"
        return browser.post(address, {"code": code})

    return give
