"""The strip of a week on a phone: seven days, today and those with something marked, and links that need no script."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from agenda.calendars.diary import Diary
from agenda.calendars.services import create_calendar
from intranet.people.municipality import town_scope
from tests.calendars.samples import at, day, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(signed_in, anna):
    return signed_in(anna)


def strip(client, address):
    """The strip of a page: its days, and where it leads a week before and after."""
    return client.get(address).context["strip"]


def marked(found):
    return [each["day"].day for each in found["days"] if each["has_something"]]


def test_the_week_is_whole_and_days_with_something_are_marked(calendar, client):
    make(calendar, "Reunió", at("2026-11-24 10:00"), at("2026-11-24 11:00"))
    make(calendar, "Fira", day("2026-11-27"), day("2026-12-02"))
    for view in ("dia", "llista"):
        found = strip(client, f"/agenda/?vista={view}&data=2026-11-25")
        assert [each["day"].day for each in found["days"]] == [23, 24, 25, 26, 27, 28, 29]
        assert marked(found) == [24, 27, 28, 29]
        assert [each["day"].day for each in found["days"] if each["is_shown"]] == [25]
        assert all(f"vista={view}" in each["url"] for each in found["days"])
        assert "data=2026-11-18" in found["previous_url"]
        assert "data=2026-12-02" in found["next_url"]


def test_each_day_is_a_link_and_the_ends_are_links_to_the_weeks_beside(client):
    page = client.get("/agenda/?vista=llista&data=2026-11-25").content.decode()
    nav = page.partition("data-strip")[2].partition("</nav>")[0]
    assert len(re.findall(r'<a [^>]*href="/agenda/\?vista=llista', nav)) == 9
    assert nav.count('aria-current="date"') == 1
    assert {'rel="prev"', 'rel="next"'} == {*re.findall(r'rel="\w+"', nav)}


def test_a_phone_sees_it_at_the_first_look_and_a_month_does_not_have_it(calendar, client):
    today = timezone.localdate()
    make(calendar, "Avui", today, today + timedelta(days=1))
    found = strip(client, "/agenda/")
    assert [each["day"] for each in found["days"] if each["is_today"]] == [today]
    assert today.day in marked(found)
    assert all("vista=llista" in each["url"] for each in found["days"])
    for view in ("mes", "setmana"):
        assert strip(client, f"/agenda/?vista={view}") is None


def test_what_was_chosen_stays_chosen_and_only_that_is_marked(calendar, client):
    other = create_calendar("Pavelló", "room", parent=town_scope())
    make(calendar, "Reunió", at("2026-11-24 10:00"), at("2026-11-24 11:00"))
    make(other, "Bàsquet", at("2026-11-26 10:00"), at("2026-11-26 11:00"))
    found = strip(client, f"/agenda/?vista=dia&data=2026-11-25&per=espais&cal={other.pk}")
    assert marked(found) == [26]
    assert all(f"cal={other.pk}" in each["url"] and "per=espais" in each["url"] for each in found["days"])


def test_what_may_not_be_known_marks_no_day(calendar, client, stranger, anna):
    hidden = create_calendar("Secreta", "unit", parent=town_scope(), inherits=False)
    make(hidden, "Secret", at("2026-11-24 10:00"), at("2026-11-24 11:00"))
    assert marked(strip(client, "/agenda/?vista=llista&data=2026-11-25")) == []
    assert Diary(stranger).days_with_something(day("2026-11-23"), day("2026-11-29")) == set()
