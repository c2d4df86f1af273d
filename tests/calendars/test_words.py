"""When something takes place, said in words: the heading of some days, the end of a series."""

import pytest
from django.utils.formats import date_format
from django.utils.translation import override

from agenda.calendars import ical, splitting, words
from agenda.calendars.ical import Draft
from tests.calendars.samples import at, day

NOW = at("2026-11-01 09:00")


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-11-30", "2026-12-06", "dilluns 30 de novembre – diumenge 6 de desembre de 2026"),
        ("2026-11-24", "2026-12-21", "dimarts 24 de novembre – dilluns 21 de desembre de 2026"),
        ("2026-12-28", "2027-01-03", "dilluns 28 de desembre de 2026 – diumenge 3 de gener de 2027"),
        ("2026-11-23", "2026-11-29", "dilluns 23 – diumenge 29 de novembre de 2026"),
        ("2026-11-24", "2026-11-24", "dimarts 24 de novembre de 2026"),
    ],
)
def test_both_ends_of_some_days_are_told_from_those_of_another_month(first, last, said):
    with override("ca"):
        assert words.days_in_words(day(first), day(last)) == said


def weekly(until: str) -> str:
    rule = f"FREQ=WEEKLY;UNTIL={until}"
    draft = Draft(summary="Consell", start=at("2026-11-24 10:00"), end=at("2026-11-24 11:00"), rrule=rule)
    return ical.build(draft, uid="prova@exemple", now=NOW).text


def test_a_series_that_was_cut_ends_on_its_last_date():
    found = splitting.end_before(weekly("20270131T000000Z"), at("2026-12-22 10:00"), now=NOW)
    said = words.repetition(found)
    assert date_format(day("2026-12-15")) in said
    assert date_format(day("2026-12-22")) not in said


def test_a_last_date_that_was_left_out_is_not_the_end():
    found = splitting.leave_out(weekly("20261215T235959Z"), at("2026-12-15 10:00"), now=NOW)
    assert date_format(day("2026-12-08")) in words.repetition(found)


def test_a_series_too_long_to_count_ends_when_its_rule_says():
    text = weekly("20261215T200000Z").replace("WEEKLY;UNTIL=2026", "DAILY;UNTIL=2096")
    assert date_format(day("2096-12-15")) in words.repetition(ical.parse(text))
