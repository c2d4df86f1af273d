"""Days as columns of hours: heights, lanes, the row of whole days, rooms and people side by side."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agenda.calendars.addresses import Wish
from agenda.calendars.columns import grid_for, rooms_apart
from agenda.calendars.diary import Diary
from agenda.calendars.services import create_calendar, create_event
from intranet.people.municipality import town_scope
from tests.calendars.samples import at, day, make
from tests.factories import give, make_event

pytestmark = pytest.mark.django_db

MONDAY = day("2026-11-23")


@pytest.fixture
def client(signed_in, anna):
    return signed_in(anna)


def grid(person, view="setmana", chosen=(), **wish):
    wanted = Wish(view, MONDAY, **wish)
    diary = Diary(person, chosen)
    first, last = wanted.days()
    entries = diary.entries(first, last)
    return grid_for(diary, wanted, entries + rooms_apart(diary, first, last, entries))


def test_a_block_stands_at_its_hour_and_is_as_high_as_it_lasts(calendar, anna):
    make(calendar, "Reunió", at("2026-11-24 10:15"), at("2026-11-24 11:30"))
    found = grid(anna)
    [block] = found.columns[1].blocks
    assert (found.first, found.last) == (8, 20)
    assert (block.row, block.rows, block.width) == (9, 5, 1)


def test_hours_open_up_for_what_is_early_or_late(calendar, anna):
    make(calendar, "Alba", at("2026-11-24 06:30"), at("2026-11-24 07:00"))
    make(calendar, "Ple", at("2026-11-26 20:00"), at("2026-11-26 22:10"))
    found = grid(anna)
    assert (found.first, found.last) == (6, 23)
    assert found.columns[1].blocks[0].row == 2


def test_what_overlaps_stands_side_by_side_and_what_is_alone_is_wide(calendar, anna):
    make(calendar, "Llarg", at("2026-11-24 09:00"), at("2026-11-24 12:00"))
    make(calendar, "Curt", at("2026-11-24 10:00"), at("2026-11-24 11:00"))
    make(calendar, "Sol", at("2026-11-24 16:00"), at("2026-11-24 17:00"))
    column = grid(anna).columns[1]
    placed = {block.entry.title: (block.lane, block.width) for block in column.blocks}
    assert placed == {"Llarg": (1, 1), "Curt": (2, 1), "Sol": (1, 2)}


def test_every_entry_is_shown_or_counted_and_none_lies_on_another(calendar, anna):
    for number in range(9):
        start = at("2026-11-24 09:00") + timedelta(minutes=20 * number)
        make(calendar, f"Acte {number}", start, start + timedelta(hours=2))
    column = grid(anna).columns[1]
    assert len(column.blocks) + column.hidden == 9
    taken = [
        (row, lane)
        for block in column.blocks
        for row in range(block.row, block.end)
        for lane in range(block.lane, block.lane + block.width)
    ]
    assert len(taken) == len(set(taken))


def test_whole_days_stand_above_and_a_night_has_its_hours_on_both_days(calendar, anna):
    make(calendar, "Fira", day("2026-11-24"), day("2026-11-26"))
    make(calendar, "Nit", at("2026-11-24 22:00"), at("2026-11-25 02:00"))
    monday, tuesday, wednesday, thursday, *_rest = grid(anna).columns
    assert [entry.title for entry in tuesday.whole] == [entry.title for entry in wednesday.whole] == ["Fira"]
    assert tuesday.blocks[0].end == 24 * 4
    assert (wednesday.blocks[0].row, wednesday.blocks[0].rows) == (0, 8)
    assert monday.is_empty
    assert thursday.is_empty


def test_a_room_shows_what_others_hold_it_for_and_a_closed_title_stays_closed(calendar, anna, stranger):
    room = create_calendar("Sala petita", "room", parent=town_scope())
    for person in (anna, stranger):
        give(person, room.scope)
    own = create_calendar("Alcaldia", "person", parent=town_scope(), inherits=False, owner=stranger)
    span = {"start": at("2026-11-23 10:00"), "end": at("2026-11-23 11:00")}
    create_event(None, own, summary="Molt privat", organizer=stranger, rooms=[room.room], **span)
    for seen in (grid(anna, "dia", per="espais"), grid(anna, chosen=[room.pk])):
        assert [block.entry.title for block in seen.columns[0].blocks] == ["Ocupat"]
        assert not seen.columns[0].blocks[0].entry.url
    assert grid(stranger, "dia", per="espais").columns[0].blocks[0].entry.title == "Molt privat"


def test_people_stand_side_by_side_on_a_day(calendar, anna, client):
    own = create_calendar("Alcaldia", "person", parent=town_scope(), owner=anna)
    make_event(own, "Visita", at("2026-11-23 10:00"), at("2026-11-23 11:00"))
    make(calendar, "Altra", at("2026-11-23 10:00"), at("2026-11-23 11:00"))
    [column] = grid(anna, "dia", per="persones").columns
    assert (column.name, [block.entry.title for block in column.blocks]) == ("Alcaldia", ["Visita"])
    page = client.get("/agenda/?vista=dia&data=2026-11-23&per=persones").content.decode()
    assert "Visita" in page
    assert "Altra" not in page


def test_an_unknown_kind_of_column_is_everything_together(calendar, client):
    assert client.get("/agenda/?vista=dia&per=planetes").status_code == 200


def test_the_line_of_now_is_drawn_today_only(calendar, client):
    assert "data-now" not in client.get("/agenda/?vista=dia&data=2020-01-06").content.decode()


@pytest.mark.parametrize("address", ["vista=setmana", "vista=dia", "vista=dia&per=espais"])
def test_the_number_of_queries_does_not_grow_with_the_entries(calendar, anna, client, address):
    room = create_calendar("Sala petita", "room", parent=town_scope())
    give(anna, room.scope)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(f"/agenda/?{address}&data=2026-11-23").status_code == 200
        return len(queries)

    make(calendar, "Primer", at("2026-11-23 08:00"), at("2026-11-23 09:00"))
    client.get("/agenda/")
    before = count()
    for hour in range(9, 19):
        span = {"start": at(f"2026-11-23 {hour:02}:00"), "end": at(f"2026-11-23 {hour:02}:30")}
        create_event(None, calendar, summary=f"Acte {hour}", rooms=[room.room], **span)
    assert count() <= before
