"""A case file is found by its number, whatever people write between its parts or in front of it (R19)."""

import pytest

from docs_library.records.search_source import CaseFileSource
from search.engines.tantivy import TantivyEngine
from search.query import parse_query
from tests.factories import make_case_file

pytestmark = pytest.mark.django_db

TYPED = [
    "{year}/0012",
    "{year}-12",
    "{year}.0012",
    "{year} 0012",
    "{year}0012",
    "expedient {year}/12",
    "exp. {year}-0012",
    "expediente {year}/0012",
]


@pytest.mark.parametrize("typed", TYPED)
def test_a_case_file_is_found_however_its_number_is_written(typed, series, tmp_path):
    case_file = make_case_file("Llicència d’obres", node=series, sequence=12)
    other = make_case_file("Llicència d’obres", node=series, sequence=13)
    engine = TantivyEngine(tmp_path / "numbers")
    engine.rebuild(CaseFileSource().entries([case_file.pk, other.pk]), reason="test")
    asked = parse_query({"q": typed.format(year=case_file.year)})
    assert [hit.pk for hit in engine.search(asked, [series.scope_id]).hits] == [case_file.pk]
