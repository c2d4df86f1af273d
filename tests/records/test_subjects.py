"""What the subject of a case file may be (R7)."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from docs_library.records.subjects import normalise, validate_subject

LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


@pytest.mark.parametrize(
    "subject",
    [
        "OBRES MENORS",
        "LLICÈNCIA D'OBRES, C/ MAJOR 12",
        "CANAL·LITZACIÓ 2026/12",
        "X" * 120,
        "PRESSUPOST 12345678 EUROS",
    ],
)
def test_a_subject_in_capitals_of_ten_to_120_characters_stands(subject):
    validate_subject(subject)


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "CURT",
        "X" * 121,
        "Obres menors al carrer",
        "OBRES  MENORS AMB DOS ESPAIS",
        "AJUT PER A 12345678Z",
        "AJUT PER A 12.345.678-Z",
        "AJUT PER A X1234567L FAMILIAR",
        "AJUT PER A Y-1234567-L",
    ],
)
def test_a_subject_that_cannot_stand_is_refused_with_a_sentence(subject):
    with pytest.raises(ValidationError) as refused:
        validate_subject(subject)
    assert all(refused.value.messages)


@given(
    number=st.integers(0, 99_999_999), before=st.text("ABC ", max_size=20), after=st.sampled_from(["", " ", ", CASA"])
)
def test_no_identity_number_passes_wherever_it_is(number, before, after):
    subject = normalise(f"AJUT URGENT {before} {number:08}{LETTERS[number % 23]}{after}")
    with pytest.raises(ValidationError):
        validate_subject(subject)


@given(st.text())
def test_normalising_twice_is_normalising_once(text):
    once = normalise(text)
    assert normalise(once) == once
