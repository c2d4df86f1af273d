"""Real programs against a real server: the `caldav` library, and `vdirsyncer` in both directions."""

import json
import os
import subprocess
import sys
from datetime import UTC, timedelta
from pathlib import Path

import caldav
import pytest
from caldav.lib.error import AuthorizationError, PutError

from agenda.caldav.passwords import create_password
from agenda.calendars.ical import Draft
from agenda.calendars.models import Event
from agenda.calendars.services import create_event, delete_event, import_event, update_event
from tests.caldav.program import an_event, soon
from tests.calendars.samples import hours
from tests.factories import give, make_event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def connect(live_server):
    """The library for somebody, found from the name of the house alone."""

    def as_person(person) -> caldav.DAVClient:
        _password, secret = create_password(person, "caldav", "write")
        url = f"{live_server.url}/.well-known/caldav"
        return caldav.DAVClient(url=url, username=person.get_username(), password=secret)

    return as_person


def only_calendar(client: caldav.DAVClient) -> caldav.Calendar:
    [found] = client.principal().calendars()
    return found


def test_the_library_finds_the_calendars_and_reads_them(connect, calendar, anna):
    make_event(calendar, "Reunió", soon(), soon() + hours(1), owner=anna)
    make_event(calendar, "Sèrie", soon(-20), soon(-20) + hours(1), rrule="FREQ=WEEKLY", owner=anna)
    found = only_calendar(connect(anna))
    assert found.get_display_name() == "Ajuntament"
    assert {each.component["SUMMARY"] for each in found.events()} == {"Reunió", "Sèrie"}
    start = soon(0).astimezone(UTC)
    near = found.search(start=start, end=start + timedelta(days=8), event=True, expand=True)
    assert {"Reunió", "Sèrie"} == {str(each.component["SUMMARY"]) for each in near}


def test_the_library_writes_changes_and_deletes(connect, calendar, anna):
    found = only_calendar(connect(anna))
    made = found.save_event(an_event("u1", "Feta fora"))
    assert Event.objects.get().summary == "Feta fora"
    made.load()
    made.component["SUMMARY"] = "Canviada fora"
    made.save()
    assert Event.objects.get().summary == "Canviada fora"
    assert found.event_by_uid("u1").component["SUMMARY"] == "Canviada fora"
    made.delete()
    assert not Event.objects.exists()


def test_the_library_keeps_in_step_by_tokens(connect, calendar, anna):
    found = only_calendar(connect(anna))
    objects = found.objects(load_objects=True)
    event = make_event(calendar, "Nova", soon(), soon() + hours(1), uid="nova", owner=anna)
    updated, deleted = objects.sync()
    assert (len(updated), len(deleted)) == (1, 0)
    delete_event(anna, event)
    updated, deleted = objects.sync()
    assert (len(updated), len(deleted)) == (0, 1)


def test_the_library_asks_when_somebody_is_busy(connect, calendar, anna):
    make_event(calendar, "Reunió", soon(), soon() + hours(1), owner=anna)
    start = soon(0).astimezone(UTC)
    answer = only_calendar(connect(anna)).freebusy_request(start, start + timedelta(days=3))
    assert "FREEBUSY" in answer.data


def test_the_library_is_refused_where_one_only_looks(connect, calendar, looker, stranger):
    found = only_calendar(connect(looker))
    with pytest.raises((AuthorizationError, PutError)):
        found.save_event(an_event("u1"))
    assert not Event.objects.exists()
    assert connect(stranger).principal().calendars() == []


# --- vdirsyncer ------------------------------------------------------------------------------------


class Folder:
    """A folder of events that vdirsyncer keeps in step with a calendar."""

    def __init__(self, root: Path, url: str, person, calendar) -> None:
        _password, secret = create_password(person, "vdirsyncer", "write")
        self.root, self.events = root, root / "events" / str(calendar.pk)
        self.config = root / "config"
        pair = {
            "general": {"status_path": str(root / "status")},
            "pair agenda": {
                "a": "local",
                "b": "house",
                "collections": [str(calendar.pk)],
                "conflict_resolution": None,
            },
            "storage local": {"type": "filesystem", "path": str(root / "events"), "fileext": ".ics"},
            "storage house": {
                "type": "caldav",
                "url": f"{url}/caldav/",
                "username": person.get_username(),
                "password": secret,
            },
        }
        text = "\n".join(f"[{name}]\n{_lines(values)}" for name, values in pair.items())
        self.config.write_text(text)
        self.events.mkdir(parents=True)

    def run(self, command: str) -> subprocess.CompletedProcess:
        arguments = [sys.executable, "-m", "vdirsyncer", "-c", str(self.config), command]
        words = {**os.environ, "LC_ALL": "C.UTF-8"}
        return subprocess.run(arguments, cwd=self.root, capture_output=True, text=True, timeout=120, env=words)

    def sync(self) -> None:
        done = self.run("sync")
        assert done.returncode == 0, done.stdout + done.stderr

    def titles(self) -> set[str]:
        lines = (line for path in self.events.glob("*.ics") for line in path.read_text().splitlines())
        return {line.removeprefix("SUMMARY:") for line in lines if line.startswith("SUMMARY:")}

    def file_of(self, uid: str) -> Path:
        return next(path for path in self.events.glob("*.ics") if f"UID:{uid}\n" in path.read_text().replace("\r", ""))


def _lines(values: dict) -> str:
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())


@pytest.fixture
def folder(tmp_path, live_server, anna, calendar) -> Folder:
    (tmp_path / "vdir").mkdir()
    made = Folder(tmp_path / "vdir", live_server.url, anna, calendar)
    done = made.run("discover")
    assert done.returncode == 0, done.stdout + done.stderr
    return made


def test_vdirsyncer_carries_changes_in_both_directions(folder, calendar, anna):
    event = make_event(calendar, "De la casa", soon(), soon() + hours(1), uid="casa", owner=anna)
    (folder.events / "fora.ics").write_text(an_event("fora", "De fora", "X-FORA:es queda"))
    folder.sync()
    assert folder.titles() == {"De la casa", "De fora"}
    assert set(Event.objects.values_list("summary", flat=True)) == {"De la casa", "De fora"}
    # Each side changes what the other one made.
    draft = Draft(summary="De la casa canviada", start=soon(), end=soon() + hours(1))
    update_event(anna, event, draft, visibility="everyone")
    path = folder.file_of("fora")
    path.write_text(path.read_text().replace("De fora", "De fora canviada"))
    folder.sync()
    assert folder.titles() == {"De la casa canviada", "De fora canviada"}
    assert "X-FORA:es queda" in Event.objects.get(uid="fora").ics
    # And takes it away.
    folder.file_of("casa").unlink()
    delete_event(anna, Event.objects.get(uid="fora"))
    folder.sync()
    folder.sync()
    assert folder.titles() == set()
    assert not Event.objects.exists()


def test_vdirsyncer_finds_a_conflict_when_both_sides_changed(folder, calendar, anna):
    event = make_event(calendar, "Original", soon(), soon() + hours(1), uid="casa", owner=anna)
    folder.sync()
    update_event(anna, event, Draft(summary="De la casa", start=soon(), end=soon() + hours(1)), visibility="everyone")
    path = folder.file_of("casa")
    path.write_text(path.read_text().replace("Original", "De fora"))
    done = folder.run("sync")
    assert done.returncode != 0
    assert "conflict" in (done.stdout + done.stderr).lower()
    assert Event.objects.get().summary == "De la casa"


def test_vdirsyncer_carries_busy_times_without_detail(tmp_path, live_server, calendar, anna, looker):
    give(looker, calendar.scope, "read")
    import_event(None, calendar, an_event("secret", "secret"), visibility="private", organizer=anna)
    create_event(None, calendar, summary="Oberta", start=soon(), end=soon() + hours(1))
    (tmp_path / "vdir").mkdir()
    folder = Folder(tmp_path / "vdir", live_server.url, looker, calendar)
    assert folder.run("discover").returncode == 0
    folder.sync()
    assert folder.titles() == {"Ocupat", "Oberta"}
    folder.sync()
    assert Event.objects.count() == 2
