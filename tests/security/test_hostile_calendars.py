"""Calendar files and mail that nobody wrote in good faith: refused with a sentence, and never in anybody's way."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from agenda.calendars import ical, stitching
from agenda.calendars.errors import AgendaError
from agenda.calendars.guests import mailbox, replies
from agenda.calendars.guests.models import Attendee
from agenda.calendars.intake import reading
from agenda.calendars.intake.lines import zone_name
from agenda.calendars.timezones import timezone_text
from tests.calendars.samples import vcalendar
from tests.factories import give, make_calendar, make_person
from tests.guests.samples import invite
from tests.guests.test_replies import PERE, calendar, google

pytestmark = pytest.mark.django_db
START, END = "DTSTART:20260101T100000Z", "DTEND:20260101T110000Z"
ATTACKER = "mallory@enlloc.example"


@pytest.mark.parametrize(
    "lines",
    [
        ["DTSTART;TZID=" + "a" * 5_000 + ":20260101T100000"],
        ["DTSTART;VALUE=URI:20260101T100000Z"],
        ["DTSTART;VALUE=DURATION:PT1H"],
        ["DTSTART:99991231T235959", "DURATION:P9999999W"],
        ["DTSTART:20260101T100000", END],
        [START, END, "SEQUENCE:99999999999999999999"],
        [START, END, "SEQUENCE:-1"],
        [START, END, "SEQUENCE;VALUE=RECUR:FREQ=DAILY"],
        [START, END, "RRULE;VALUE=URI:FREQ=DAILY"],
        [START, END, "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=URI:x"],
        [START, END, "RRULE:FREQ=DAILY;COUNT=3", "RDATE;VALUE=DURATION:PT1H"],
        [START, END, "RECURRENCE-ID:20260101T100000Z", "RECURRENCE-ID:20260102T100000Z"],
        [START, START, END],
    ],
)
def test_what_claims_to_be_something_else_is_refused_with_a_sentence(lines):
    with pytest.raises(AgendaError) as refusal:
        ical.parse(vcalendar(*lines))
    assert str(refusal.value).endswith(".")


def test_a_zone_without_name_breaks_nothing():
    zone = "BEGIN:VTIMEZONE\r\nEND:VTIMEZONE\r\n"
    with pytest.raises(AgendaError):
        ical.parse(vcalendar(START, END, before=zone))


def test_no_null_byte_reaches_the_database():
    found = ical.parse(vcalendar(START, END, "SUMMARY:Ho\0la", "X-ALTRE:a\0b"))
    assert found.summary == "Hola"
    assert "\0" not in found.text


def test_no_line_ends_for_some_programs_and_goes_on_for_others():
    found = ical.parse(vcalendar(START, END, "SUMMARY:Reunió\rATTENDEE:mailto:altre@fora.example"))
    assert "\r" not in found.text.replace("\r\n", "")


def test_a_version_is_a_number_whatever_its_line_claims():
    assert ical.parse(vcalendar(START, END, "SEQUENCE;VALUE=TEXT:3")).master["SEQUENCE"] == 3


def test_made_up_zones_are_not_remembered_for_ever():
    names = (f"Zona/{number}" for number in range(700))
    events = "".join(vcalendar(f"DTSTART;TZID={name}:20260101T100000", uid=name) for name in names)
    reading.read(events.encode())
    assert max(zone_name.cache_info().currsize, timezone_text.cache_info().currsize) <= 600


@pytest.fixture
def anna(town):
    return make_person("anna.clerk", roles=["clerk"])


@pytest.fixture
def calendar_of_town(anna):
    made = make_calendar("Ajuntament")
    give(anna, made.scope, "edit")
    return made


@pytest.fixture
def event(anna, calendar_of_town):
    return invite(anna, calendar_of_town, PERE)


def answered(event) -> str:
    return Attendee.objects.get(event=event).answer


@pytest.mark.parametrize(
    "sender",
    [
        f"{PERE} <{ATTACKER}>",
        f"<{PERE}> <{ATTACKER}>",
        f"{PERE}, {ATTACKER}",
        f"{ATTACKER}, {PERE}",
        f"{PERE}(<{ATTACKER}>)",
        f"({PERE}) {ATTACKER}",
        f'"{PERE}" <{ATTACKER}>',
        f"{PERE}<{ATTACKER}",
        f"{PERE};{ATTACKER}",
        f"=?utf-8?q?{PERE.replace('@', '=40')}=20=3C?= {ATTACKER}",
        f"=?utf-8?q?=3C{PERE.replace('@', '=40')}=3E?= <{ATTACKER}>",
        f"Pere <{PERE}>\nFrom: {ATTACKER}",
        f"{ATTACKER}\nFrom: Pere <{PERE}>",
    ],
)
def test_nobody_answers_with_the_address_of_a_guest_beside_their_own(event, sender):
    message = google(calendar(event.uid)).replace(f"From: Pere Fora <{PERE}>".encode(), f"From: {sender}".encode())
    assert sender.encode() in message
    assert not mailbox.take(message)
    assert answered(event) == "NEEDS-ACTION"


@pytest.mark.parametrize(
    "sender",
    [PERE, f"<{PERE}>", f'"Fora, Pere" <{PERE}>', f"Fora, Pere (Obres) <{PERE.upper()}>", f'"pere@" <{PERE}>'],
)
def test_names_as_programs_write_them_are_no_second_address(event, sender):
    message = google(calendar(event.uid)).replace(f"Pere Fora <{PERE}>".encode(), sender.encode())
    assert mailbox.take(message)


@pytest.mark.parametrize(
    "message",
    [
        b'From: "\r\nContent-Type: text/calendar\r\n\r\n',
        b"From: <\r\n\r\n",
        b"From: a@[\r\n\r\n",
        b"From: =?utf-8?b?dmljdGltQHguY2F0Cg==?= <a@b.cat>\r\n\r\n",
        b"From: a@b.cat\r\nContent-Type: text/calendar; charset*=x'\xff\r\n\r\nBEGIN:VCALENDAR",
        b"From: a@b.cat\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 3_000,
        b"From: a@b.cat\r\n"
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1_500)),
    ],
)
def test_a_broken_message_is_no_answer_and_no_error(event, message):
    assert not mailbox.take(message)


@pytest.mark.parametrize(
    "lines",
    [
        ["DTSTAMP;VALUE=RECUR:FREQ=DAILY"],
        ["DTSTART;TZID=" + "a" * 5_000 + ":20260101T100000"],
        ["X;VALUE=DURATION:x"],
        ["COMMENT;VALUE=DATE:20260101"],
    ],
)
def test_a_broken_part_keeps_no_other_answer_waiting(event, lines):
    mailbox.take(google(calendar(event.uid, lines=lines)))
    assert not replies.read(google(calendar("no\0ningu")))


def test_one_hostile_message_does_not_stop_the_mailbox(event, monkeypatch, settings):
    messages = {"1": b'From: "\r\n\r\n', "2": google(calendar(event.uid))}
    marks = []

    def uid(command, number, *rest):
        if command == "SEARCH":
            return "OK", [b"1 2"]
        if command == "FETCH":
            size = f"{number} (RFC822.SIZE {len(messages[number])})".encode()
            return "OK", [size] if "SIZE" in rest[0] else [(b"", messages[number])]
        marks.append((number, rest[-1]))
        return "OK", []

    settings.AGENDA_IMAP = "imaps://nobody"
    monkeypatch.setattr(mailbox, "_open", lambda _address: nullcontext(SimpleNamespace(uid=uid)))
    assert mailbox.read_replies() == mailbox.Read(taken=1, flagged=1)
    assert marks == [("1", r"(\Seen \Flagged)"), ("2", r"(\Seen)")]


# --- Zones ---------------------------------------------------------------------------------------------

OUTLOOK = "Romance Standard Time"


def zone(name: str, offset: str, *inside: str) -> str:
    lines = ("BEGIN:STANDARD", "DTSTART:19701025T030000", f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}", "TZNAME:X")
    return "\r\n".join(["BEGIN:VTIMEZONE", f"TZID:{name}", *lines, *inside, "END:STANDARD", "END:VTIMEZONE", ""])


def at_ten(name: str, described: str = "") -> str:
    lines = (f"DTSTART;TZID={name}:20260101T100000", f"DTEND;TZID={name}:20260101T110000")
    return vcalendar(*lines, before=described)


@pytest.mark.parametrize("name", [OUTLOOK, "Customized Time Zone", "Vila/Plaça"])
def test_a_file_that_describes_a_zone_wrongly_moves_nobody_elses_events(name):
    """The library remembers zones by their names, for the life of the process."""
    hours = [ical.parse(at_ten(name, zone(name, offset))).starts_at.hour for offset in ("+0900", "+0100", "+0200")]
    assert hours == [1, 9, 8]


def test_nor_does_mail_from_a_stranger(event):
    mailbox.take(google(calendar(event.uid).replace("BEGIN:VEVENT", zone(OUTLOOK, "+0900") + "BEGIN:VEVENT", 1)))
    assert ical.parse(at_ten(OUTLOOK)).starts_at.hour == 9


def test_a_zone_that_only_another_file_describes_is_not_known():
    ical.parse(at_ten("Vila/Plaça", zone("Vila/Plaça", "+0200")))
    with pytest.raises(AgendaError):
        ical.parse(at_ten("Vila/Plaça"))


@pytest.mark.parametrize("name", ["Europe/Madrid", "Vila/Plaça"])
@pytest.mark.parametrize("inside", ["TZID:Europe/Madrid", "BEGIN:X-ALTRE\r\nTZID:Europe/Madrid\r\nEND:X-ALTRE"])
def test_what_is_nested_in_a_zone_does_not_end_up_among_the_events_of_others(name, inside):
    with pytest.raises(AgendaError):
        ical.parse(at_ten(name, zone(name, "+0900", inside)))


def test_words_are_not_taken_for_the_beginning_of_a_zone():
    head = f"X-WR-CALNAME:BEGIN:VTIMEZONE\r\n{ical.HEAD}"
    assert stitching.zones([f"{head}{timezone_text('Asia/Tokyo')}BEGIN:VEVENT\r\nEND:VEVENT\r\n"]) == [
        timezone_text("Asia/Tokyo")
    ]
