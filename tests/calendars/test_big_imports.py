"""A calendar of thousands of events is read and written in the background, and its page tells how far that is."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from agenda.calendars.errors import AgendaError
from agenda.calendars.intake import errands, imports, reading, tasks
from agenda.calendars.models import CalendarImport, Event, Occurrence
from agenda.calendars.rooms.models import Slot
from agenda.calendars.services import create_calendar
from intranet.access.services import revoke
from intranet.jobs.models import Job
from intranet.people.municipality import town_scope
from tests.calendars.test_import import file_of, simple
from tests.factories import give

pytestmark = pytest.mark.django_db
IMPORT = "/agenda/importa/"
MANY = 40


@pytest.fixture(autouse=True)
def _soon_too_many(monkeypatch):
    """What is big is small here, so that the tests are quick."""
    monkeypatch.setattr(errands, "EVENTS_AT_ONCE", 10)
    monkeypatch.setattr(imports, "PART", 15)


def many(count: int = MANY) -> bytes:
    """Two at the same hour from the twenty-ninth on."""
    rows = ((str(n), f"Acte {n}", f"203001{1 + n % 28:02}T100000", "DURATION:PT1H") for n in range(count))
    return file_of(*(simple(*row) for row in rows))


@pytest.fixture
def client(signed_in, anna):
    return signed_in(anna)


@pytest.fixture
def worked(django_capture_on_commit_callbacks):
    """What the worker of the background would do."""

    def run(action):
        with django_capture_on_commit_callbacks(execute=True):
            return action()

    return run


def upload(client, calendar, source: bytes):
    return client.post(IMPORT, {"file": SimpleUploadedFile("agenda.ics", source), "calendar": calendar.pk})


def test_a_big_file_goes_from_its_upload_to_the_report_and_back_in_the_background(client, calendar, worked):
    address = upload(client, calendar, many())["Location"]
    waiting = client.get(address)
    assert b"hx-trigger" in waiting.content
    assert "<noscript>" in waiting.content.decode()
    assert not Event.objects.exists()
    brought = CalendarImport.objects.get()
    assert (brought.job.total, brought.job.state, brought.job.scope) == (MANY, "waiting", calendar.scope)


def test_the_worker_reads_writes_and_takes_back(client, calendar, worked):
    address = worked(lambda: upload(client, calendar, many()))["Location"]
    page = client.get(address)
    assert page.context["report"]["new"] == MANY
    assert not Event.objects.exists()
    worked(lambda: client.post(f"{address}desa/"))
    assert Event.objects.count() == Occurrence.objects.count() == MANY
    done = client.get(address)
    assert done.context["report"]["new"] == MANY
    assert done.context["may_undo"]
    assert CalendarImport.objects.get().source == ""
    worked(lambda: client.post(f"{address}desfes/"))
    assert not Event.objects.exists()
    assert client.get(address).context["found"].state == "undone"
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def test_the_page_asks_for_its_progress_and_is_told_when_it_is_over(client, calendar, worked):
    address = upload(client, calendar, many())["Location"]
    brought = CalendarImport.objects.select_related("job").get()
    Job.objects.update(state="running", done=MANY // 4)
    part = client.get(address, headers={"HX-Request": "true"})
    assert f'value="{MANY // 4}"' in part.content.decode()
    assert "<html" not in part.content.decode()
    imports.examine(brought)
    Job.objects.update(state="done", done=MANY)
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_progress_grows_while_it_is_read_and_while_it_is_written(calendar, anna):
    found = imports.receive(anna, calendar, many(), filename="a.ics")
    told: list[int] = []
    imports.examine(found, tell=told.append)
    assert told == sorted(told) and len(told) == MANY
    told.clear()
    imports.take_in(anna, found, tell=told.append)
    assert told == sorted(told) and told[-1] == 2 * MANY


def test_the_button_pressed_twice_does_it_once(client, calendar, worked):
    address = worked(lambda: upload(client, calendar, many()))["Location"]
    client.post(f"{address}desa/")
    client.post(f"{address}desa/")
    assert Job.objects.count() == 2
    brought = CalendarImport.objects.get()
    with pytest.raises(AgendaError):
        errands.take_in(brought.person, brought)


def test_what_broke_off_goes_on_from_there_and_all_of_it_can_be_undone(calendar, anna, monkeypatch):
    found = imports.look_at(anna, calendar, many(), filename="a.ics")
    steps_for, calls = imports.taking.steps_for, []

    def breaks(*args, **kwargs):
        calls.append(args)
        if len(calls) == 3:
            raise ConnectionError
        return steps_for(*args, **kwargs)

    monkeypatch.setattr(imports.taking, "steps_for", breaks)
    with pytest.raises(ConnectionError):
        imports.take_in(anna, found)
    assert Event.objects.count() == 30
    found.refresh_from_db()
    assert found.state == "waiting"
    imports.take_in(anna, found)
    assert Event.objects.count() == MANY
    found.refresh_from_db()
    assert imports.undo(anna, found) == (MANY, 0)
    assert not Event.objects.exists()


def test_who_lost_the_calendar_in_the_meantime_writes_nothing_and_reads_why(client, anna, calendar, worked):
    address = worked(lambda: upload(client, calendar, many()))["Location"]
    client.post(f"{address}desa/")
    for given in calendar.scope.grants.in_force():
        revoke(None, given)
    for given in town_scope().grants.in_force():
        revoke(None, given)
    job = Job.objects.latest("pk")
    with pytest.raises((Http404, PermissionDenied)):
        tasks.take_in.func(job.pk, found=CalendarImport.objects.get().pk, language="ca")
    job.refresh_from_db()
    assert job.state == "failed" and job.message
    assert not Event.objects.exists()
    assert client.get(address).status_code == 200


def test_a_file_without_a_usable_event_says_so_on_its_page(client, calendar, worked):
    source = file_of(*(simple(str(n), "Mal", "20261341T100000") for n in range(MANY)))
    address = worked(lambda: upload(client, calendar, source))["Location"]
    page = client.get(address)
    assert page.context["report"]["left_out_count"] == MANY


@pytest.mark.parametrize(
    "source",
    [
        b"hola",
        many(5_001),
        b"BEGIN:VCALENDAR\r\n" + b"X-A:" + b"A" * 11 * 1024 * 1024,
        many().replace(b"END:VCALENDAR", b""),
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 50_000,
    ],
)
def test_malformed_and_huge_files_are_refused_at_once_and_nothing_is_kept(client, calendar, source):
    answer = upload(client, calendar, source)
    assert answer.status_code == 400
    assert answer.context["form"].errors["file"][0].endswith(".")
    assert not CalendarImport.objects.exists()
    assert not Job.objects.exists()


def test_a_big_calendar_without_end_is_written_out_for_the_window_alone(calendar, anna, worked):
    rows = (simple(str(n), "Sempre", "20200101T100000", "RRULE:FREQ=DAILY") for n in range(12))
    found = imports.look_at(anna, calendar, file_of(*rows), filename="a.ics")
    worked(lambda: errands.take_in(anna, found))
    assert Occurrence.objects.count() == 12 * 1_200


def test_only_its_person_sees_the_progress(client, calendar, signed_in, stranger):
    address = upload(client, calendar, many())["Location"]
    give(stranger, calendar.scope, "edit")
    assert signed_in(stranger).get(address).status_code == 404


def test_in_the_calendar_of_a_room_each_finds_it_free_or_is_left_out(anna, worked):
    room = create_calendar("Sala petita", "room", parent=town_scope())
    give(anna, room.scope, "edit")
    found = imports.look_at(anna, room, many(), filename="a.ics")
    worked(lambda: errands.take_in(anna, found))
    found.refresh_from_db()
    assert (found.report["new"], found.report["left_out_count"]) == (28, MANY - 28)
    assert Slot.objects.count() == 28


def test_counting_refuses_what_reading_refuses():
    assert reading.count(many()) == MANY
    with pytest.raises(AgendaError):
        reading.count(b"")
