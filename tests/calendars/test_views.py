"""The screens of the agenda: what they show, what they refuse, what they cost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agenda.calendars.diary import Diary
from agenda.calendars.ical import Draft
from agenda.calendars.models import Calendar, Event
from agenda.calendars.month import month_of
from agenda.calendars.services import create_calendar, create_event, create_events
from intranet.people.municipality import town_scope
from tests.calendars.samples import at, day, hours
from tests.factories import give, make_event, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar(town):
    return create_calendar("Ajuntament", "town", parent=town_scope())


@pytest.fixture
def anna(calendar):
    person = make_person("anna.clerk", units=[make_unit("Secretaria")])
    give(person, calendar.scope, "edit")
    return person


@pytest.fixture
def client(signed_in, anna):
    return signed_in(anna)


@pytest.fixture
def reader(signed_in, stranger):
    return signed_in(stranger)


TODAY = day("2026-11-23")


def month(person, year=2026, number=11):
    weeks = month_of(Diary(person), year, number, today=TODAY, language="ca")
    return {cell.date: cell for week in weeks for cell in week}


def make(calendar, summary, start, end, **fields):
    return create_event(None, calendar, summary=summary, start=start, end=end, **fields)


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

    now = timezone.now()
    make(calendar, "Un", now, now + hours(1))
    client.get(address)
    before = cost()
    drafts = [Draft(summary=f"Acte {n}", start=now + hours(n), end=now + hours(n + 1)) for n in range(80)]
    drafts += [Draft(summary=f"Dies {n}", start=now + hours(n), end=now + hours(n + 60)) for n in range(20)]
    create_events(None, calendar, drafts)
    for number in range(5):
        make_event(create_calendar(f"Sala {number}", "room", parent=town_scope()), "x", now, now + hours(1))
    assert cost() == before <= 15


# --- One event ------------------------------------------------------------------------------------


def test_the_page_of_an_event_says_when_in_words(calendar, client):
    event = make(
        calendar,
        "Coordinació",
        at("2099-11-24 10:00"),
        at("2099-11-24 11:00"),
        rrule="FREQ=MONTHLY;BYDAY=-1TU;COUNT=6",
        location="Sala petita",
        description="Porteu els comptes.",
    )
    page = client.get(event.get_absolute_url()).content.decode()
    for said in ("Coordinació", "Sala petita", "Porteu els comptes.", "10:00", "dimarts"):
        assert said in page


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=DAILY;BYDAY=MO,TU",
        "FREQ=WEEKLY;BYDAY=MO,WE,FR",
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=20991231T000000Z",
        "FREQ=MONTHLY",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;BYDAY=2TU",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE;BYSETPOS=1",
        "FREQ=YEARLY;COUNT=4",
        "FREQ=HOURLY;INTERVAL=6",
    ],
)
def test_every_recurrence_has_words(calendar, client, rule):
    event = make(calendar, "Sèrie", at("2026-11-24 10:00"), at("2026-11-24 11:00"), rrule=rule)
    facts = client.get(event.get_absolute_url()).context["facts"]
    assert str(facts[0]["value"])
    assert "%(" not in str(facts[0]["value"])


def test_an_event_goes_home_as_a_calendar_file(calendar, client):
    event = make(calendar, "Sopar de Nadal: menú", at("2026-12-18 21:00"), at("2026-12-19 00:00"))
    response = client.get(f"{event.get_absolute_url()}esdeveniment.ics")
    assert response["Content-Type"].startswith("text/calendar")
    assert response["Content-Disposition"] == 'attachment; filename="sopar-de-nadal-menu.ics"'
    assert response.content.decode() == event.ics


# --- Writing --------------------------------------------------------------------------------------


def fields(where, **changes) -> dict:
    return {
        "summary": "Reunió de veïns",
        "calendar": where.pk,
        "start_day": "2026-11-24",
        "start_hour": "18:00",
        "end_day": "",
        "end_hour": "19:30",
        "location": "Sala petita",
        "event_type": "reunio",
        "visibility": "everyone",
        "repeats": "",
        "until": "",
        "description": "",
    } | changes


NEW = "/agenda/esdeveniment/nou/"


def test_a_person_writes_an_event_and_finds_it(calendar, anna, client):
    response = client.post(NEW, fields(calendar))
    event = Event.objects.get()
    assert response.status_code == 302
    assert response["Location"] == event.get_absolute_url()
    assert (event.starts_at, event.ends_at) == (at("2026-11-24 18:00"), at("2026-11-24 19:30"))
    assert event.organizer == anna


def test_whole_days_are_counted_as_people_count(calendar, client):
    client.post(NEW, fields(calendar, all_day="on", end_day="2026-11-26", start_hour="", end_hour=""))
    event = Event.objects.get()
    assert event.all_day
    assert event.ends_at == at("2026-11-27 00:00")
    page = client.get(f"{event.get_absolute_url()}edita/").content.decode()
    assert 'value="2026-11-26"' in page


@pytest.mark.parametrize(
    ("repeats", "rule"),
    [
        ("weekly", "RRULE:FREQ=WEEKLY;UNTIL=20261222T225959Z"),
        ("monthly_weekday", "RRULE:FREQ=MONTHLY;UNTIL=20261222T225959Z;BYDAY=4TU"),
        ("fortnightly", "RRULE:FREQ=WEEKLY;UNTIL=20261222T225959Z;INTERVAL=2"),
    ],
)
def test_repetitions_are_said_in_words_and_kept_as_rules(calendar, client, repeats, rule):
    client.post(NEW, fields(calendar, repeats=repeats, until="2026-12-22"))
    event = Event.objects.get()
    assert rule in event.ics
    assert event.occurrences.order_by("starts_at").last().day <= day("2026-12-22")


@pytest.mark.parametrize(
    "wrong",
    [
        {"start_day": "2026-02-31"},
        {"start_day": "31/02/2026"},
        {"start_day": ""},
        {"start_day": "0001-01-01"},
        {"start_day": "9999-12-31"},
        {"end_day": "2026-11-23"},
        {"end_hour": "17:00"},
        {"end_hour": "25:00"},
        {"start_hour": ""},
        {"summary": ""},
        {"summary": "x" * 300},
        {"summary": "a\x00b"},
        {"visibility": "tothom"},
        {"visibility": "government"},
        {"event_type": "sessio"},
        {"event_type": "termini"},
        {"repeats": "a vegades"},
        {"repeats": "keep"},
        {"repeats": "weekly", "until": "2026-11-01"},
        {"calendar": "0"},
        {"calendar": "x"},
        {"all_day": "on", "end_day": "2026-11-20"},
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_saved(calendar, client, wrong):
    response = client.post(NEW, fields(calendar, **wrong))
    assert response.status_code == 400
    assert any(str(error) for errors in response.context["form"].errors.values() for error in errors)
    assert not Event.objects.exists()


def test_who_writes_nowhere_has_no_form_and_no_button(calendar, reader):
    assert reader.get(NEW).status_code == 403
    assert reader.post(NEW, fields(calendar)).status_code == 403
    assert "esdeveniment/nou" not in reader.get("/agenda/").content.decode()
    assert not Event.objects.exists()


def test_nobody_writes_in_a_calendar_that_is_not_theirs(calendar, client):
    other = create_calendar("Alcaldia", "person", parent=town_scope())
    assert client.post(NEW, fields(other)).status_code == 400
    assert not Event.objects.exists()


def test_a_change_is_kept_and_the_event_keeps_its_calendar(calendar, anna, client):
    other = create_calendar("Una altra", "unit", parent=town_scope())
    event = create_event(anna, calendar, summary="Abans", start=at("2026-11-24 10:00"), end=at("2026-11-24 11:00"))
    response = client.post(
        f"{event.get_absolute_url()}edita/", fields(other, summary="Després", sequence=event.sequence)
    )
    assert response.status_code == 302
    event.refresh_from_db()
    assert (event.summary, event.calendar, event.sequence) == ("Després", calendar, 1)


def test_the_second_of_two_who_change_an_event_is_told(calendar, anna, client):
    event = create_event(anna, calendar, summary="Abans", start=at("2026-11-24 10:00"), end=at("2026-11-24 11:00"))
    address = f"{event.get_absolute_url()}edita/"
    assert client.post(address, fields(calendar, summary="La primera", sequence=0)).status_code == 302
    second = client.post(address, fields(calendar, summary="La segona", sequence=0))
    assert second.status_code == 400
    assert second.context["form"].non_field_errors()
    event.refresh_from_db()
    assert event.summary == "La primera"


def test_a_series_keeps_its_rule_when_only_its_title_changes(calendar, anna, client):
    event = create_event(
        anna,
        calendar,
        summary="Abans",
        start=at("2026-11-24 18:00"),
        end=at("2026-11-24 19:30"),
        rrule="FREQ=WEEKLY;BYDAY=TU,TH",
        exdates=[at("2026-11-26 18:00")],
    )
    client.post(f"{event.get_absolute_url()}edita/", fields(calendar, repeats="keep", sequence=0))
    event.refresh_from_db()
    assert event.summary == "Reunió de veïns"
    assert "RRULE:FREQ=WEEKLY;BYDAY=TU,TH" in event.ics
    assert "EXDATE" in event.ics


def test_what_comes_from_a_record_is_not_changed_here(calendar, anna, client):
    event = create_event(
        anna, calendar, summary="Ple", start=at("2026-11-24 20:00"), end=at("2026-11-24 22:00"), event_type="sessio"
    )
    assert client.get(f"{event.get_absolute_url()}edita/").status_code == 403
    assert client.post(f"{event.get_absolute_url()}esborra/").status_code == 403
    assert "edita/" not in client.get(event.get_absolute_url()).content.decode()


def test_a_deleted_event_comes_back_with_one_click(calendar, anna, client):
    event = create_event(
        anna,
        calendar,
        summary="Per error",
        start=at("2026-11-24 10:00"),
        end=at("2026-11-24 11:00"),
        visibility="staff",
    )
    page = client.post(f"{event.get_absolute_url()}esborra/", follow=True).content.decode()
    assert not Event.objects.exists()
    assert "Per error" in page
    client.post("/agenda/esdeveniment/recupera/")
    back = Event.objects.get()
    assert (back.uid, back.summary, back.visibility, back.organizer) == (event.uid, "Per error", "staff", anna)
    assert back.occurrences.count() == 1
    client.post("/agenda/esdeveniment/recupera/")
    assert Event.objects.count() == 1


def test_a_reader_changes_nothing(calendar, anna, reader):
    event = create_event(anna, calendar, summary="Obert", start=at("2026-11-24 10:00"), end=at("2026-11-24 11:00"))
    address = event.get_absolute_url()
    assert reader.get(address).status_code == 200
    assert "edita/" not in reader.get(address).content.decode()
    assert reader.get(f"{address}edita/").status_code == 403
    assert reader.post(f"{address}edita/", fields(calendar)).status_code == 403
    assert reader.post(f"{address}esborra/").status_code == 403
    assert reader.get(f"{address}esborra/").status_code == 405
    assert Event.objects.get().summary == "Obert"
    assert Calendar.objects.count() == 1


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
