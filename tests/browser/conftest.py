"""The demo town as `make run` serves it, a browser, and people who sign in with both factors."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.codes import next_code
from tests.conftest import absent

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 180
CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
TABLET = {"width": 820, "height": 1180}
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}


@dataclass
class RunningTown:
    """Where it listens, who lives there, and what each has already shown at the door."""

    address: str
    people: dict[str, dict]
    environment: dict[str, str]
    states: dict[str, dict] = field(default_factory=dict)

    def manage(self, *arguments: str) -> str:
        return _manage(self.environment, *arguments)


@pytest.fixture(scope="session")
def running_town(tmp_path_factory) -> Iterator[RunningTown]:
    data = tmp_path_factory.mktemp("town")
    port = _free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "intranet.settings.demo",
        "CASAGRAN_DATA_DIR": str(data),
        "PORT": str(port),
        **_database_of_its_own(),
    }
    with (data / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run_town"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_it_answers(f"{address}/salut/", process, data / "log")
            people = {each["username"]: each for each in json.loads(_manage(environment, "demo_people", "--json"))}
            yield RunningTown(address, people, environment)
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = next((path for path in CHROMIUM if Path(path).exists()), None) or absent("chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=SWITCHES)
        yield started
        started.close()


@pytest.fixture
def enter(running_town: RunningTown, browser: Browser):
    """A page of the town for a person who signed in; the door is passed once for each person."""
    contexts: list[BrowserContext] = []

    def as_person(username: str, *, size: dict = DESKTOP, **options) -> Page:
        if username not in running_town.states:
            running_town.states[username] = _sign_in(running_town, browser, username)
        context = browser.new_context(
            base_url=running_town.address,
            viewport=size,
            locale="ca-ES",
            timezone_id="Europe/Madrid",
            storage_state=running_town.states[username],
            **options,
        )
        contexts.append(context)
        return watch(context.new_page())

    yield as_person
    for context in contexts:
        context.close()


def watch(page: Page) -> Page:
    """Fail on what a reader would not see: a script that fell, a policy that was broken, a call to another host."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None,
    )
    page.complaints = complaints
    return page


def _sign_in(town: RunningTown, browser: Browser, username: str) -> dict:
    context = browser.new_context(base_url=town.address, locale="ca-ES")
    page = context.new_page()
    sign_in(page, town.people[username])
    state = context.storage_state()
    context.close()
    return state


def sign_in(page: Page, person: dict) -> None:
    """Come in by the door: password, then the code of the moment."""
    page.goto("/entra/")
    page.fill("input[name=username]", person["username"])
    page.fill("input[name=password]", person["password"])
    page.click(".door__button")
    page.wait_for_url("**/entra/codi/**")
    page.fill("input[autocomplete=one-time-code]", next_code(person))
    page.click(".door__button")
    page.wait_for_url(lambda url: "/entra/" not in url)


def _manage(environment: dict, *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


def _database_of_its_own() -> dict[str, str]:
    """On PostgreSQL the town gets a database beside the suite's; on SQLite it is in the data folder."""
    database = settings.DATABASES["default"]
    if "postgresql" not in database["ENGINE"]:
        return {"CASAGRAN_DATABASE_URL": ""}
    import psycopg

    name = f"casagran_journey_{os.getpid()}"
    server = f"{database['HOST']}:{database['PORT']}"
    address = f"postgres://{database['USER']}:{database['PASSWORD']}@{server}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return {"CASAGRAN_DATABASE_URL": f"{address}/{name}"}


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait_until_it_answers(address: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"The town did not start:\n{log.read_text()[-4000:]}")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"The town did not answer in {READY_SECONDS} s:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def transcripts() -> list[Path]:
    folder = ROOT.parent / "shared" / "data" / "transcripts"
    found = sorted(folder.glob("*.docx"))
    if len(found) < 24:
        pytest.skip("the folder of transcripts is not here")
    return found
