from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docs_library.documents import r5

TYPES = st.from_regex(r"[A-Z]{2,8}", fullmatch=True)
DAYS = st.dates()
TEXTS = st.text(max_size=200)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("INF TECNIC LLICENCIA OBRES 29022024", ("INF", "TECNIC LLICENCIA OBRES", date(2024, 2, 29))),
        ("SOL BAIXA GUAL 21092017", ("SOL", "BAIXA GUAL", date(2017, 9, 21))),
        ("DIL Diligència d'obertura núm. 3 01012026", ("DIL", "Diligència d'obertura núm. 3", date(2026, 1, 1))),
    ],
)
def test_titles_by_rule_r5_are_understood(title, expected):
    found = r5.parse(title)
    assert (found.type_code, found.text, found.date) == expected
    assert str(found) == title


@pytest.mark.parametrize(
    "title",
    [
        "SOL BAIXA GUAL 31022017",  # no such day
        "baixa gual.pdf",
        "SOL BAIXA GUAL 2017-09-21",
        "SOL BAIXA GUAL 29022023",
        "sol BAIXA GUAL 21092017",
        "S BAIXA GUAL 21092017",
        "SOLLICITUD BAIXA GUAL 21092017",  # ten letters
        "SOL  BAIXA GUAL 21092017",
        "SOL B 21092017",
        "SOL BAIXA/GUAL 21092017",
        "SOL BAIXA GUAL? 21092017",
        "SOL BAIXA GUAL 21092017\n",
        "SOL " + "A" * 121 + " 21092017",
        "SOL BAIXA GUAL ٢١٠٩٢٠١٧",  # digits, but not ours
        "",
    ],
)
def test_titles_against_rule_r5_are_not(title):
    assert r5.parse(title) is None


@given(TYPES, TEXTS, DAYS)
def test_whatever_is_composed_by_r5_is_parsed_to_the_same(code, text, day):
    try:
        title = r5.compose(code, text, day)
    except ValueError:
        return
    assert r5.parse(str(title)) == title
    assert not r5.FORBIDDEN.intersection(str(title))


@given(st.text(max_size=160))
def test_no_text_breaks_the_parser_of_r5(text):
    found = r5.parse(text)
    assert found is None or str(found) == text


@given(st.text(max_size=60), DAYS)
def test_the_day_at_the_end_is_found_even_in_titles_that_do_not_follow_r5(text, day):
    digits = f"{day:%d%m}{day.year:04d}"
    assert r5.date_at_end(f"{text} {digits}") == day


@pytest.mark.parametrize("digits", ["31042026", "00012026", "01002026", "01010000", "1012026", "x1012026"])
def test_days_that_do_not_exist_are_no_days(digits):
    assert r5.day_of(digits) is None
