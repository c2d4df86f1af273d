"""Files of any origin: what is read, what is left out and said, what is taken back (§7; demands 38, 44)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import Http404
from hypothesis import given, settings
from hypothesis import strategies as st

from agenda.calendars import ical
from agenda.calendars.errors import AgendaError, CalendarTooBig, MalformedCalendar
from agenda.calendars.intake import imports, reading
from agenda.calendars.models import Calendar, CalendarImport, Event, Occurrence
from agenda.calendars.services import create_calendar, create_event
from intranet.access.models import AuditEvent
from intranet.people.municipality import town_scope
from tests.calendars.foreign import ALL, APPLE, GOOGLE, OUTLOOK, THUNDERBIRD, file_of, simple
from tests.calendars.samples import at, day, hours
from tests.factories import give

pytestmark = pytest.mark.django_db
IMPORT = "/agenda/importa/"


def read(text: str | bytes, **limits) -> reading.Contents:
    source = text if isinstance(text, bytes) else text.encode()
    return reading.read(source, reading.Limits(**limits) if limits else reading.FILE)


def bring(user, calendar, source: str | bytes) -> CalendarImport:
    source = source if isinstance(source, bytes) else source.encode()
    return imports.take_in(user, imports.look_at(user, calendar, source, filename="agenda.ics"))


def titles(contents: reading.Contents) -> list[str]:
    return [each.summary for each in contents.events]


# --- Reading ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("program", ALL)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_what_the_usual_programs_write_is_read_whatever_the_line_ends(program, ending):
    contents = read(ALL[program].replace("\n", ending))
    assert contents.events
    assert not contents.left_out


def test_google_s_series_keeps_its_exceptions_and_its_alarm():
    contents = read(GOOGLE)
    series, tournament = contents.events
    assert (series.summary, series.location, series.exceptions) == ("Entrenament", "Pavelló, c/ Major 3", 2)
    assert series.starts_at == at("2026-11-03 18:00")
    assert (tournament.all_day, tournament.ends_at) == (True, at("2026-12-07 00:00"))
    assert contents.alarms == 1
    assert "X-GOOGLE-CONFERENCE" in series.text


def test_outlook_s_zones_have_windows_names_and_an_invitation_is_an_event():
    [event] = read(OUTLOOK).events
    assert event.starts_at == at("2026-11-26 10:00")
    assert "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE" in event.text


@pytest.mark.parametrize(
    "zone",
    [
        "Romance Standard Time",
        '"(UTC+01:00) Brussels, Copenhagen, Madrid, Paris"',
        "/freeassociation.sourceforge.net/Tzfile/Europe/Madrid",
        '"/citadel.org/20210210_1/Europe/Madrid"',
    ],
)
def test_a_zone_that_the_file_does_not_describe_is_known_by_its_name(zone):
    [event] = read(file_of(f"UID:1\nSUMMARY:A\nDTSTART;TZID={zone}:20260724T100000")).events
    assert event.starts_at == at("2026-07-24 10:00")


def test_apple_s_tasks_stay_out_and_are_counted():
    contents = read(APPLE)
    assert titles(contents) == ["Visita d’obra"]
    assert contents.others == {"VTODO": 1}


def test_thunderbird_s_length_of_nothing_beside_an_end_is_mended():
    [event] = read(THUNDERBIRD).events
    assert event.ends_at - event.starts_at == hours(1.5)
    assert "TZID=Europe/Madrid" in event.text


def test_a_time_without_zone_is_the_town_s():
    [event] = read(file_of(simple("1"))).events
    assert event.starts_at == at("2026-11-24 10:00")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_accents_survive_every_encoding(encoding):
    text = file_of(simple("1", "Sessió d’hivern: à è ç ñ" if encoding != "latin-1" else "Sessió: à è ç ñ")).decode()
    [event] = read(text.encode(encoding)).events
    assert event.summary.startswith("Sessió")
    assert event.summary.endswith("à è ç ñ")


def test_lines_cut_in_the_middle_of_a_letter_are_put_together():
    source = file_of(simple("1", "Concert d’òrgan"))
    place = source.index("ò".encode()) + 1
    [event] = read(source[:place] + b"\r\n " + source[place:]).events
    assert event.summary == "Concert d’òrgan"


def test_of_an_event_written_twice_the_newer_version_counts():
    old, new = (
        simple("1", "Vell", "20261124T100000", "SEQUENCE:1"),
        simple("1", "Nou", "20261124T120000", "SEQUENCE:2"),
    )
    contents = read(file_of(new, old))
    assert (titles(contents), contents.repeated) == (["Nou"], 1)


def test_an_event_without_identifier_gets_one_that_the_next_export_has_too():
    first = read(file_of("SUMMARY:A\nDTSTART:20261124T100000\nDTSTAMP:20260101T000000Z")).events[0]
    again = read(file_of("SUMMARY:A\nDTSTART:20261124T100000\nDTSTAMP:20270101T000000Z")).events[0]
    other = read(file_of("SUMMARY:B\nDTSTART:20261124T100000")).events[0]
    assert first.uid == again.uid != other.uid


def test_several_calendars_in_one_file_are_read():
    assert titles(read(file_of(simple("1", "A")) + file_of(simple("2", "B")) + file_of(simple("1", "A")))) == [
        "A",
        "B",
    ]


def test_what_is_wrong_in_one_event_stays_in_it_and_is_said():
    contents = read(
        file_of(
            simple("1", "Bona"),
            simple("2", "Sense sentit", "20261341T100000"),
            "UID:3\nSUMMARY:Sense data",
            simple("4", "Massa sovint", "20261124T100000", "RRULE:FREQ=SECONDLY"),
            simple("5", "Mai", "20261124T100000", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
            "UID:6\nSUMMARY:A Mart\nDTSTART;TZID=Mart/Olimp:20261124T100000",
            simple("7", "Enrere", "20261124T100000", "DTEND:20261123T100000"),
            simple("8", "També bona"),
        )
    )
    assert titles(contents) == ["Bona", "També bona"]
    assert [each.title for each in contents.left_out] == [
        "Sense sentit",
        "Sense data",
        "Massa sovint",
        "Mai",
        "A Mart",
        "Enrere",
    ]
    assert all(each.reason.endswith(".") for each in contents.left_out)


def test_an_answer_to_an_invitation_is_no_event_and_a_cancellation_cancels():
    assert read(file_of(simple("1"), method="REPLY")).left_out
    [event] = read(file_of(simple("1", "A", "20261124T100000", "STATUS:CONFIRMED"), method="CANCEL")).events
    assert event.is_cancelled


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        (b"", MalformedCalendar),
        (b"hola", MalformedCalendar),
        (b"\xff\xfe\x00\x01", MalformedCalendar),
        (b"%PDF-1.7 BEGIN:VCALENDAR", MalformedCalendar),
        (b"<html>BEGIN:VCALENDAR</html>", MalformedCalendar),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", MalformedCalendar),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", MalformedCalendar),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", MalformedCalendar),
        (b"BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n", MalformedCalendar),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 50_000 + b"END:X\r\n" * 50_000, MalformedCalendar),
        (b"BEGIN:VCALENDAR\r\n" + b"A" * 11 * 1024 * 1024, CalendarTooBig),
        (file_of(*(simple(str(number)) for number in range(5_001))), CalendarTooBig),
    ],
)
def test_what_is_no_calendar_or_far_too_much_is_refused_with_a_sentence(source, refusal):
    with pytest.raises(refusal) as refused:
        read(source)
    assert str(refused.value).endswith(".")


def test_a_series_without_end_is_taken_and_written_out_for_the_window_alone(calendar, anna):
    bring(anna, calendar, file_of(simple("1", "Sempre", "20200101T100000", "RRULE:FREQ=DAILY")))
    assert Occurrence.objects.count() == 1_200


# --- Nothing is lost ------------------------------------------------------------------------------------

NAME = st.from_regex(r"X-[A-Z]{1,8}(-[A-Z0-9]{1,8})?", fullmatch=True)
VALUE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=90)
PARAMETER = st.one_of(
    st.just(""),
    st.tuples(NAME, st.from_regex(r"[a-z0-9 ]{1,12}", fullmatch=True)).map(lambda each: f";{each[0]}={each[1]}"),
    st.tuples(NAME, st.from_regex(r"[a-z:;,]{1,12}", fullmatch=True)).map(lambda each: f';{each[0]}="{each[1]}"'),
)
PROPERTY = st.tuples(NAME, PARAMETER, VALUE.map(lambda text: text.replace("\\", "").strip() or "x")).map(
    lambda each: f"{each[0]}{each[1]}:{each[2]}"
)
UNKNOWN = st.lists(PROPERTY, max_size=2).map(lambda lines: ["BEGIN:X-COSA", *lines, "END:X-COSA"])


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


@settings(max_examples=120, deadline=None)
@given(properties=st.lists(PROPERTY, max_size=5), components=st.lists(UNKNOWN, max_size=2))
def test_a_round_trip_keeps_every_foreign_property_and_component(properties, components):
    inside = [line for component in components for line in component]
    source = file_of("\n".join([simple("1"), *properties, *inside]))
    [event] = read(source).events
    out = unfolded(event.text)
    for line in properties:
        name, _colon, value = line.partition(":")
        kept = [each for each in out if each.upper().startswith(name.split(";")[0])]
        assert any(value[-10:] in each for each in kept), (line, kept)
    assert out.count("BEGIN:X-COSA") == len(components)
    assert ical.parse(event.text).text == event.text
    assert read(event.text.encode()).events[0].text == event.text


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_is_refused_or_read_and_never_breaks(data):
    source = bytearray(ALL[data.draw(st.sampled_from(sorted(ALL)))].encode())
    for _change in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(source) - 1))
        kind = data.draw(st.sampled_from(["cut", "put", "change"]))
        if kind == "cut":
            del source[place : place + data.draw(st.integers(1, 40))]
        elif kind == "put":
            source[place:place] = data.draw(st.binary(max_size=8))
        else:
            source[place] = data.draw(st.integers(0, 255))
        if not source:
            break
    try:
        contents = read(bytes(source))
    except AgendaError as refusal:
        assert str(refusal).endswith(".")
    else:
        assert all(each.reason.endswith(".") for each in contents.left_out)
        assert all(ical.parse(each.text).text == each.text for each in contents.events)


# --- Taking in ------------------------------------------------------------------------------------------


def test_a_file_is_taken_in_changed_by_the_next_and_left_alone_by_the_same(calendar, anna):
    first = bring(anna, calendar, file_of(simple("1", "A"), simple("2", "B"), simple("3", "C")))
    assert (first.report["new"], first.report["changed"], first.report["same"]) == (3, 0, 0)
    again = bring(anna, calendar, file_of(simple("1", "A"), simple("2", "B nova", "20261124T100000", "SEQUENCE:1")))
    assert (again.report["new"], again.report["changed"], again.report["same"]) == (0, 1, 1)
    assert set(Event.objects.values_list("summary", flat=True)) == {"A", "B nova", "C"}
    assert Occurrence.objects.count() == 3


def test_looking_at_a_file_writes_nothing_in_the_calendar(calendar, anna):
    found = imports.look_at(anna, calendar, GOOGLE.encode(), filename="esports.ics")
    assert found.report["new"] == 2
    assert not Event.objects.exists()
    assert not AuditEvent.objects.filter(action="calendar.imported").exists()


def test_a_file_is_taken_in_once(calendar, anna):
    found = bring(anna, calendar, GOOGLE)
    with pytest.raises(AgendaError):
        imports.take_in(anna, found)
    assert found.source == ""


def test_an_older_version_does_not_overwrite_a_newer_one(calendar, anna):
    bring(anna, calendar, file_of(simple("1", "Nova", "20261124T100000", "SEQUENCE:5")))
    found = bring(anna, calendar, file_of(simple("1", "Vella", "20261124T100000", "SEQUENCE:4")))
    assert found.report["left_out_count"] == 1
    assert Event.objects.get().summary == "Nova"


def test_what_comes_from_a_record_is_not_overwritten_by_a_file(calendar, anna):
    event = create_event(
        anna, calendar, summary="Ple", start=at("2026-11-24 20:00"), end=at("2026-11-24 22:00"), event_type="sessio"
    )
    found = bring(anna, calendar, file_of(simple(event.uid, "Fals", "20261124T100000", "SEQUENCE:9")))
    assert found.report["left_out_count"] == 1
    event.refresh_from_db()
    assert event.summary == "Ple"


def test_a_file_does_not_overwrite_what_its_person_may_not_read(calendar, anna, stranger):
    event = create_event(
        anna, calendar, summary="Dentista", start=at("2026-11-24 9:00".replace(" 9", " 09")),
        end=at("2026-11-24 10:00"), visibility="private",
    )  # fmt: skip
    give(stranger, calendar.scope, "edit")
    found = bring(stranger, calendar, file_of(simple(event.uid, "Fals", "20261124T100000", "SEQUENCE:9")))
    assert found.report["left_out_count"] == 1
    assert "Dentista" not in str(found.report)


def test_what_a_program_calls_private_is_private_here(calendar, anna, stranger):
    give(stranger, calendar.scope)
    bring(anna, calendar, file_of(simple("1", "Metge", "20261124T100000", "CLASS:PRIVATE"), simple("2", "Obert")))
    assert Event.objects.get(summary="Metge").visibility == "private"
    assert [each.summary for each in Event.objects.readable(stranger)] == ["Obert"]


def test_a_cancelled_event_is_kept_without_a_date(calendar, anna):
    bring(anna, calendar, file_of(simple("1", "Anul·lat", "20261124T100000", "STATUS:CANCELLED")))
    assert Event.objects.count() == 1
    assert not Occurrence.objects.exists()


def test_a_whole_import_is_undone(calendar, anna):
    bring(anna, calendar, file_of(simple("1", "A"), simple("2", "B")))
    found = bring(anna, calendar, file_of(simple("2", "B nova", "20261124T120000", "SEQUENCE:1"), simple("3", "C")))
    assert imports.undo(anna, found) == (2, 0)
    assert {each.summary: each.starts_at for each in Event.objects.all()} == {
        "A": at("2026-11-24 10:00"),
        "B": at("2026-11-24 10:00"),
    }
    with pytest.raises(AgendaError):
        imports.undo(anna, found)


def test_what_somebody_changed_since_stays_when_an_import_is_undone(calendar, anna):
    from agenda.calendars.ical import Draft
    from agenda.calendars.services import update_event

    found = bring(anna, calendar, file_of(simple("1", "A"), simple("2", "B")))
    draft = Draft(summary="A corregida", start=at("2026-11-24 10:00"), end=at("2026-11-24 11:00"), rrule=None)
    update_event(anna, Event.objects.get(summary="A"), draft, visibility="everyone")
    assert imports.undo(anna, found) == (1, 1)
    assert [each.summary for each in Event.objects.all()] == ["A corregida"]


def test_nobody_brings_a_file_into_a_calendar_that_is_not_theirs(calendar, stranger):
    with pytest.raises((Http404, PermissionDenied)):
        imports.look_at(stranger, calendar, GOOGLE.encode(), filename="x.ics")
    assert not CalendarImport.objects.exists()


def test_queries_do_not_grow_with_the_events(calendar, anna, django_assert_max_num_queries):
    few = imports.look_at(anna, calendar, file_of(*(simple(f"a{n}") for n in range(3))), filename="a.ics")
    many = imports.look_at(anna, calendar, file_of(*(simple(f"b{n}") for n in range(90))), filename="b.ics")
    for found in (few, many):
        with django_assert_max_num_queries(60):
            imports.take_in(anna, found)
    assert Event.objects.count() == 93


# --- The screens ------------------------------------------------------------------------------------------


def upload(client, calendar: Calendar, source: bytes, name: str = "agenda.ics"):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, source), "calendar": calendar.pk})


def test_from_the_file_to_the_report_and_back(calendar, anna, signed_in):
    client = signed_in(anna)
    source = file_of(simple("1", "Fira"), simple("2", "Mal", "20261341T100000")).decode().encode("latin-1")
    response = upload(client, calendar, source)
    page = client.get(response["Location"])
    for said in ("Fira", "Mal", "agenda.ics", "Ajuntament"):
        assert said in page.content.decode()
    assert not Event.objects.exists()
    client.post(f"{response['Location']}desa/")
    assert [each.summary for each in Event.objects.all()] == ["Fira"]
    done = client.get(response["Location"]).content.decode()
    assert "desfes" in done
    client.post(f"{response['Location']}desfes/")
    assert not Event.objects.exists()
    assert "desfes" not in client.get(response["Location"]).content.decode()


@pytest.mark.parametrize("source", [b"hola", b"", b"\x00\x01", file_of().replace(b"END:VCALENDAR", b"")])
def test_a_wrong_file_is_refused_beside_its_field(calendar, anna, signed_in, source):
    response = upload(signed_in(anna), calendar, source)
    assert response.status_code == 400
    assert response.context["form"].errors["file"][0].endswith(".")
    assert not CalendarImport.objects.exists()


def test_an_import_is_its_person_s_alone(calendar, anna, signed_in, stranger):
    give(stranger, calendar.scope, "edit")
    address = upload(signed_in(anna), calendar, file_of(simple("1", "Secret")))["Location"]
    other = signed_in(stranger)
    assert other.get(address).status_code == 404
    assert other.post(f"{address}desa/").status_code == 404
    assert other.post(f"{address}desfes/").status_code == 404
    assert not Event.objects.exists()


def test_who_writes_nowhere_imports_nothing(calendar, reader, anna, signed_in):
    assert reader.get(IMPORT).status_code == 403
    closed = create_calendar("Alcaldia", "person", parent=town_scope())
    assert upload(signed_in(anna), closed, file_of(simple("1"))).status_code == 400


def test_whole_days_are_shown_as_days(calendar, anna, signed_in):
    client = signed_in(anna)
    address = upload(client, calendar, file_of("UID:1\nSUMMARY:Fira\nDTSTART;VALUE=DATE:20991206"))["Location"]
    assert client.get(address).context["rows"][0]["day"] == day("2099-12-06")


def test_the_command_brings_a_file_in_and_says_what_it_left_out(calendar, capsys, tmp_path):
    path = tmp_path / "agenda.ics"
    path.write_bytes(file_of(simple("1", "Fira"), simple("2", "Mal", "20261341T100000")))
    call_command("import_ics", path, calendar="Ajuntament", dry_run=True)
    assert not Event.objects.exists()
    call_command("import_ics", path, calendar="Ajuntament")
    assert Event.objects.get().summary == "Fira"
    assert "Mal: " in capsys.readouterr().out
    for wrong in ({"calendar": "Cap"}, {"calendar": "Ajuntament", "file": tmp_path / "cap.ics"}):
        with pytest.raises(CommandError):
            call_command("import_ics", wrong.pop("file", path), **wrong)
