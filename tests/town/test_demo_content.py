"""The demo town: complete, consistent, the same for everybody on the same day, and lawful."""

import csv
import re
from collections import Counter
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import combinations
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest
import recurring_ical_events
from icalendar import Calendar
from odf import teletype
from odf.opendocument import load

from intranet.town.demo import build_documents, content
from intranet.town.demo.days import MADRID, convened_on, is_working_day, plenary_on, working_days_between

TODAY = date(2026, 11, 23)
# A Saturday, the week of Easter, a long weekend, August, the turn of the year, after elections.
OTHER_DAYS = [date(2026, 2, 7), date(2026, 3, 30), date(2026, 12, 4), date(2027, 8, 12), date(2027, 1, 2)]
TITLE = re.compile(r"^[A-Z]{2,8} \S.{0,118}\S \d{8}$")
FORBIDDEN = set('\\/:*?"<>|')
FUNCTIONS = [
    "Acció i òrgans de govern",
    "Organització i gestió administrativa",
    "Personal",
    "Patrimoni",
    "Recursos econòmics i financers",
    "Urbanisme, obres i mobilitat",
    "Sostenibilitat i medi ambient",
    "Ordenació i promoció de l'activitat econòmica",
    "Població i eleccions",
    "Serveis culturals, de l'esport i el lleure",
    "Serveis per a l'educació",
    "Serveis per al benestar i la salut",
    "Seguretat i protecció ciutadana",
]


@pytest.fixture(scope="module")
def town():
    return content(TODAY)


@pytest.fixture(scope="module")
def built(town):
    return {document.key: (document, data) for document, data in build_documents(town)}


def of_format(built, name):
    return {key: data for key, (document, data) in built.items() if document.format == name}


# The scheme


def test_the_thirteen_functions_head_the_scheme(town):
    assert [node.title for node in town.scheme if not node.parent] == FUNCTIONS


def test_the_scheme_is_deep_enough_and_labelled_as_ours(town):
    assert len(town.scheme) >= 133
    assert len({node.code for node in town.scheme}) == len(town.scheme)
    assert {node.note for node in town.scheme} == {"Quadre inicial, no és la taula oficial"}


def test_every_node_hangs_from_one_that_comes_before_and_is_no_series(town):
    seen = {}
    for node in town.scheme:
        assert not node.parent or seen[node.parent].is_series is False
        seen[node.code] = node


def test_the_scheme_file_has_the_columns_of_the_importer():
    path = Path(content.__code__.co_filename).with_name("scheme.csv")
    with path.open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == ["code", "parent", "title", "is_series", "note"]


# People


def test_fourteen_people_hold_every_role(town):
    assert len({person.username for person in town.people}) == 14
    roles = {role for person in town.people for role in person.roles}
    assert roles >= {"mayor", "secretary", "clerk", "archivist", "method_lead", "support", "councillor", "technician"}
    assert all(person.username.isascii() and person.email.endswith("@vilaexemple.example") for person in town.people)


def test_the_council_has_its_legal_members_and_an_opposition(town):
    councillors = [person for person in town.people if "councillor" in person.roles]
    opposition = {group.key for group in town.groups if not group.in_government}
    assert len(councillors) == town.town.legal_members == 7
    assert {p.username for p in councillors if p.group in opposition} == {"marta.soler", "ramon.bosch"}


def test_one_seat_has_ended_and_one_begins_next_month(town):
    ended = [seat for seat in town.memberships if seat.end and seat.end < TODAY]
    coming = [seat for seat in town.memberships if seat.start > TODAY]
    assert [seat.person for seat in ended] == ["montserrat.vidal"]
    assert [(seat.person, seat.start) for seat in coming] == [("jordi.pons", date(2026, 12, 1))]


@pytest.mark.parametrize("day", [TODAY, *OTHER_DAYS])
def test_the_term_is_in_force_and_every_membership_lies_in_order(day):
    town = content(day)
    assert town.term.start < day - timedelta(days=100) and town.term.end > day + timedelta(days=100)
    assert all(seat.end is None or seat.start <= seat.end for seat in town.memberships)
    assert all(bool(seat.body) != bool(seat.unit) for seat in town.memberships)


# Documents


def test_there_are_enough_documents_in_every_format(town):
    formats = Counter(document.format for document in town.documents)
    assert formats.total() >= 84
    assert formats["pdf"] >= 60 and min(formats[name] for name in ("docx", "odt", "xlsx")) >= 3


@pytest.mark.parametrize("day", [TODAY, *OTHER_DAYS])
def test_every_title_follows_r5_and_the_catalogue(day):
    town = content(day)
    types = {kind.code for kind in town.document_types}
    for document in town.documents:
        assert TITLE.match(document.title), document.title
        assert document.title.split()[0] == document.type_code and document.type_code in types
        assert datetime.strptime(document.title[-8:], "%d%m%Y").date() == document.date <= day
        assert not FORBIDDEN & set(document.title) and document.title.isascii()
    assert len({document.title for document in town.documents}) == len(town.documents)


@pytest.mark.parametrize("day", [TODAY, *OTHER_DAYS])
def test_every_reference_resolves(day):
    town = content(day)
    nodes = {node.code: node for node in town.scheme}
    people = {person.username for person in town.people}
    keys = {document.key for document in town.documents}
    cases = {case.key for case in town.case_files}
    assert len(keys) == len(town.documents)
    for document in town.documents:
        assert nodes[document.node].is_series and document.author in people
        assert not document.case_file or document.case_file in cases
    papers = [key for meeting in town.meetings for item in meeting.items for key in item.papers]
    assert keys >= {*papers, *(meeting.minutes for meeting in town.meetings if meeting.minutes)}
    assert all(nodes[meeting.series].is_series for meeting in town.meetings)
    assert all(nodes[case.series].is_series for case in town.case_files)
    assert all(nodes[sheet.series].is_series and sheet.owner in people for sheet in town.procedures)
    assert all(event.owner in people for event in town.events)


def test_social_services_are_marked_and_lie_under_a_restricted_node(town):
    marked = [document for document in town.documents if document.restricted]
    assert marked and all(document.restricted_to == ("serveis-socials",) for document in marked)
    assert all(document.node.startswith("L01") for document in marked) and "L01" in town.restricted_nodes


def test_each_pdf_is_tagged_and_has_pages_with_text(built):
    for key, data in of_format(built, "pdf").items():
        with pypdfium2.PdfDocument(data) as pdf:
            assert 2 <= len(pdf) <= 6, key
            text = "".join(page.get_textpage().get_text_range() for page in pdf)
            assert len(text.split()) > 400 and "MOSTRA" in text, key
            assert pdf.is_tagged(), key


def test_office_documents_open_and_have_the_length_of_several_pages(built):
    for data in of_format(built, "docx").values():
        paragraphs = docx.Document(BytesIO(data)).paragraphs
        assert sum(len(paragraph.text.split()) for paragraph in paragraphs) > 450
    for data in of_format(built, "odt").values():
        assert len(teletype.extractText(load(BytesIO(data)).text).split()) > 450


def test_workbooks_open_with_rows_and_totals(built):
    for key, data in of_format(built, "xlsx").items():
        book = openpyxl.load_workbook(BytesIO(data))
        assert book.worksheets[0].max_row > 10, key


def test_no_text_is_left_with_a_hole(built):
    for key, data in of_format(built, "pdf").items():
        with pypdfium2.PdfDocument(data) as pdf:
            text = "".join(page.get_textpage().get_text_range() for page in pdf)
        assert "{" not in text and "}" not in text, key


def test_no_two_documents_have_the_same_bytes(built):
    assert len({data for _, data in built.values()}) == len(built)


def test_the_same_day_gives_the_same_bytes(built):
    again = {document.key: data for document, data in build_documents(content(TODAY))}
    assert {key for key, (_, data) in built.items() if again[key] != data} == set()


@pytest.mark.parametrize("day", OTHER_DAYS[1::3])
def test_every_document_can_be_written_on_any_day(day):
    assert all(data for _, data in build_documents(content(day)))


# Case files


def test_ten_case_files_are_numbered_without_gaps(town):
    assert len(town.case_files) == 10
    years = {case.year for case in town.case_files}
    for year in years:
        opened = sorted((case.sequence, case.opened) for case in town.case_files if case.year == year)
        assert [sequence for sequence, _ in opened] == list(range(1, len(opened) + 1))
        assert [day for _, day in opened] == sorted(day for _, day in opened)


@pytest.mark.parametrize("day", [TODAY, *OTHER_DAYS])
def test_case_files_hold_documents_of_their_time(day):
    town = content(day)
    documents = {document.key: document for document in town.documents}
    for case in town.case_files:
        assert 10 <= len(case.subject) <= 120 and case.subject == case.subject.upper()
        assert (case.status == "closed") == (case.closed is not None)
        assert case.documents
        for key in case.documents:
            assert case.opened <= documents[key].date <= (case.closed or day)


# Agenda


def expanded(event):
    window = datetime(2026, 8, 1, tzinfo=MADRID), datetime(2027, 6, 1, tzinfo=MADRID)
    return recurring_ical_events.of(Calendar.from_ical(event.ics)).between(*window)


def test_sixty_events_of_every_kind_fifteen_of_them_recurring(town):
    assert len(town.events) == 60
    assert sum(event.is_recurring for event in town.events) == 15
    assert {event.type for event in town.events} == set("sessio reunio acte visita absencia termini reserva".split())
    assert {event.visibility for event in town.events} == {"everyone", "staff", "government", "private"}
    calendars = {calendar.key for calendar in town.calendars}
    assert {event.calendar for event in town.events} == calendars
    assert {event.room for event in town.events} - {""} <= calendars


def test_every_series_has_exceptions_and_expands(town):
    for event in town.events:
        found = expanded(event)
        if not event.is_recurring:
            assert len(found) == 1
            continue
        series = Calendar.from_ical(event.ics).walk("VEVENT")[0]
        left_out = event.ics.count("EXDATE")
        assert event.exceptions == left_out + event.ics.count("RECURRENCE-ID") > 0
        assert len(found) == series["rrule"]["COUNT"][0] - left_out, event.title


def test_events_keep_wall_time_and_zone(town):
    timed = [event for event in town.events if not event.all_day]
    assert all("DTSTART;TZID=Europe/Madrid" in event.ics and "BEGIN:VTIMEZONE" in event.ics for event in timed)
    weekly = next(event for event in timed if event.is_recurring and "visites" in event.title.lower())
    assert {found["dtstart"].dt.hour for found in expanded(weekly)} == {17}


def test_the_agenda_spans_two_months_back_and_four_ahead_with_full_weeks_now(town):
    first = min(event.starts.date() for event in town.events)
    assert TODAY - timedelta(days=60) <= first
    moments = [found["dtstart"].dt for event in town.events for found in expanded(event)]
    days = [moment.date() if isinstance(moment, datetime) else moment for moment in moments]
    assert max(days) <= TODAY + timedelta(days=121)
    assert sum(TODAY <= day < TODAY + timedelta(days=14) for day in days) > 40


@pytest.mark.parametrize("day", [TODAY, *OTHER_DAYS])
def test_no_room_is_taken_twice(day):
    town = content(day)
    taken = {calendar.key: [] for calendar in town.calendars if calendar.kind == "room"}
    for meeting in town.meetings:
        taken[meeting.room].append((meeting.starts, meeting.ends, meeting.key))
    for event in town.events:
        if event.room:
            window = day - timedelta(days=90), day + timedelta(days=150)
            found = recurring_ical_events.of(Calendar.from_ical(event.ics)).between(*window)
            taken[event.room] += [(one["dtstart"].dt, one["dtend"].dt, event.title) for one in found]
    for slots in taken.values():
        for (start, end, title), (other_start, other_end, other_title) in combinations(slots, 2):
            assert end <= other_start or other_end <= start, (title, other_title, start)


# Sittings


def test_the_convened_plenary_has_nine_items_and_twenty_three_papers(town):
    plenary = next(meeting for meeting in town.meetings if meeting.state == "convened")
    assert len(plenary.items) == 9
    papers = [key for item in plenary.items for key in item.papers]
    assert len(papers) == len(set(papers)) == 23
    assert {"resolutive", "control", "questions"} == {item.part for item in plenary.items}
    assert plenary.items[-1].title == "Precs i preguntes"


@pytest.mark.parametrize("offset", range(0, 731, 5))
def test_the_plenary_falls_on_a_lawful_evening_l1(offset):
    today = TODAY + timedelta(days=offset)
    sitting, notice = plenary_on(today), convened_on(today)
    assert today < sitting and is_working_day(sitting) and is_working_day(notice)
    assert working_days_between(notice, sitting) >= 2


def test_two_full_working_days_are_counted_as_the_law_does_l1():
    assert working_days_between(date(2025, 3, 24), date(2025, 3, 27)) == 2
    assert working_days_between(date(2025, 3, 24), date(2025, 3, 26)) == 1
    assert working_days_between(date(2025, 4, 16), date(2025, 4, 22)) == 1
    assert working_days_between(date(2025, 4, 16), date(2025, 4, 23)) == 2


@pytest.mark.parametrize("day", [TODAY, *OTHER_DAYS])
def test_papers_were_there_when_their_sitting_was_convened_l4(day):
    town = content(day)
    documents = {document.key: document for document in town.documents}
    for meeting in town.meetings:
        assert meeting.starts < meeting.ends and meeting.convened < meeting.starts
        for item in meeting.items:
            assert bool(item.papers) != bool(item.no_document_reason)
            assert all(documents[key].date <= meeting.convened.date() for key in item.papers)


def test_past_sittings_have_minutes_outcomes_and_attendance(town):
    past = [meeting for meeting in town.meetings if meeting.starts.date() < TODAY]
    assert {meeting.body for meeting in past} == {"ple", "jgl"}
    for meeting in past:
        assert meeting.minutes and all(item.outcome for item in meeting.items)
        assert set(meeting.attendance.values()) <= {"present", "excused", "absent"} and meeting.attendance
    assert next(m for m in past if m.body == "jgl").papers_audience == "government"


# Procedures and news


def test_eight_procedures_are_complete_and_fit_their_fields(town):
    assert len(town.procedures) == 8
    assert any(sheet.review < TODAY for sheet in town.procedures)
    for sheet in town.procedures:
        assert sheet.mistakes and [step.number for step in sheet.steps] == list(range(1, len(sheet.steps) + 1))
        assert len(sheet.summary) <= 300 and len(sheet.term) <= 80 and len(sheet.silence) <= 120
        assert all(len(step.title) <= 120 and len(step.who) <= 80 and len(step.when) <= 80 for step in sheet.steps)


def test_three_news_with_their_text(town):
    assert len(town.news) == 3
    assert all(item.paragraphs and item.date <= TODAY for item in town.news)
