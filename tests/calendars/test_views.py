"""The screens of the agenda: what they show, what they refuse, what they cost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agenda.calendars.diary import Diary
from agenda.calendars.ical import Draft
from agenda.calendars.month import month_of
from agenda.calendars.services import create_calendar, create_event, create_events
from intranet.people.municipality import town_scope
from tests.calendars.samples import at, day, hours, make
from tests.factories import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(signed_in, anna):
    return signed_in(anna)


TODAY = day("2026-11-23")


def month(person, year=2026, number=11):
    weeks = month_of(Diary(person), year, number, today=TODAY, language="ca")
    return {cell.date: cell for week in weeks for cell in week}


# --- Month ----------------------------------------------------------------------------------------


def test_a_month_shows_real_titles_and_marks_today(calendar, anna, client):
    make(calendar, "Ple ordinari", at("2026-11-26 20:00"), at("2026-11-26 22:00"))
    page = client.get("/agenda/?vista=mes&data=2026-11-10").content.decode()
    assert "Ple ordinari" in page
    assert "20:00" in page
    assert month(anna)[day("2026-11-23")].is_today
    assert 'aria-current="date"' in client.get("/agenda/").content.decode()


def test_a_bar_keeps_its_lane_and_repeats_its_title_on_monday(calendar, anna):
    make(calendar, "Fira", day("2026-11-13"), day("2026-11-18"))
    make(calendar, "Obres", day("2026-11-14"), day("2026-11-17"))
    cells = month(anna)
    fira = [cells[date(2026, 11, number)].lanes[0] for number in range(13, 18)]
    assert [part.entry.title for part in fira] == ["Fira"] * 5
    assert [part.length for part in fira] == [3, 0, 0, 2, 0]
    assert (fira[0].starts, fira[0].ends, fira[-1].ends) == (True, False, True)
    assert cells[day("2026-11-14")].lanes[1].entry.title == "Obres"
    assert cells[day("2026-11-18")].is_empty


def test_a_lane_that_is_free_again_is_used_again_and_gaps_keep_the_height(calendar, anna):
    make(calendar, "Primer", day("2026-11-02"), day("2026-11-04"))
    make(calendar, "Segon", day("2026-11-03"), day("2026-11-07"))
    make(calendar, "Tercer", day("2026-11-04"), day("2026-11-06"))
    cells = month(anna)
    assert [part.entry.title for part in cells[day("2026-11-04")].lanes] == ["Tercer", "Segon"]
    assert [part and part.entry.title for part in cells[day("2026-11-06")].lanes] == [None, "Segon"]


def test_what_does_not_fit_in_a_day_is_counted_and_linked(calendar, anna, client):
    for hour in range(9, 16):
        make(calendar, f"Acte {hour}", at(f"2026-11-24 {hour:02}:00"), at(f"2026-11-24 {hour:02}:30"))
    cell = month(anna)[day("2026-11-24")]
    assert [entry.title for entry in cell.entries] == ["Acte 9", "Acte 10", "Acte 11"]
    assert cell.hidden == 4
    page = client.get("/agenda/?vista=mes&data=2026-11-01").content.decode()
    assert "day__more" in page
    # On paper nothing can be pressed: it says where all of it is.
    assert "agenda__cut" in page
    assert "agenda__cut" not in client.get("/agenda/?vista=mes&data=2027-03-01").content.decode()
    assert "vista=dia&amp;data=2026-11-24" in page
    assert "Acte 15" in client.get("/agenda/?vista=dia&data=2026-11-24").content.decode()


def test_every_event_of_a_day_is_shown_or_counted(calendar, anna):
    for number in range(6):
        make(calendar, f"Setmana {number}", day("2026-11-23"), day("2026-11-27"))
        make(calendar, f"Dia {number}", at(f"2026-11-24 1{number}:00"), at(f"2026-11-24 1{number}:30"))
    cell = month(anna)[day("2026-11-24")]
    assert len([part for part in cell.lanes if part]) + len(cell.entries) + cell.hidden == 12


def test_days_that_are_not_worked_say_why(calendar, anna, client):
    cells = month(anna, number=12)
    assert cells[day("2026-12-08")].holiday
    assert not cells[day("2026-12-08")].is_working
    assert cells[day("2026-12-26")].holiday == "Sant Esteve"
    assert "Sant Esteve" in client.get("/agenda/?vista=mes&data=2026-12-01").content.decode()


def test_the_month_is_a_table_that_works_without_script(client):
    page = client.get("/agenda/?vista=mes").content.decode()
    assert page.count("<table") == 1
    assert page.count('scope="col"') == 7
    assert "<tbody>" in page


def test_the_first_look_brings_the_list_from_today_for_a_phone(calendar, client):
    make(calendar, "Demà", timezone.now() + hours(24), timezone.now() + hours(25))
    assert "agenda__days" in client.get("/agenda/").content.decode()
    assert "agenda__days" not in client.get("/agenda/?vista=mes").content.decode()


# --- Other views ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("view", "shown", "away"),
    [
        ("dia", {"Dilluns"}, {"Dimecres", "Diumenge", "Dilluns vinent"}),
        ("setmana", {"Dilluns", "Dimecres", "Diumenge"}, {"Dilluns vinent"}),
        ("llista", {"Dilluns", "Dimecres", "Diumenge", "Dilluns vinent"}, {"Al cap d'un mes"}),
    ],
)
def test_each_view_shows_its_days(calendar, client, view, shown, away):
    for title, when in {
        "Dilluns": "2026-11-23",
        "Dimecres": "2026-11-25",
        "Diumenge": "2026-11-29",
        "Dilluns vinent": "2026-11-30",
        "Al cap d'un mes": "2026-12-23",
    }.items():
        make(calendar, f"«{title}»", at(f"{when} 10:00"), at(f"{when} 11:00"))
    page = client.get(f"/agenda/?vista={view}&data=2026-11-23").content.decode()
    assert all(f"«{title}»" in page for title in shown)
    assert not any(f"«{title}»" in page for title in away)


def test_in_the_list_what_lasts_several_days_is_said_once(calendar, client):
    make(calendar, "Exposició", day("2026-11-10"), day("2026-12-20"))
    page = client.get("/agenda/?vista=llista&data=2026-11-23").content.decode()
    assert page.count(">Exposició<") == 1


def test_calendars_can_be_chosen_and_hidden_ones_are_not_offered(calendar, client, stranger):
    other = create_calendar("Pavelló", "room", parent=town_scope())
    hidden = create_calendar("Secreta", "unit", parent=town_scope(), inherits=False)
    for each in (calendar, other, hidden):
        make(each, f"Acte de {each}", at("2026-11-24 10:00"), at("2026-11-24 11:00"))
    everything = client.get("/agenda/?vista=llista&data=2026-11-23").content.decode()
    assert "Acte de Pavelló" in everything
    assert "Secreta" not in everything
    chosen = client.get(f"/agenda/?vista=llista&data=2026-11-23&cal={other.pk}&cal={hidden.pk}").content.decode()
    assert "Acte de Pavelló" in chosen
    assert "Acte de Ajuntament" not in chosen
    assert "Secreta" not in chosen


def test_colour_is_never_the_only_sign_of_a_calendar(calendar, anna):
    for name in ("Alcaldia", "Arxiu", "Àrea", "Acció social", "Aigües"):
        create_calendar(name, "unit", parent=town_scope())
    marks = [each.mark for each in Diary(anna).calendars.values()]
    assert len(set(marks)) == len(marks) == 6
    assert all(1 <= len(mark) <= 2 for mark in marks)


@pytest.mark.parametrize(
    "query",
    [
        "vista=trimestre",
        "vista=",
        "data=2026-02-31",
        "data=demà",
        "data=0001-01-01",
        "data=9999-12-31",
        "vista=mes&data=%00",
    ],
)
def test_a_senseless_address_shows_the_month_of_today_and_says_so(client, query):
    response = client.get(f"/agenda/?{query}")
    assert response.status_code == 400
    assert response.context["wish"].problems[0].endswith(".")
    assert 'aria-current="date"' in response.content.decode()


@pytest.mark.parametrize("cal", ["x", "-1", "²", "9" * 60, "999999", "%00"])
def test_a_senseless_calendar_is_ignored(client, cal):
    assert client.get(f"/agenda/?cal={cal}").status_code == 200


@pytest.mark.parametrize("day", ["1901-01-01", "2199-12-31"])
@pytest.mark.parametrize("view", ["mes", "setmana", "dia", "llista"])
def test_the_ends_of_the_agenda_have_pages_too(client, view, day):
    assert client.get(f"/agenda/?vista={view}&data={day}").status_code == 200


def test_beyond_the_window_the_page_says_that_series_come_later(client):
    later = timezone.localdate() + timedelta(days=900)
    assert "message--info" in client.get(f"/agenda/?data={later}").content.decode()
    assert "message--info" not in client.get("/agenda/").content.decode()


def test_a_title_of_another_s_making_is_text(calendar, client):
    make(calendar, "<script>alert(1)</script>", at("2026-11-24 10:00"), at("2026-11-24 11:00"))
    for view in ("mes", "setmana", "dia", "llista"):
        page = client.get(f"/agenda/?vista={view}&data=2026-11-24").content.decode()
        assert "<script>alert" not in page


# --- Cost -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["", "mes", "setmana", "dia", "llista"])
def test_queries_do_not_grow_with_the_events(calendar, client, view):
    address = f"/agenda/?vista={view}" if view else "/agenda/"

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(address)
        return len(captured)

    # Tomorrow morning: an hour from now may cross midnight, and what spans days is asked for apart.
    now = timezone.localtime().replace(hour=10, minute=0) + timedelta(days=1)
    make(calendar, "Un", now, now + hours(1))
    client.get(address)
    before = cost()
    drafts = [Draft(summary=f"Acte {n}", start=now + hours(n), end=now + hours(n + 1)) for n in range(80)]
    drafts += [Draft(summary=f"Dies {n}", start=now + hours(n), end=now + hours(n + 60)) for n in range(20)]
    create_events(None, calendar, drafts)
    for number in range(5):
        make_event(create_calendar(f"Sala {number}", "room", parent=town_scope()), "x", now, now + hours(1))
    assert cost() == before <= 15


# --- The desk -------------------------------------------------------------------------------------


def test_the_desk_shows_what_today_brings(calendar, client, reader, anna):
    today = timezone.localdate()
    make(calendar, "Festa local", today, today + timedelta(days=1))
    make(calendar, "D'aquí a un mes", today + timedelta(days=30), today + timedelta(days=31))
    create_event(anna, calendar, summary="Dentista", start=today, end=today + timedelta(days=1), visibility="private")
    page = client.get("/").content.decode()
    assert "Festa local" in page
    assert "Dentista" in page
    assert "un mes" not in page
    assert "Dentista" not in reader.get("/").content.decode()


def test_a_list_too_long_for_a_page_says_where_it_goes_on(calendar, client, anna):
    drafts = [
        Draft(
            summary=f"«{number}»",
            start=at("2026-11-23 08:00") + hours(number),
            end=at("2026-11-23 09:00") + hours(number),
        )
        for number in range(72)
    ]
    create_events(None, calendar, drafts)
    entries, cut = Diary(anna).page(day("2026-11-23"), day("2026-12-20"), most=50)
    assert cut == day("2026-11-25")
    assert [entry.title for entry in entries] == [f"«{number}»" for number in range(40)]
    rest, end = Diary(anna).page(cut, day("2026-12-20"), most=50)
    assert [entry.title for entry in rest] == [f"«{number}»" for number in range(40, 72)]
    assert end is None
    assert "data=2026-11-25" in client.get("/agenda/?data=2026-11-23").context["more"]["url"]


def test_one_day_that_holds_more_than_a_page_does_not_stop_the_walk(calendar, anna):
    times = {"start": at("2026-11-23 08:00"), "end": at("2026-11-23 09:00")}
    create_events(None, calendar, [Draft(summary=f"Acte {number}", **times) for number in range(12)])
    entries, cut = Diary(anna).page(day("2026-11-23"), day("2026-12-20"), most=10)
    assert len(entries) == 10
    assert cut == day("2026-11-24")
