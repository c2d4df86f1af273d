"""Working days (design §3.7) and the two full days of the plenary (L1)."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agenda.calendars.working_days import (
    add_working_days,
    first_legal_session,
    full_working_days_between,
    holiday_name,
    is_working_day,
)

pytestmark = pytest.mark.django_db
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
slow_fixtures_are_fine = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize(
    ("notice", "session", "legal"),
    [
        (date(2025, 3, 24), date(2025, 3, 27), True),
        (date(2025, 3, 24), date(2025, 3, 26), False),
        (date(2025, 4, 16), date(2025, 4, 22), False),  # Good Friday and Easter Monday lie between
        (date(2025, 4, 16), date(2025, 4, 23), True),
    ],
)
def test_l1_two_full_working_days_lie_between_notice_and_session(town, notice, session, legal):
    assert (full_working_days_between(notice, session) >= 2) is legal


def test_l1_the_first_legal_session_is_what_the_rule_allows(town):
    assert first_legal_session(date(2025, 3, 24), 2) == date(2025, 3, 27)
    assert first_legal_session(date(2025, 4, 16), 2) == date(2025, 4, 23)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 11, 21),  # Saturday
        date(2026, 11, 22),  # Sunday
        date(2026, 9, 11),  # Catalonia
        date(2026, 10, 12),  # Spain
        date(2026, 12, 26),  # Catalonia
    ],
)
def test_weekends_and_holidays_of_spain_and_catalonia_are_not_worked(town, day):
    assert not is_working_day(day)


def test_the_two_local_days_are_not_worked_whichever_way_they_are_kept(town):
    town.local_holidays = ["08-24", "2026-05-25"]
    town.save()
    assert not is_working_day(date(2026, 8, 24))
    assert not is_working_day(date(2027, 8, 24))
    assert not is_working_day(date(2026, 5, 25))
    assert is_working_day(date(2027, 5, 25))
    assert holiday_name(date(2026, 5, 25))


def test_a_holiday_has_its_name_in_the_language_of_the_reader(town):
    assert holiday_name(date(2026, 12, 26), "ca") == "Sant Esteve"
    assert holiday_name(date(2026, 12, 26), "es") == "San Esteban"
    assert holiday_name(date(2026, 11, 23), "ca") == ""


def test_working_days_are_only_counted_forwards(town):
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 1, 1), -1)


@slow_fixtures_are_fine
@given(days, st.integers(1, 40))
def test_adding_n_working_days_lands_on_the_nth_working_day(town, start, count):
    end = add_working_days(start, count)
    walked = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
    assert is_working_day(end)
    assert sum(is_working_day(day) for day in walked) == count


@slow_fixtures_are_fine
@given(days, st.integers(0, 15))
def test_the_first_legal_session_is_legal_and_the_day_before_is_not(town, notice, full_days):
    session = first_legal_session(notice, full_days)
    assert full_working_days_between(notice, session) == full_days
    if full_days:
        assert full_working_days_between(notice, session - timedelta(days=1)) < full_days


@slow_fixtures_are_fine
@given(days, st.integers(-10, 60))
def test_days_between_never_go_below_zero_and_grow_with_the_distance(town, notice, distance):
    now = full_working_days_between(notice, notice + timedelta(days=distance))
    later = full_working_days_between(notice, notice + timedelta(days=distance + 1))
    assert 0 <= now <= later <= now + 1
