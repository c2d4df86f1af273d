"""One event: its page, its file, and everything that can be done to it."""

import re

import pytest

from agenda.calendars import expansion, ical
from agenda.calendars.models import Calendar, Event, Occurrence
from agenda.calendars.services import create_calendar, create_event, update_event
from intranet.access.services import create_scope
from intranet.people.municipality import town_scope
from tests.calendars.samples import at, day, make
from tests.factories import give

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(signed_in, anna):
    return signed_in(anna)


# --- Reading ------------------------------------------------------------------------------------


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
    page = second.content.decode()
    assert second.status_code == 409
    assert second.context["conflict"].is_own
    assert [each["value"] for each in second.context["conflict"].now] == ["La primera"]
    assert 'value="La segona"' in page
    event.refresh_from_db()
    assert event.summary == "La primera"
    [seen] = re.findall(r'name="sequence" value="(\d+)"', page)
    assert client.post(address, fields(calendar, summary="La segona", sequence=seen)).status_code == 302
    event.refresh_from_db()
    assert event.summary == "La segona"


def test_a_change_of_somebody_else_is_told_with_their_name(calendar, anna, stranger, client):
    event = create_event(anna, calendar, summary="Abans", start=at("2026-11-24 18:00"), end=at("2026-11-24 19:30"))
    give(stranger, calendar.scope, "edit")
    draft = ical.Draft("Abans", at("2026-11-24 17:00"), at("2026-11-24 19:30"), location="Ateneu")
    update_event(stranger, event, draft, visibility="everyone")
    told = client.post(f"{event.get_absolute_url()}edita/", fields(calendar, summary="Abans", sequence=0))
    conflict = told.context["conflict"]
    assert (told.status_code, conflict.who, conflict.is_own) == (409, stranger, False)
    assert {"17:00", "Ateneu"} <= {each["value"] for each in conflict.now}


def test_who_moves_what_was_changed_is_told_once_and_then_moves_it(calendar, anna, client):
    event = create_event(anna, calendar, summary="Abans", start=at("2026-11-24 18:00"), end=at("2026-11-24 19:30"))
    client.post(f"{event.get_absolute_url()}edita/", fields(calendar, sequence=0))
    address, wanted = f"{event.get_absolute_url()}mou/", {"start_day": "2026-11-25", "start_hour": "18:00"}
    told = client.post(address, wanted | {"sequence": 0})
    assert told.status_code == 409
    [seen] = re.findall(r'name="sequence" value="(\d+)"', told.content.decode())
    assert client.post(address, wanted | {"sequence": seen}).status_code == 302
    event.refresh_from_db()
    assert event.starts_at == at("2026-11-25 18:00")


def test_a_form_that_is_sent_twice_makes_one_event(calendar, stranger, client, signed_in):
    key = re.search(r'name="key" value="([^"]+)"', client.get(NEW).content.decode())[1]
    first = client.post(NEW, fields(calendar, key=key))
    second = client.post(NEW, fields(calendar, key=key))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert key in Event.objects.get().uid
    give(stranger, calendar.scope, "edit")
    Event.objects.update(scope=create_scope("town", "Tancat", parent=town_scope(), inherits=False))
    assert signed_in(stranger).post(NEW, fields(calendar, key=key)).status_code == 302
    assert Event.objects.count() == 2


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


@pytest.mark.parametrize(
    ("back", "there"),
    [
        ("/agenda/?vista=dia&data=2026-11-25", "/agenda/?vista=dia&data=2026-11-25"),
        ("https://exemple.cat/", "/agenda/"),
        ("//exemple.cat/", "/agenda/"),
        ("", "/agenda/"),
    ],
)
def test_the_notice_of_a_deletion_can_be_closed_where_it_stands(calendar, client, back, there):
    event = make(calendar, "Per error", at("2026-11-24 10:00"), at("2026-11-24 11:00"))
    page = client.post(f"{event.get_absolute_url()}esborra/", follow=True).content.decode()
    assert 'name="leave"' in page
    assert 'name="next" value="/agenda/?vista=mes' in page
    assert client.post("/agenda/esdeveniment/recupera/", {"leave": "1", "next": back})["Location"] == there
    assert "agenda__undo" not in client.get("/agenda/").content.decode()
    assert not Event.objects.exists()


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


# --- One date of a series ---------------------------------------------------------------------------

THIRD = "?vegada=20991117T090000Z"


@pytest.fixture
def weekly(calendar, anna):
    """Five Tuesdays at ten."""
    return create_event(
        anna,
        calendar,
        summary="Coordinació",
        start=at("2099-11-03 10:00"),
        end=at("2099-11-03 11:00"),
        rrule="FREQ=WEEKLY;COUNT=5",
        location="Sala petita",
    )


@pytest.fixture
def in_2099(monkeypatch):
    monkeypatch.setattr(expansion.timezone, "localdate", lambda *_args: day("2099-11-01"))


def date_fields(calendar, **changes) -> dict:
    as_shown = {
        "summary": "Coordinació",
        "start_day": "2099-11-17",
        "start_hour": "10:00",
        "end_day": "2099-11-17",
        "end_hour": "11:00",
        "repeats": "keep",
        "sequence": 0,
    }
    return fields(calendar, **as_shown | changes)


def test_the_agenda_leads_to_the_date_that_was_pressed(in_2099, weekly, client):
    page = client.get("/agenda/?vista=mes&data=2099-11-01").content.decode()
    assert f"{weekly.get_absolute_url()}{THIRD}" in page
    shown = client.get(f"{weekly.get_absolute_url()}{THIRD}")
    assert shown.context["shown"].starts_at == at("2099-11-17 10:00")
    assert f"edita/{THIRD}" in shown.content.decode()


@pytest.mark.parametrize(
    ("reach", "events", "moved"), [("one", 1, ["17"]), ("following", 2, ["17", "24", "01"]), ("all", 1, ["03"])]
)
def test_a_change_reaches_as_far_as_the_person_says_and_is_taken_back(
    in_2099, calendar, weekly, client, reach, events, moved
):
    form = client.get(f"{weekly.get_absolute_url()}edita/{THIRD}").context["form"]
    assert form.initial["start_day"] == day("2099-11-17")
    changed = date_fields(calendar, start_hour="12:00", end_hour="13:00", reach=reach)
    response = client.post(f"{weekly.get_absolute_url()}edita/{THIRD}", changed)
    assert response.status_code == 302
    assert Event.objects.count() == events
    for each in moved:
        month = "12" if each == "01" else "11"
        assert Occurrence.objects.filter(starts_at=at(f"2099-{month}-{each} 12:00")).exists()
    after = client.get(response["Location"])
    assert "/agenda/esdeveniment/recupera/" in after.content.decode()
    if reach == "one":
        assert after.context["shown"].starts_at == at("2099-11-17 12:00")
    client.post("/agenda/esdeveniment/recupera/")
    assert Event.objects.count() == 1
    assert not Occurrence.objects.filter(starts_at__hour=at("2099-11-03 12:00").hour - 1).exists()


@pytest.mark.parametrize(("reach", "left"), [("one", 4), ("following", 2), ("all", 0), ("res", 4), ("", 4)])
def test_dates_are_deleted_as_far_as_the_person_says_and_come_back(in_2099, weekly, client, reach, left):
    client.post(f"{weekly.get_absolute_url()}esborra/{THIRD}", {"reach": reach} if reach else {})
    assert Occurrence.objects.count() == left
    client.post("/agenda/esdeveniment/recupera/")
    assert Occurrence.objects.count() == 5


def test_a_date_alone_cannot_repeat_and_the_form_says_so(in_2099, calendar, weekly, client):
    wrong = date_fields(calendar, reach="one") | {"repeats": "daily"}
    response = client.post(f"{weekly.get_absolute_url()}edita/{THIRD}", wrong)
    assert response.status_code == 400
    assert response.context["form"].non_field_errors()
    assert Occurrence.objects.count() == 5


@pytest.mark.parametrize("when", ["20991118T090000Z", "20991117", "", "x" * 300, "%00", "99999999T999999Z"])
def test_a_date_that_is_not_there_shows_the_event_all_the_same(in_2099, weekly, client, when):
    assert client.get(f"{weekly.get_absolute_url()}?vegada={when}").status_code == 200
    edited = client.get(f"{weekly.get_absolute_url()}edita/?vegada={when}")
    # A date that is gone is told on the page of the event; what is no date asks for the whole series.
    assert edited.status_code == (302 if when.endswith("Z") and when[0] == "2" else 200)


def test_a_reader_is_offered_no_change_of_a_date(in_2099, weekly, reader):
    page = reader.get(f"{weekly.get_absolute_url()}{THIRD}").content.decode()
    assert "edita/" not in page
    assert "esborra/" not in page
    assert reader.post(f"{weekly.get_absolute_url()}esborra/{THIRD}", {"reach": "one"}).status_code == 403


def test_what_an_exception_says_is_what_its_page_shows(in_2099, calendar, weekly, client):
    own = date_fields(calendar, reach="one") | {"summary": "Amb els veïns", "location": "Plaça", "description": "Pa."}
    client.post(f"{weekly.get_absolute_url()}edita/{THIRD}", own)
    page = client.get(f"{weekly.get_absolute_url()}{THIRD}").content.decode()
    for said in ("Amb els veïns", "Plaça", "Pa."):
        assert said in page
    other = client.get(f"{weekly.get_absolute_url()}?vegada=20991124T090000Z").content.decode()
    assert "<h1>Coordinació</h1>" in other
