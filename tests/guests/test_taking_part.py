"""What somebody is invited to is part of their agenda, wherever it stands; who may not read it sees "busy" (R17)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agenda.calendars import feeds
from agenda.calendars.addresses import Wish
from agenda.calendars.columns import grid_for
from agenda.calendars.diary import Diary
from agenda.calendars.guests.services import answer
from agenda.calendars.month import month_of
from agenda.calendars.services import create_calendar, update_event
from intranet.people.municipality import town_scope
from tests.factories import make_person, make_unit
from tests.guests.samples import invite, next_monday
from tests.guests.test_inviting import draft_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(marta):
    """The calendar of the councillor, of which everybody may know when she is busy."""
    return create_calendar("Agenda de la Marta", "person", parent=town_scope(), owner=marta)


def by_person(reader, chosen=()):
    """What stands in each column of next Monday."""
    wish = Wish("dia", timezone.localdate(next_monday()), per="persones")
    diary = Diary(reader, chosen)
    entries, _cut = diary.page(*wish.days(), most=400)
    columns = grid_for(diary, wish, entries).columns
    return {column.name: [block.entry for block in column.blocks] for column in columns}


def titles(entries):
    return [entry.title for entry in entries]


def on_monday(reader, chosen=()):
    monday = timezone.localdate(next_monday())
    return Diary(reader, chosen).entries(monday, monday)


def monday_page(client, **query):
    return client.get("/agenda/", {"vista": "dia", "data": timezone.localdate(next_monday()).isoformat()} | query)


def test_a_column_has_what_the_person_is_invited_to_in_another_calendar(anna, calendar, elisenda, marta, own):
    invite(anna, calendar, "Marta Soler", location="Sala de plens")
    [entry] = by_person(elisenda)["Agenda de la Marta"]
    assert (entry.title, entry.place, entry.calendar) == ("Reunió", "Sala de plens", calendar)
    assert entry.url


def test_who_may_not_read_it_sees_busy_and_neither_where_it_stands_nor_a_way_there(
    anna, calendar, marta, own, stranger, signed_in
):
    event = invite(anna, calendar, "Marta Soler", summary="Molt delicat", location="Lloc amagat")
    [entry] = by_person(stranger)["Agenda de la Marta"]
    assert (entry.is_open, entry.title, entry.place, entry.url) == (False, "Ocupat", "", "")
    assert entry.calendar == own
    for query in ({"per": "persones"}, {"cal": own.pk}, {"cal": own.pk, "vista": "mes"}):
        page = monday_page(signed_in(stranger), **query).content.decode()
        assert "Ocupat" in page
        assert "Molt delicat" not in page
        assert "Lloc amagat" not in page
        assert "Ajuntament" not in page.partition("<main")[2].partition("</main")[0]
        assert f"/esdeveniment/{event.pk}/" not in page


def test_a_private_event_is_busy_even_for_who_sees_its_calendar(anna, calendar, elisenda, marta, own):
    invite(anna, calendar, "Marta Soler", visibility="private")
    [entry] = by_person(elisenda)["Agenda de la Marta"]
    assert (entry.is_open, entry.title, entry.calendar) == (False, "Ocupat", own)
    assert titles(by_person(marta)["Agenda de la Marta"]) == ["Reunió"]


def test_of_somebody_whose_calendar_is_hidden_nothing_is_shown(anna, calendar, marta, stranger):
    create_calendar("Agenda tancada", "person", parent=town_scope(), inherits=False, owner=marta)
    invite(anna, calendar, "Marta Soler")
    assert by_person(stranger) == {}
    assert on_monday(stranger) == []


def test_what_was_declined_is_no_part_of_it_and_what_waits_or_may_be_is(anna, calendar, elisenda, marta, own):
    event = invite(anna, calendar, "Marta Soler")
    [guest] = event.attendees.all()
    for said, shown in (("TENTATIVE", 1), ("ACCEPTED", 1), ("DECLINED", 0)):
        answer(marta, guest, said)
        assert len(by_person(elisenda)["Agenda de la Marta"]) == shown, said
        assert len(on_monday(elisenda, [own.pk])) == shown, said


def test_whoever_is_invited_through_a_unit_has_it_too(anna, calendar, elisenda, own, office):
    unit = make_unit("Cultura")
    pere = make_person("pere.mas", units=[unit])
    create_calendar("Agenda d’en Pere", "person", parent=office, owner=pere)
    invite(anna, calendar, "Cultura")
    columns = by_person(elisenda)
    assert titles(columns["Agenda d’en Pere"]) == ["Reunió"]
    assert columns["Agenda de la Marta"] == []


def test_what_stands_in_the_own_calendar_is_shown_once(anna, marta, own):
    invite(marta, own, "Marta Soler")
    assert titles(by_person(marta)["Agenda de la Marta"]) == ["Reunió"]
    assert titles(on_monday(marta, [own.pk])) == ["Reunió"]


def test_two_guests_have_it_in_both_columns_and_an_overlay_once(anna, calendar, elisenda, marta, own, office):
    other = create_calendar("Agenda de la secretària", "person", parent=office, owner=elisenda)
    invite(anna, calendar, "Marta Soler, Elisenda Roca")
    columns = by_person(elisenda)
    assert titles(columns["Agenda de la Marta"]) == titles(columns["Agenda de la secretària"]) == ["Reunió"]
    assert titles(on_monday(elisenda, [own.pk, other.pk])) == ["Reunió"]
    assert titles(on_monday(elisenda, [own.pk, calendar.pk])) == ["Reunió"]
    assert titles(on_monday(elisenda)) == ["Reunió"]


def test_an_invitation_opens_the_event_for_the_guest_and_closes_it_for_nobody(
    anna, calendar, elisenda, marta, stranger, signed_in
):
    """The event has then a scope of its own, which is neither its calendar's nor that of an audience."""
    event = invite(anna, calendar, "Marta Soler")
    for reader in (anna, elisenda, marta):
        [entry] = on_monday(reader)
        assert (entry.title, entry.calendar.name, bool(entry.calendar.mark)) == ("Reunió", "Ajuntament", True)
    assert on_monday(stranger) == []
    for view in ("mes", "setmana", "dia", "llista"):
        page = monday_page(signed_in(marta), vista=view).content.decode()
        assert event.get_absolute_url() in page, view
    # One event does not open its calendar.
    assert 'name="cal"' not in page


def test_the_feed_of_a_guest_has_it_and_changes_with_it(anna, calendar, marta, stranger):
    before, away = feeds.state_of(marta), feeds.state_of(stranger)
    event = invite(anna, calendar, "Marta Soler")
    invited = feeds.state_of(marta)
    assert "SUMMARY:Reunió" in feeds.body_of(marta)
    update_event(anna, event, draft_of(event, summary="Una altra"), visibility=event.visibility)
    assert "SUMMARY:Una altra" in feeds.body_of(marta)
    assert len({before, invited, feeds.state_of(marta)}) == 3
    assert "Una altra" not in feeds.body_of(stranger)
    assert feeds.state_of(stranger) == away


def test_a_month_of_one_person_counts_and_shows_it(anna, calendar, elisenda, marta, own):
    monday = timezone.localdate(next_monday())
    for number in range(6):
        invite(anna, calendar, "Marta Soler", summary=f"Trobada {number}", at=next_monday(9 + number))
    invite(anna, calendar, "Marta Soler", summary="Nit", at=next_monday(22), hours=4)
    weeks = month_of(Diary(elisenda, [own.pk]), monday.year, monday.month, today=timezone.localdate(), language="ca")
    [cell] = [cell for week in weeks for cell in week if cell.date == monday]
    assert [segment.entry.title for segment in cell.lanes] == ["Nit"]
    assert titles(cell.entries) == ["Trobada 0", "Trobada 1"]
    assert cell.hidden == 4


def test_the_dates_of_a_series_are_each_part_of_it(anna, calendar, elisenda, marta, own):
    invite(anna, calendar, "Marta Soler", rrule="FREQ=WEEKLY;COUNT=3")
    first = timezone.localdate(next_monday())
    diary = Diary(elisenda, [own.pk])
    assert len(diary.entries(first, first + timedelta(days=28))) == 3
    assert diary.days_with_something(first, first + timedelta(days=7)) == {first, first + timedelta(days=7)}


def test_the_number_of_queries_does_not_grow_with_the_invitations(anna, calendar, elisenda, marta, own, signed_in):
    client = signed_in(elisenda)

    def count(**query) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert monday_page(client, **query).status_code == 200
        return len(queries)

    invite(anna, calendar, "Marta Soler")
    asked = ({"per": "persones"}, {"cal": own.pk}, {"cal": own.pk, "vista": "mes"}, {"vista": "llista"})
    monday_page(client)
    before = [count(**query) for query in asked]
    for number in range(8):
        person = make_person(f"persona{number}.mes")
        create_calendar(f"Agenda {number}", "person", parent=own.scope, owner=person)
        invite(anna, calendar, f"Marta Soler, Persona{number} Mes", at=next_monday(10 + number))
    assert all(now <= then for now, then in zip((count(**query) for query in asked), before, strict=True))


def test_the_desk_of_a_guest_says_it_today(anna, calendar, marta, stranger, signed_in):
    start = timezone.now().replace(minute=0, second=0, microsecond=0)
    event = invite(anna, calendar, "Marta Soler", at=start, hours=1)
    assert reverse("calendars:event", args=[event.pk]) in signed_in(marta).get("/").content.decode()
    assert reverse("calendars:event", args=[event.pk]) not in signed_in(stranger).get("/").content.decode()
