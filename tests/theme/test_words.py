"""Dates as people say them, with the exact value for machines."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from theme import words
from theme.templatetags.theme_tags import human_date, human_datetime, human_time, icon, relative_day

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Monday 23 November 2026, read without translations."""
    monkeypatch.setattr(timezone, "now", lambda: MONDAY)
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 26), "thursday 26"),
        (date(2026, 12, 3), "thursday 3 December"),
        (date(2027, 1, 7), "7 January 2027"),
        (date(2025, 4, 30), "30 April 2025"),
    ],
)
def test_a_day_is_said_as_shortly_as_it_can_be_understood(day, said):
    assert human_date(day) == f'<time datetime="{day.isoformat()}">{said}</time>'


def test_an_hour_is_said_in_the_time_of_the_town():
    session = datetime(2026, 11, 26, 19, 0, tzinfo=UTC)
    assert human_datetime(session) == '<time datetime="2026-11-26T20:00:00+01:00">thursday 26, 20:00</time>'
    assert human_time(time(9, 5)) == '<time datetime="09:05">9:05</time>'


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (3, "in 3 days"),
        (-2, "2 days ago"),
        (13, "in 13 days"),
        (14, "in 2 weeks"),
        (-21, "3 weeks ago"),
        (90, "in 3 months"),
        (-400, "13 months ago"),
        (730, "in 2 years"),
        (-1100, "3 years ago"),
    ],
)
def test_a_distance_is_said_in_the_largest_unit_that_stays_clear(days, said):
    assert words.distance(MONDAY.date() + timedelta(days=days)) == said


def test_late_at_night_the_day_is_that_of_the_town_and_not_of_greenwich(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    assert ">today<" in relative_day(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))


@pytest.mark.parametrize("say", [human_date, human_datetime, human_time, relative_day])
def test_no_date_says_nothing(say):
    assert say(None) == ""


def test_days_of_the_week_are_lower_case_in_catalan():
    with translation.override("ca"):
        assert words.weekday(MONDAY.date()) == "dilluns"


def test_an_icon_beside_a_text_is_hidden_and_one_alone_has_a_name():
    assert 'aria-hidden="true"' in icon("lock")
    assert 'role="img" aria-label="Reservat &lt;b&gt;"' in icon("lock", "Reservat <b>")


def test_a_hostile_title_is_escaped_by_every_component():
    page = Template('{% include "theme/components/document_row.html" with title=title url="#" only %}')
    assert "<script>" not in page.render(Context({"title": "<script>alert(1)</script>"}))
