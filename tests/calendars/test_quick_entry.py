"""One line as people say it: what is understood, what stays in the title, and what is never lost."""

from collections import Counter
from datetime import date, datetime, time

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agenda.calendars.models import Event
from agenda.calendars.quick_entry import Known, understand
from agenda.calendars.quick_names import Name
from agenda.calendars.services import create_calendar, create_event
from intranet.people.municipality import town_scope
from tests.calendars.samples import at
from tests.factories import give, make_person, make_unit

NOW = datetime(2026, 11, 25, 11, 0)  # a Wednesday
KNOWN = Known(
    rooms=[Name(1, "Sala petita"), Name(2, "Sala 1 de maig")],
    calendars=[Name(9, "Secretaria")],
    places=[Name("Casal d’Avis", "Casal d’Avis"), Name("L'Ateneu", "Ateneu")],
)
HOUSE = [
    Name("u1", "Serveis socials"),
    Name("u2", "Regidoria d’Urbanisme"),
    Name("u3", "Cultura i Esports"),
    Name("b1", "Junta de Govern Local"),
    Name("p1", "Marta Soler Vives"),
    Name("p2", "Joan Vilaseca Mas"),
    Name("p3", "Joan Domingo Roca"),
    Name("p4", "Anna Riera Costa"),
]


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


EXACT = {
    "demà a 3/4 de 9 reunió": ("2026-11-26 08:45", "09:45"),
    "demà a tres quarts de nou reunió": ("2026-11-26 08:45", "09:45"),
    "demà dos quarts de 9 reunió": ("2026-11-26 08:30", "09:30"),
    "demà de dos quarts de 10 a 11 reunió": ("2026-11-26 09:30", "11:00"),
    "demà de 9 a un quart d'11 reunió": ("2026-11-26 09:00", "10:15"),
    "el 3/4 de 9 a 11 reunió": ("2027-04-03 09:00", "11:00"),
    "demà 10h reunió 3/4 d'hora": ("2026-11-26 10:00", "10:45"),
    "demà 10 i quart reunió": ("2026-11-26 10:15", "11:15"),
    "demà al migdia reunió": ("2026-11-26 12:00", "13:00"),
    "mañana al mediodía reunió": ("2026-11-26 12:00", "13:00"),
    "d'aquí a dues hores reunió": ("2026-11-25 13:00", "14:00"),
    "dentro de media hora reunió": ("2026-11-25 11:30", "12:30"),
    "d'aquí a una hora i mitja reunió": ("2026-11-25 12:30", "13:30"),
    "demà 10h reunió d'una hora i mitja": ("2026-11-26 10:00", "11:30"),
    "divendres de la setmana vinent 9h reunió": ("2026-12-04 09:00", "10:00"),
}


@pytest.mark.parametrize("line", EXACT)
def test_what_says_exactly_when_is_taken_whole(line):
    found = read(line)
    assert (f"{found.start_day} {found.start_hour:%H:%M}", f"{found.end_hour:%H:%M}") == EXACT[line]
    assert (found.title, found.doubts) == ("Reunió", ())


DOUBTS = {
    "demà a quarts de deu reunió": "unused: a quarts de deu",
    "demà a quarts de deu del matí reunió": "unused: a quarts de deu del matí",
    "demà al vespre sopar": "unused: al vespre",
    "mañana por la tarde reunión": "unused: por la tarde",
    "31/2 sopar": "no_day: 31/2",
    "el 31 de febrer sopar": "no_day: el 31 de febrer",
    "demà a les 25:00 sopar": "no_hour: a les 25:00",
    "mañana a las 25 cena": "no_hour: a las 25",
    "edicte 25:70": "no_hour: 25:70",
    "dijous 27 cafè": "unused: 27",
    "dilluns 3 de desembre cafè": "other_weekday: dilluns 3 de desembre",
    "dilluns i dimecres 9h cafè": "first_of_several: dilluns i dimecres",
    "lunes y miércoles 9h café": "first_of_several: lunes y miércoles",
    "cada 3 setmanes dl 9h cafè": "unused: cada 3 setmanes",
    "l'últim divendres de mes cafè": "unused: l'últim divendres de mes",
    "de dl a dv 9h curs": "unused: 9h",
    "cada dl 9h cafè fins al 3/3/2020": "unused: fins al 3/3/2020",
    "curs de 30 hores": "unused: 30 hores",
    "taller de 3 a 5 anys": "",
    "expedient 2026/0031": "",
    "factura 12,50 €": "",
    "demà 10h reunió amb l’Abril i en Marc": "",
}


@pytest.mark.parametrize("line", DOUBTS)
def test_what_looks_like_a_time_and_was_not_used_is_said(line):
    assert ", ".join(f"{each.kind}: {each.words}" for each in read(line).doubts) == DOUBTS[line]


def test_several_days_of_the_week():
    for line in ("cada dia laborable 9h cafè", "todos los días laborables 9h cafè", "cada dia de dl a dv 9h cafè"):
        assert (read(line).repeats, read(line).title) == ("weekly:MO,TU,WE,TH,FR", "Cafè")
    found = read("cada dilluns, dimarts i dijous 9h cafè")
    assert (found.repeats, found.start_day, found.title) == ("weekly:MO,TU,TH", date(2026, 11, 26), "Cafè")
    assert read("cada dl i dc 9h cafè").repeats == "weekly:MO,WE"


def test_private_is_a_word_of_its_own():
    found = read("demà 10h visita privada al notari")
    assert (found.is_private, found.words_for("visibility"), found.title) == (True, "privada", "Visita al notari")


# --- Whom it names --------------------------------------------------------------------------------

COMPANY = {
    "reunió amb serveis socials": ("u1", ""),
    "reunión con servicios sociales": ("u1", ""),
    "reunió amb la Marta Soler": ("p1", ""),
    "reunió amb l’Anna i la Marta": ("p4 p1", ""),
    "reunió amb Marta, Anna i cultura i esports": ("p1 p4 u3", ""),
    "reunió amb la Marta i amb urbanisme": ("p1 u2", ""),
    "reunión con Vilaseca y la junta de gobierno local": ("p2 b1", ""),
    "reunió amb Joan": ("", "Joan"),
    "reunió amb Joan Domingo": ("p3", ""),
    "reunió amb els veïns del carrer i la Marta": ("p1", "veïns del carrer"),
    "reunió amb la Marta per parlar del casament i Anna": ("p1", "per parlar del casament i Anna"),
    "reunió amb urgència": ("", "urgència"),
    "reunió de la Marta": ("", ""),
    "sopar amb soler": ("", "soler"),
    "reunió amb": ("", ""),
}


@pytest.mark.parametrize("line", COMPANY)
def test_who_is_named_is_a_guest_and_stays_in_the_title(line):
    found = understand(f"dilluns 10h {line}", now=NOW, known=Known(guests=HOUSE))
    assert (" ".join(found.guests), found.with_whom) == COMPANY[line]
    assert found.title == line[:1].upper() + line[1:]
    assert found.start_day == date(2026, 11, 30)


def test_the_name_ends_where_something_else_begins():
    known = Known(rooms=KNOWN.rooms, guests=HOUSE)
    found = understand("reunió amb urbanisme sala petita demà de 9 a 11", now=NOW, known=known)
    assert (found.guests, found.guest_words, found.room) == (("u2",), "urbanisme", 1)
    assert found.title == "Reunió amb urbanisme"


# --- The same in Spanish --------------------------------------------------------------------------

SPANISH = {
    "lunes 10:00 reunión con servicios sociales 1 h sala pequeña": ("2026-11-30 10:00", "11:00"),
    "lun 10:00 reunión con servicios sociales 1h en la sala pequeña": ("2026-11-30 10:00", "11:00"),
    "mañana a las 10 de la mañana reunión con servicios sociales sala pequeña": ("2026-11-26 10:00", "11:00"),
    "reunión con servicios sociales sala pequeña próximo jueves de 9 a 11": ("2026-11-26 09:00", "11:00"),
    "el miércoles que viene entre las 9 y las 11 reunión con servicios sociales sala pequeña": (
        "2026-12-02 09:00",
        "11:00",
    ),
    "pasado mañana por la tarde a las 5 y media reunión con servicios sociales media hora sala pequeña": (
        "2026-11-27 17:30",
        "18:00",
    ),
    "12 de marzo a las diez menos cuarto reunión con servicios sociales hora y media sala pequeña": (
        "2027-03-12 09:45",
        "11:15",
    ),
    "dentro de dos semanas 16h reunión con servicios sociales tres cuartos de hora sala pequeña": (
        "2026-12-09 16:00",
        "16:45",
    ),
    "hoy a las seis de la tarde hasta las ocho de la tarde reunión con servicios sociales sala pequeña": (
        "2026-11-25 18:00",
        "20:00",
    ),
}


@pytest.mark.parametrize("line", SPANISH)
def test_the_same_sentence_in_spanish(line):
    found = understand(line, now=NOW, known=Known(rooms=KNOWN.rooms, guests=HOUSE))
    start = f"{found.start_day} {found.start_hour:%H:%M}"
    assert (start, f"{found.end_hour:%H:%M}") == SPANISH[line]
    assert (found.title, found.room, found.guests) == ("Reunión con servicios sociales", 1, ("u1",))
    assert found.event_type == "reunio"


def test_repetitions_and_whole_days_in_spanish():
    weekly = read("todos los martes 9h reunión de equipo hasta el 30 de junio")
    assert (weekly.repeats, weekly.start_day, weekly.until) == ("weekly", date(2026, 12, 1), date(2027, 6, 30))
    assert weekly.title == "Reunión de equipo"
    assert read("segundo martes de cada mes a las 18 comisión").start_day == date(2026, 12, 8)
    assert read("cada dos semanas vie 8:30 repaso").repeats == "fortnightly"
    days = read("del 3 al 5 de agosto vacaciones")
    assert (days.start_day, days.end_day, days.event_type) == (date(2027, 8, 3), date(2027, 8, 5), "absencia")
    assert read("2 de mayo todo el día fiesta mayor").all_day


@pytest.mark.parametrize("line", ["visita al mar", "taller de 3 a 5 años", "la mañana de reyes"])
def test_what_only_looks_like_a_date_in_spanish_stays_in_the_title(line):
    assert read(line).title.casefold() == line.casefold()


# --- Properties -----------------------------------------------------------------------------------

PHRASES = [
    *DAYS,
    *TIMES,
    "cada dimarts",
    "tot el dia",
    "sala petita",
    "amb l’Anna",
    "con Marta y",
    "amb Joan Domingo,",
    *SPANISH,
    "fins al 3 de maig",
    "24",
    "d'",
    *EXACT,
    *DOUBTS,
    "privat",
    "cada dl i dc",
    "·",
]
EVERYTHING = Known(KNOWN.rooms, KNOWN.calendars, KNOWN.places, HOUSE)
LINES = st.lists(st.one_of(st.sampled_from(PHRASES), st.text(max_size=12)), max_size=8).map(" ".join)
MOMENTS = st.datetimes(datetime(1905, 1, 1), datetime(2090, 12, 31))


@given(LINES, MOMENTS)
@example("d'aquí a dues hores reunió d'aquí a dues hores reunió", NOW)
@example("\u00a8 dl \ufdfa 10", NOW)
@example("\0 \1 amb \0 \1 i", NOW)
@example("a les 24 de 0 a 0 dia 0 0/0 0h 0min", NOW)
def test_it_never_fails_and_never_loses_a_word(line, now):
    found = understand(line, now=now, known=EVERYTHING)
    kept = Counter(found.left)
    for piece in found.pieces:
        kept.update(piece.words.split())
    assert kept == Counter(line.split())
    assert found.title.casefold() == " ".join(found.left).casefold()


@given(LINES, MOMENTS)
def test_what_it_understands_is_always_a_span_that_can_be_saved(line, now):
    found = understand(line, now=now, known=EVERYTHING)
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

    def test_what_was_not_understood_is_said_beside_the_proposal(self, calendar, client):
        response = client.post(reverse("calendars:quick_entry"), {"line": "31/2 sopar privat"})
        shown = response.content.decode().partition('id="understood"')[2].partition("</section>")[0]
        assert (shown.count("data-doubt"), "«31/2»" in shown) == (1, True)
        assert response.context["form"].initial["visibility"] == "private"

    @pytest.mark.parametrize(
        ("line", "hours", "doubts"),
        [
            ("28/3/2027 2:30 guàrdia", (time(3, 30), time(4, 30)), 1),
            ("28/3/2027 de 1:00 a 2:30 guàrdia", (time(1), time(3, 30)), 1),
            ("28/3/2027 3:30 guàrdia", (time(3, 30), time(4, 30)), 0),
            ("cada mes 31/12/2027 9:00 guàrdia", (time(9), time(10)), 1),
        ],
    )
    def test_hours_and_months_that_do_not_exist_are_said(self, calendar, client, line, hours, doubts):
        response = client.post(reverse("calendars:quick_entry"), {"line": line})
        initial = response.context["form"].initial
        assert (initial["start_hour"], initial["end_hour"]) == hours
        assert sum(row.is_doubt for row in response.context["said"]) == doubts

    def test_several_days_of_the_week_can_be_saved(self, calendar, client):
        response = client.post(reverse("calendars:quick_entry"), {"line": "cada dl i dc 9:00 cafè"})
        form = response.context["form"]
        data = {name: value for name, value in form.initial.items() if value not in (None, False)}
        assert client.post(reverse("calendars:new_event"), data).status_code == 302
        assert "BYDAY=MO,WE" in Event.objects.get().ics

    def test_guests_are_ticked_before_anything_is_saved(self, calendar, anna, client):
        unit = make_unit("Serveis socials")
        marta = make_person("marta.soler", units=[unit])
        line = "12/3/2027 10:00 reunió amb serveis socials i la Marta i en Pere de fora"
        response = client.post(reverse("calendars:quick_entry"), {"line": line})
        page = response.content.decode()
        for code in (f"u{unit.pk}", f"p{marta.pk}"):
            assert f'name="guests" value="{code}" checked' in page
        assert "«serveis socials, Marta»" in page
        assert "Pere de fora" in page.partition('id="understood"')[2].partition("</section>")[0]
        assert not Event.objects.exists()

    def test_nobody_who_has_left_is_found_by_name(self, calendar, client):
        make_person("gone.away", is_active=False)
        response = client.post(reverse("calendars:quick_entry"), {"line": "demà 10h comiat amb Gone Away"})
        assert not response.context["guests_chosen"]
        assert response.context["form"].initial["summary"] == "Comiat amb Gone Away"

    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(line=LINES)
    @example(line="\0")
    @example(line="\ud7ff amb \U0010ffff 99/99/9999 25:61")
    def test_any_text_gives_a_proposal_or_a_sentence(self, calendar, client, line):
        response = client.post(reverse("calendars:quick_entry"), {"line": line})
        assert response.status_code in (200, 400)
        if response.status_code == 400:
            assert response.context["quick"].errors["line"][0]
        else:
            assert response.context["said"]
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
