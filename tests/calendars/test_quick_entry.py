"""One line as people say it: what is understood, what stays in the title, and what is never lost."""

from collections import Counter
from datetime import date, datetime, time

import pytest
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from agenda.calendars.models import Event
from agenda.calendars.quick_entry import Known, Name, understand
from agenda.calendars.services import create_calendar, create_event
from intranet.people.municipality import town_scope
from tests.calendars.samples import at
from tests.factories import give

NOW = datetime(2026, 11, 25, 11, 0)  # a Wednesday
KNOWN = Known(
    rooms=[Name(1, "Sala petita"), Name(2, "Sala 1 de maig")],
    calendars=[Name(9, "Secretaria")],
    places=[Name("Casal d’Avis", "Casal d’Avis"), Name("L'Ateneu", "Ateneu")],
)


def read(line):
    return understand(line, now=NOW, known=KNOWN)


# --- Days and hours -------------------------------------------------------------------------------

DAYS = {
    "avui": "2026-11-25",
    "demà": "2026-11-26",
    "demà passat": "2026-11-27",
    "dl": "2026-11-30",
    "Dimecres": "2026-11-25",
    "dilluns vinent": "2026-11-30",
    "dimecres vinent": "2026-12-02",
    "el dijous que ve": "2026-11-26",
    "dia 12": "2026-12-12",
    "el dia 31": "2026-12-31",
    "12/3": "2027-03-12",
    "12/3/28": "2028-03-12",
    "12-03-2027": "2027-03-12",
    "el 3 de març": "2027-03-03",
    "l’1 de desembre": "2026-12-01",
    "14 d'abril de 2027": "2027-04-14",
    "dijous 3 de desembre": "2026-12-03",
    "2027-02-28": "2027-02-28",
    "29/2": "2028-02-29",
    "d'aquí a 3 dies": "2026-11-28",
    "d'aquí a dues setmanes": "2026-12-09",
}


@pytest.mark.parametrize("words", DAYS)
def test_days_as_people_say_them(words):
    found = read(f"{words} reunió")
    assert (found.start_day.isoformat(), found.title) == (DAYS[words], "Reunió")
    assert found.all_day


TIMES = {
    "demà 10": ("10:00", "11:00"),
    "demà 10h": ("10:00", "11:00"),
    "demà 10.30": ("10:30", "11:30"),
    "demà 10h30": ("10:30", "11:30"),
    "demà a les 10": ("10:00", "11:00"),
    "demà a les deu del matí": ("10:00", "11:00"),
    "demà de 10 a 12": ("10:00", "12:00"),
    "demà 10-12": ("10:00", "12:00"),
    "demà de les 4 a les 6": ("16:00", "18:00"),
    "demà de 9 a 11 de la nit": ("21:00", "23:00"),
    "demà a les 6 de la tarda": ("18:00", "19:00"),
    "demà a dos quarts de 10": ("09:30", "10:30"),
    "demà a un quart d’onze": ("10:15", "11:15"),
    "demà 10:00 1h30": ("10:00", "11:30"),
    "demà 10:00 mitja hora": ("10:00", "10:30"),
    "demà 10:00 durant 2 hores i mitja": ("10:00", "12:30"),
    "demà 10:00 45 min": ("10:00", "10:45"),
    "demà a les 10 fins a les 13": ("10:00", "13:00"),
    "demà 2h": ("09:00", "11:00"),
}


@pytest.mark.parametrize("words", TIMES)
def test_hours_and_lengths_as_people_say_them(words):
    found = read(f"{words} reunió")
    assert (f"{found.start_hour:%H:%M}", f"{found.end_hour:%H:%M}") == TIMES[words]
    assert (found.start_day, found.title) == (date(2026, 11, 26), "Reunió")


def test_the_example_of_the_brief():
    found = read("dl 10:00 reunió amb serveis socials 1h sala petita")
    assert found.title == "Reunió amb serveis socials"
    assert (found.start_day, found.start_hour, found.end_hour) == (date(2026, 11, 30), time(10), time(11))
    assert (found.room, found.event_type, found.with_whom) == (1, "reunio", "serveis socials")
    assert found.words_for("hour") == "10:00"


def test_an_hour_that_is_over_means_the_next_day_or_week():
    assert read("a les 9 cafè").start_day == date(2026, 11, 26)
    assert read("dimecres 9h cafè").start_day == date(2026, 12, 2)
    assert read("dimecres 18h cafè").start_day == date(2026, 11, 25)


def test_what_goes_over_midnight_ends_on_the_next_day():
    found = read("dissabte de 22 a 2 festa major")
    assert (found.start_day, found.end_day, found.end_hour) == (date(2026, 11, 28), date(2026, 11, 29), time(2))


def test_several_whole_days():
    found = read("del 3 al 5 d’agost vacances")
    assert (found.start_day, found.end_day, found.all_day) == (date(2027, 8, 3), date(2027, 8, 5), True)
    assert found.event_type == "absencia"
    assert read("de dl a dc curs").end_day == date(2026, 12, 2)


def test_repetitions():
    weekly = read("cada dimarts 9h reunió d’equip fins al 30 de juny")
    assert (weekly.repeats, weekly.start_day, weekly.until) == ("weekly", date(2026, 12, 1), date(2027, 6, 30))
    assert weekly.title == "Reunió d’equip"
    nth = read("segon dimarts de cada mes a les 18 comissió")
    assert (nth.repeats, nth.start_day) == ("monthly_weekday", date(2026, 12, 8))
    assert read("cada dues setmanes dv 8:30 repàs").repeats == "fortnightly"


def test_names_of_the_house_come_before_dates():
    assert read("demà 10h assaig Sala 1 de Maig").room == 2
    assert read("demà 10h assaig a l'Ateneu").place == "L'Ateneu"
    assert read("demà 10h revisió calendari secretaria").calendar == 9


@pytest.mark.parametrize(
    "line", ["31/2 sopar", "taller de 3 a 5 anys", "edicte 25:70", "expedient 2026/0031", "factura 12,50 €"]
)
def test_what_only_looks_like_a_date_stays_in_the_title(line):
    found = read(line)
    assert found.title.casefold() == line
    assert not found.pieces


# --- Properties -----------------------------------------------------------------------------------

PHRASES = [
    *DAYS,
    *TIMES,
    "cada dimarts",
    "tot el dia",
    "sala petita",
    "amb l’Anna",
    "fins al 3 de maig",
    "24",
    "d'",
    "·",
]
LINES = st.lists(st.one_of(st.sampled_from(PHRASES), st.text(max_size=12)), max_size=8).map(" ".join)
MOMENTS = st.datetimes(datetime(1905, 1, 1), datetime(2090, 12, 31))


@given(LINES, MOMENTS)
@example("\u00a8 dl \ufdfa 10", NOW)
@example("a les 24 de 0 a 0 dia 0 0/0 0h 0min", NOW)
def test_it_never_fails_and_never_loses_a_word(line, now):
    found = understand(line, now=now, known=KNOWN)
    kept = Counter(found.left)
    for piece in found.pieces:
        kept.update(piece.words.split())
    assert kept == Counter(line.split())
    assert found.title[1:] == " ".join(found.left)[len(" ".join(found.left)) - len(found.title[1:]) :]


@given(LINES, MOMENTS)
def test_what_it_understands_is_always_a_span_that_can_be_saved(line, now):
    found = understand(line, now=now, known=KNOWN)
    if found.all_day:
        assert found.end_hour is None
        assert found.start_day <= found.end_day
    else:
        start = datetime.combine(found.start_day, found.start_hour)
        assert start < datetime.combine(found.end_day, found.end_hour)


# --- The screen -----------------------------------------------------------------------------------


@pytest.mark.django_db
class TestScreen:
    @pytest.fixture
    def client(self, signed_in, anna):
        return signed_in(anna)

    def test_the_line_becomes_a_filled_form_and_nothing_is_saved_yet(self, calendar, anna, client):
        room = create_calendar("Sala petita", "room", parent=town_scope())
        give(anna, room.scope, "edit")
        response = client.post(
            reverse("calendars:quick_entry"), {"line": "12/3/2027 10:00 reunió amb l'Anna 1h sala petita"}
        )
        page = response.content.decode()
        form = response.context["form"]
        assert response.status_code == 200
        assert form.initial["summary"] == "Reunió amb l'Anna"
        assert (form.initial["start_day"], form.initial["end_hour"]) == (date(2027, 3, 12), time(11))
        assert f'value="{room.pk}" checked' in page
        assert "«12/3/2027»" in page
        assert f'action="{reverse("calendars:new_event")}"' in page
        assert not Event.objects.exists()

    def test_a_line_that_says_nothing_is_asked_for(self, calendar, client):
        response = client.post(reverse("calendars:quick_entry"), {"line": "  "})
        assert response.status_code == 400
        assert client.get(reverse("calendars:quick_entry")).status_code == 200

    def test_a_title_that_is_missing_is_said(self, calendar, client):
        response = client.post(reverse("calendars:quick_entry"), {"line": "demà a les 10"})
        assert response.context["form"].initial["summary"] == ""
        assert 'id="id_summary"' in response.content.decode()

    def test_a_very_long_line_is_refused_with_a_sentence(self, calendar, client):
        response = client.post(reverse("calendars:quick_entry"), {"line": "paraula " * 2_000})
        assert response.status_code == 400
        assert not Event.objects.exists()

    def test_places_are_those_this_person_may_read(self, calendar, anna, client, signed_in, stranger):
        create_event(
            None,
            calendar,
            summary="Secret",
            start=at("2026-11-26 10:00"),
            end=at("2026-11-26 11:00"),
            location="Masia amagada",
            visibility="private",
            organizer=stranger,
        )
        page = client.post(reverse("calendars:quick_entry"), {"line": "demà sopar a la Masia amagada"})
        assert page.context["form"].initial["location"] == ""
        assert page.context["form"].initial["summary"] == "Sopar a la Masia amagada"

    def test_who_writes_nowhere_is_refused(self, calendar, reader):
        assert reader.get(reverse("calendars:quick_entry")).status_code == 403
        assert reader.post(reverse("calendars:quick_entry"), {"line": "demà 10h"}).status_code == 403
