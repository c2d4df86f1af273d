"""The agenda as a PDF: what is on it, what stays veiled, and that anything can be printed."""

import io
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest

from agenda.calendars.services import create_calendar
from intranet.people.municipality import town_scope
from tests.calendars.samples import at, day, make

pytestmark = pytest.mark.django_db

VIEWS = ["mes", "setmana", "dia", "llista"]


@pytest.fixture
def client(signed_in, anna):
    return signed_in(anna)


def text_of(response) -> str:
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    pages = pypdfium2.PdfDocument(response.content)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pages)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_has_its_paper(calendar, client, view):
    make(calendar, "Ple ordinari", at("2026-11-24 20:00"), at("2026-11-24 22:00"))
    make(calendar, "Fira de Sant Andreu", day("2026-11-24"), day("2026-11-27"))
    response = client.get(f"/agenda/agenda.pdf?vista={view}&data=2026-11-24")
    text = text_of(response)
    for words in ("Ple ordinari", "20:00", "Fira de Sant Andreu", "Ajuntament"):
        assert words in text
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        width, height = pdf.pages[0].mediabox[2:]
        assert (width > height) is (view in {"mes", "setmana"})


@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_agenda_prints_and_says_so(calendar, client, view):
    assert "2026" in text_of(client.get(f"/agenda/agenda.pdf?vista={view}&data=2026-11-24"))


@pytest.mark.parametrize("view", VIEWS)
def test_what_is_busy_on_the_screen_is_busy_on_paper(calendar, client, view, stranger):
    span = (at("2026-11-24 10:00"), at("2026-11-24 11:00"))
    make(calendar, "Molt privat", *span, visibility="private", organizer=stranger, location="Amagatall")
    text = text_of(client.get(f"/agenda/agenda.pdf?vista={view}&data=2026-11-24"))
    assert "Ocupat" in text
    assert "Molt privat" not in text
    assert "Amagatall" not in text


def test_what_a_person_does_not_see_is_not_printed(calendar, client):
    closed = create_calendar("Tancat", "unit", parent=town_scope(), inherits=False)
    make(closed, "Reservat", at("2026-11-24 10:00"), at("2026-11-24 11:00"))
    text = text_of(client.get("/agenda/agenda.pdf?vista=mes&data=2026-11-24"))
    assert "Reservat" not in text
    assert "Tancat" not in text


def test_only_the_chosen_calendars_are_printed(calendar, client):
    other = create_calendar("Secretaria", "unit", parent=town_scope())
    make(calendar, "Festa", at("2026-11-24 10:00"), at("2026-11-24 11:00"))
    make(other, "Arqueig", at("2026-11-24 10:00"), at("2026-11-24 11:00"))
    text = text_of(client.get(f"/agenda/agenda.pdf?vista=setmana&data=2026-11-24&cal={other.pk}"))
    assert "Arqueig" in text
    assert "Festa" not in text


def test_titles_are_words_and_never_markup(calendar, client):
    title = '#panic("no") $x^2$ *negreta* \\u{41} "cometes" ' + "llarguíssim" * 15
    make(calendar, title, at("2026-11-24 10:00"), at("2026-11-24 11:00"))
    assert '#panic("no") $x^2$' in text_of(client.get("/agenda/agenda.pdf?vista=llista&data=2026-11-24"))


def test_a_full_month_prints_and_says_where_it_goes_on(calendar, client):
    for number in range(700):
        start = at("2026-11-02 08:00") + timedelta(days=number // 30, minutes=10 * (number % 30))
        make(calendar, f"Acte {number}", start, start + timedelta(minutes=10))
    text = text_of(client.get("/agenda/agenda.pdf?vista=mes&data=2026-11-24"))
    assert "Acte 500" in text
    assert "Acte 699" not in text


def test_a_senseless_address_is_told_on_the_screen(calendar, client):
    response = client.get("/agenda/agenda.pdf?vista=mes&data=2026-13-45")
    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/html")
