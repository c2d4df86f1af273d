"""What a program writes passes the same rules as a screen: access, rooms, record, search, versions (issue C7)."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from agenda.calendars import feeds
from agenda.calendars.guests.delegations import delegate
from agenda.calendars.ical import Draft
from agenda.calendars.models import Event
from agenda.calendars.rooms.models import Slot
from agenda.calendars.services import create_calendar, create_event, update_event
from agenda.calendars.stitching import events
from intranet.access.models import AuditEvent
from intranet.people.municipality import town_scope
from search.models import OutboxEntry
from tests.caldav.program import Program, an_event, condition, path_of, read, soon
from tests.calendars.samples import hours, vcalendar
from tests.factories import give, make_event, make_person

pytestmark = pytest.mark.django_db


def put(program: Program, calendar, body: str, name: str = "u1.ics", **headers: str):
    return program.put(path_of(calendar) + name, body, **headers)


def get(program: Program, calendar, name: str = "u1.ics"):
    return program.ask("GET", path_of(calendar) + name)


# --- New events, changes, deletions -----------------------------------------------------------------


def test_a_phone_makes_changes_and_deletes_an_event(phone, calendar, anna):
    response = put(phone, calendar, an_event("u1", "Reunió"), If_None_Match="*")
    assert (response.status_code, response.get("ETag")) == (201, None)
    event = Event.objects.get()
    assert (event.summary, event.organizer, event.event_type) == ("Reunió", anna, "reunio")
    assert event.occurrences.count() == 1
    etag = get(phone, calendar)["ETag"]
    response = put(phone, calendar, an_event("u1", "Reunió canviada", hour=12), If_Match=etag)
    assert response.status_code == 204
    event.refresh_from_db()
    assert (event.summary, event.sequence, event.occurrences.get().starts_at) == ("Reunió canviada", 1, soon(1, 12))
    assert get(phone, calendar)["ETag"] != etag
    assert phone.ask("DELETE", f"{path_of(calendar)}u1.ics").status_code == 204
    assert not Event.objects.exists()
    assert get(phone, calendar).status_code == 404
    actions = AuditEvent.objects.filter(action__startswith="event.", actor=anna).order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["event.created", "event.changed", "event.deleted"]


def test_what_is_written_reaches_the_search_and_the_feeds(phone, calendar, anna, settings):
    settings.SEARCH_SYNCHRONOUS = False
    before = OutboxEntry.objects.count()
    put(phone, calendar, an_event("u1", "Reunió del pressupost"))
    assert OutboxEntry.objects.count() == before + 1
    assert "Reunió del pressupost" in feeds.body_of(anna)


def test_unknown_properties_and_alarms_survive_the_round_trip(phone, calendar):
    extra = (
        "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC",
        'ATTENDEE;CN="Pere, Pi";PARTSTAT=ACCEPTED;X-NUM=3:mailto:pere@exemple.example',
        "ATTACH;FMTTYPE=text/plain:https://exemple.example/a.txt",
        "RRULE:FREQ=WEEKLY;COUNT=5",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Avís",
        "TRIGGER:-PT15M",
        "X-WR-ALARMUID:abc",
        "END:VALARM",
    )
    put(phone, calendar, an_event("u1", "Reunió", *extra))
    text = get(phone, calendar).content.decode().replace("\r\n ", "")
    for line in extra:
        assert line in text


def test_what_is_kept_as_it_was_sent_has_its_tag_at_once(phone, calendar):
    put(phone, calendar, an_event("u1", "Reunió"))
    text = get(phone, calendar).content.decode()
    phone.ask("DELETE", f"{path_of(calendar)}u1.ics")
    response = put(phone, calendar, text)
    assert response["ETag"] == get(phone, calendar)["ETag"]


def test_a_program_chooses_the_name_of_an_event(phone, calendar):
    assert put(phone, calendar, an_event("uid-1"), "8F3A nom.ics".replace(" ", "%20")).status_code == 201
    assert phone.sync(path_of(calendar)).names() == ["8F3A%20nom.ics"]
    token = phone.sync(path_of(calendar)).token
    assert get(phone, calendar, "8F3A%20nom.ics").status_code == 200
    assert get(phone, calendar, "uid-1.ics").status_code == 404
    response = put(phone, calendar, an_event("uid-1", "Canviat"), "8F3A%20nom.ics")
    assert response.status_code == 204
    phone.ask("DELETE", f"{path_of(calendar)}8F3A%20nom.ics")
    assert phone.sync(path_of(calendar), token).gone() == ["8F3A%20nom.ics"]
    # The name is free again, also for something else.
    assert put(phone, calendar, an_event("uid-2"), "8F3A%20nom.ics").status_code == 201
    assert phone.sync(path_of(calendar), token).names() == ["8F3A%20nom.ics"]


def test_one_name_for_each_event(phone, calendar):
    put(phone, calendar, an_event("u1"))
    response = put(phone, calendar, an_event("u1"), "altre.ics")
    assert (response.status_code, condition(response)) == (409, "no-uid-conflict")
    response = put(phone, calendar, an_event("u2"), "u1.ics")
    assert (response.status_code, condition(response)) == (409, "no-uid-conflict")
    response = put(phone, calendar, an_event("u3"), "x" * 300 + ".ics")
    assert response.status_code == 409
    assert Event.objects.count() == 1


# --- Two who change the same thing ------------------------------------------------------------------


def test_who_saw_an_older_version_is_told(phone, calendar, anna):
    put(phone, calendar, an_event("u1"))
    etag = get(phone, calendar)["ETag"]
    draft = Draft(summary="Canviat a la pantalla", start=soon(), end=soon() + hours(1))
    update_event(anna, Event.objects.get(), draft, visibility="everyone")
    for response in (
        put(phone, calendar, an_event("u1", "Del mòbil"), If_Match=etag),
        phone.ask("DELETE", f"{path_of(calendar)}u1.ics", If_Match=etag),
        put(phone, calendar, an_event("u1", "Nou"), If_None_Match="*"),
        put(phone, calendar, an_event("u9"), "u9.ics", If_Match=etag),
        put(phone, calendar, an_event("u9"), "u9.ics", If_Match="*"),
    ):
        assert response.status_code == 412
        assert response.content.decode().count("responsedescription") == 2
    assert Event.objects.get().summary == "Canviat a la pantalla"


def test_the_screen_notices_what_a_phone_changed(phone, calendar):
    put(phone, calendar, an_event("u1"))
    seen = Event.objects.get().sequence
    put(phone, calendar, an_event("u1", "Del mòbil"))
    event = Event.objects.get()
    assert event.sequence > seen
    assert read(event.ics)["SEQUENCE"] == event.sequence


@pytest.mark.django_db(transaction=True)
def test_of_ten_programs_that_saw_the_same_version_one_wins(phone, calendar):
    put(phone, calendar, an_event("u1"))
    etag = get(phone, calendar)["ETag"]
    answers = at_once(
        10,
        lambda number: put(
            Program(phone.username, phone.secret), calendar, an_event("u1", f"{number}"), If_Match=etag
        ),
    )
    assert sorted(answers) == [204] + [412] * 9


@pytest.mark.django_db(transaction=True)
def test_of_ten_programs_that_make_the_same_event_one_wins(phone, calendar):
    answers = at_once(
        10,
        lambda number: put(
            Program(phone.username, phone.secret), calendar, an_event("nou"), "nou.ics", If_None_Match="*"
        ),
    )
    assert sorted(answers) == [201] + [412] * 9
    assert Event.objects.count() == 1


def at_once(count: int, act) -> list[int]:
    """The answers to requests that begin at the same moment."""
    barrier, answers = Barrier(count), []

    def run(number: int) -> None:
        barrier.wait()
        try:
            answers.append(act(number).status_code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


# --- Who may ------------------------------------------------------------------------------------------


def test_a_phone_that_writes_for_somebody_writes_in_her_name_and_the_record_says_so(program, looker, anna, town):
    own = create_calendar("Alcaldia", "person", parent=town_scope(), owner=looker)
    delegate(looker, anna, start=timezone.localdate())
    assert put(program(anna), own, an_event("u1")).status_code == 201
    event = Event.objects.get(calendar=own)
    assert (event.organizer, event.acting.delegate) == (looker, anna)
    assert AuditEvent.objects.get(action="event.on_behalf").actor == anna
    private = an_event("u2").replace("END:VEVENT", "CLASS:PRIVATE\r\nEND:VEVENT")
    assert put(program(anna), own, private, "u2.ics").status_code == 403
    assert Event.objects.filter(calendar=own).count() == 1


def test_who_only_looks_changes_nothing(curious, phone, calendar):
    put(phone, calendar, an_event("u1"))
    for response in (
        put(curious, calendar, an_event("u1", "meu")),
        put(curious, calendar, an_event("u2"), "u2.ics"),
        curious.ask("DELETE", f"{path_of(calendar)}u1.ics"),
        phone.ask("DELETE", path_of(calendar)),
        phone.ask("PUT", path_of(calendar), an_event()),
    ):
        assert (response.status_code, condition(response)) == (403, "need-privileges")
    assert Event.objects.get().summary == "Reunió"


def test_what_comes_from_a_record_is_changed_there(phone, calendar):
    create_event(None, calendar, summary="Ple", start=soon(), end=soon() + hours(1), uid="ple", event_type="sessio")
    for response in (
        put(phone, calendar, an_event("ple", "Altre"), "ple.ics"),
        phone.ask("DELETE", f"{path_of(calendar)}ple.ics"),
    ):
        assert (response.status_code, condition(response)) == (403, "need-privileges")
    put(phone, calendar, an_event("u1", "Fals ple", "CATEGORIES:sessio"))
    assert Event.objects.get(uid="u1").event_type == "reunio"


def test_how_open_an_event_is_follows_what_the_program_says(phone, calendar, anna):
    put(phone, calendar, an_event("u1", "Metge", "CLASS:PRIVATE"))
    event = Event.objects.get()
    assert event.visibility == "private"
    # Silence does not open what was closed.
    put(phone, calendar, an_event("u1", "Metge"))
    event.refresh_from_db()
    assert (event.visibility, str(read(event.ics)["CLASS"])) == ("private", "PRIVATE")
    put(phone, calendar, an_event("u1", "Metge", "CLASS:PUBLIC"))
    event.refresh_from_db()
    assert (event.visibility, event.scope) == ("everyone", calendar.scope)


def test_what_the_government_sees_stays_so_when_a_phone_changes_its_hour(program, calendar):
    mayor = make_person("alcalde.u", roles=["mayor"])
    give(mayor, calendar.scope, "edit")
    start = {"start": soon(), "end": soon() + hours(1)}
    create_event(mayor, calendar, summary="Govern", uid="g", visibility="government", **start)
    his = program(mayor)
    text = get(his, calendar, "g.ics").content.decode().replace("SUMMARY:Govern", "SUMMARY:Govern a les 12")
    assert put(his, calendar, text, "g.ics").status_code == 204
    assert Event.objects.get().visibility == "government"


# --- Rooms --------------------------------------------------------------------------------------------


@pytest.fixture
def room(anna):
    calendar = create_calendar("Sala petita", "room", parent=town_scope())
    give(anna, calendar.scope, "edit")
    return calendar


def test_a_phone_books_a_room_by_writing_in_its_calendar(phone, room):
    assert put(phone, room, an_event("u1", "Assaig")).status_code == 201
    assert Slot.objects.filter(room=room.pk).count() == 1


def test_a_room_that_is_taken_is_refused_with_who_has_it(phone, room, anna):
    make_event(room, "Assaig", soon(1, 10), soon(1, 12), owner=anna)
    response = put(phone, room, an_event("u1", "Meva", hour=11))
    assert response.status_code == 409
    assert "Assaig" in response.content.decode()
    assert Event.objects.count() == 1
    put(phone, room, an_event("u1", "Meva", hour=15))
    assert put(phone, room, an_event("u1", "Meva", hour=11)).status_code == 409
    assert Event.objects.get(uid="u1").starts_at == soon(1, 15)


# --- What cannot be taken -----------------------------------------------------------------------------


TODO = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VTODO\r\nUID:t\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "valid-calendar-data"),
        ("hola", "valid-calendar-data"),
        ("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "valid-calendar-data"),
        (b"\xff\xfe\x00\x01", "valid-calendar-data"),
        (TODO, "supported-calendar-component"),
        (vcalendar("DTSTART:20261332T100000Z"), "valid-calendar-data"),
        (vcalendar("DTSTART;TZID=Lluna/Mar:20261103T100000"), "valid-calendar-data"),
        (vcalendar("DTSTART:20261103T100000Z", "DTEND:20261102T100000Z"), "valid-calendar-data"),
        (vcalendar("DTSTART:20261103T100000Z", "RRULE:FREQ=SECONDLY"), "valid-calendar-data"),
        (an_event().replace("UID:u1\r\n", ""), "valid-calendar-data"),
        ("BEGIN:VCALENDAR\r\n" + "X" * 2_200_000, "max-resource-size"),
    ],
)
def test_what_is_no_event_is_refused_with_its_reason_and_nothing_is_kept(phone, calendar, body, expected):
    response = put(phone, calendar, body)
    assert (response.status_code, condition(response)) == (403, expected)
    assert not Event.objects.exists()


def test_a_series_with_a_moved_date_is_one_event(phone, calendar):
    moved = (
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:u1",
        "DTSTAMP:20260101T000000Z",
        f"RECURRENCE-ID;TZID=Europe/Madrid:{soon(8):%Y%m%dT%H%M%S}",
        f"DTSTART;TZID=Europe/Madrid:{soon(9):%Y%m%dT%H%M%S}",
        f"DTEND;TZID=Europe/Madrid:{soon(9, 12):%Y%m%dT%H%M%S}",
        "SUMMARY:Reunió moguda",
    )
    assert put(phone, calendar, an_event("u1", "Reunió", *moved)).status_code == 201
    event = Event.objects.get()
    assert event.occurrences.count() == 4
    assert event.occurrences.filter(summary="Reunió moguda", starts_at=soon(9)).exists()
    assert events(event.ics).count("BEGIN:VEVENT") == 2
