"""Fixtures that every room shares: real people with real grants, and a stranger always in the room."""

import os
import shutil

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.factories import make_municipality, make_person

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"


def pytest_configure(config):
    django_settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    # WhiteNoise warns about a missing folder, and warnings are errors here.
    django_settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def pytest_unconfigure(config):
    shutil.rmtree(django_settings.DATA_DIR, ignore_errors=True)


def absent(what: str) -> None:
    """Skip a test for want of a program, unless everything is required (CI)."""
    if REQUIRE_ALL:
        pytest.fail(f"{what} is required here and is absent")
    pytest.skip(f"{what} is absent")


def needs_program(name: str) -> str:
    return shutil.which(name) or absent(name)


@pytest.fixture
def soffice() -> str:
    return needs_program("soffice")


@pytest.fixture
def tesseract() -> str:
    return needs_program("tesseract")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Transactional tests empty the tables afterwards, which the append-only record refuses on SQLite."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("DROP TRIGGER access_auditevent_no_delete")


@pytest.fixture(autouse=True)
def _clean_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def _index_of_its_own(tmp_path, settings):
    """No test finds what another one left in the index."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"


@pytest.fixture
def town(db):
    return make_municipality()


@pytest.fixture
def stranger(town):
    """Signed in, and granted nothing."""
    return make_person("estrany.total")


@pytest.fixture
def signed_in(town):
    """A client for a person who came in with password and second factor."""

    def enter(person) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        device, _created = TOTPDevice.objects.get_or_create(user=person, name="mòbil", confirmed=True)
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
        return client

    return enter
