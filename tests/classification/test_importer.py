"""Importing a classification table: opaque codes, explicit parents, every refused row with its reason (R1)."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from docs_library.classification.importer import import_rows
from docs_library.classification.models import ClassificationNode
from docs_library.classification.tables import Row, UnreadableTable, read_table, rows_of
from intranet.access.models import EffectiveGrant, Scope
from intranet.access.policies import can_read
from tests.factories import give, make_document, make_person, make_scheme

pytestmark = pytest.mark.django_db
HEADINGS = ["code", "parent", "title", "is_series"]
TABLE = [["A", "", "Govern", "no"], ["A1", "A", "Ple", "no"], ["A11", "A1", "Actes del Ple", "sí"]]


def rows(*lines, headings=HEADINGS) -> list[Row]:
    return list(rows_of([headings, *lines]))


def refusals(report) -> dict[str, int]:
    return {refusal.code: refusal.line for refusal in report.refused}


@pytest.fixture
def scheme(town):
    return make_scheme()


def test_a_table_becomes_a_tree_with_a_tree_of_scopes(scheme):
    report = import_rows(rows(*TABLE), scheme)
    assert report.created == ["A", "A1", "A11"]
    series = ClassificationNode.objects.select_related("scope__parent", "parent").get(code="A11")
    assert series.is_series
    assert series.parent.code == "A1"
    assert series.scope.parent_id == series.parent.scope_id
    assert series.scope.kind == Scope.Kind.NODE


def test_what_is_granted_above_reaches_the_new_classes_at_once(scheme, stranger):
    import_rows(rows(TABLE[0]), scheme)
    reader = make_person()
    give(reader, ClassificationNode.objects.get(code="A").scope)
    import_rows(rows(*TABLE), scheme)
    series = ClassificationNode.objects.get(code="A11")
    assert can_read(reader, series)
    assert not can_read(stranger, series)
    assert EffectiveGrant.objects.filter(scope=series.scope).exists()


def test_children_may_come_before_their_parents(scheme):
    assert import_rows(rows(*reversed(TABLE)), scheme).refused == []


def test_importing_the_same_table_again_changes_nothing(scheme):
    import_rows(rows(*TABLE), scheme)
    report = import_rows(rows(*TABLE), scheme)
    assert (report.created, report.updated, sorted(report.unchanged)) == ([], [], ["A", "A1", "A11"])


@pytest.mark.parametrize(
    "line",
    [
        ["", "", "Sense codi", "no"],
        ["X" * 51, "", "Codi llarg", "no"],
        ["B", "", "", "no"],
        ["B", "", "T" * 256, "no"],
        ["B", "", "Títol", "potser"],
        ["B", "B", "Pare de si mateixa", "no"],
        ["B", "NOENLLOC", "Pare desconegut", "no"],
        ["A", "", "Codi repetit", "no"],
    ],
)
def test_a_row_that_cannot_stand_is_refused_and_the_rest_goes_in(scheme, line):
    report = import_rows(rows(*TABLE, line), scheme)
    assert [refusal.line for refusal in report.refused] == [5]
    assert report.refused[0].reason
    assert ClassificationNode.objects.count() == 3


def test_what_hangs_from_a_refused_row_is_refused_too(scheme):
    lines = [["B", "NOENLLOC", "B", "no"], ["B1", "B", "B1", "no"], ["B11", "B1", "B11", "sí"]]
    assert refusals(import_rows(rows(*lines), scheme)) == {"B": 2, "B1": 3, "B11": 4}


def test_a_circle_of_parents_is_refused_whole(scheme):
    lines = [["B", "D", "B", "no"], ["C", "B", "C", "no"], ["D", "C", "D", "no"], ["E", "D", "E", "sí"], *TABLE]
    report = import_rows(rows(*lines), scheme)
    assert sorted(refusals(report)) == ["B", "C", "D", "E"]
    assert report.created == ["A", "A1", "A11"]


def test_codes_are_opaque_and_kept_as_they_are(scheme):
    import_rows(rows(["10.2/α", "", "Estranya", "no"], ["007", "10.2/α", "Zero", "sí"]), scheme)
    assert set(ClassificationNode.objects.values_list("code", flat=True)) == {"10.2/α", "007"}


def test_an_empty_class_may_be_corrected_but_one_in_use_keeps_its_name(scheme):
    import_rows(rows(*TABLE), scheme)
    make_document(node=ClassificationNode.objects.get(code="A11"))
    lines = [
        ["A", "", "Govern", "no"],
        ["A1", "A", "Plenari", "no"],
        ["A11", "A1", "Actes", "sí"],
        ["A12", "A1", "Nova", "sí"],
    ]
    report = import_rows(rows(*lines), scheme)
    assert refusals(report) == {"A1": 3, "A11": 4}
    assert report.created == ["A12"]
    again = import_rows(rows(["A12", "A1", "Corregida", "sí"]), scheme)
    assert again.updated == ["A12"]
    assert sorted(again.absent) == ["A", "A1", "A11"]


def test_a_class_is_closed_and_mapped_to_its_successor_never_deleted(scheme):
    headings = [*HEADINGS, "valid_to", "successor"]
    import_rows(rows(*TABLE), scheme)
    report = import_rows(
        rows(
            ["A11", "A1", "Actes del Ple", "sí", "31/12/2026", "A12"],
            ["A12", "A1", "Actes i enregistraments", "sí", "", ""],
            headings=headings,
        ),
        scheme,
    )
    closed = ClassificationNode.objects.select_related("successor").get(code="A11")
    assert report.closed == ["A11"]
    assert (closed.valid_to, closed.successor.code) == (date(2026, 12, 31), "A12")


def test_classes_absent_from_the_table_are_closed_only_when_asked(scheme):
    import_rows(rows(*TABLE), scheme)
    import_rows(rows(*TABLE[:2]), scheme)
    assert ClassificationNode.objects.open().filter(code="A11").exists()
    assert import_rows(rows(*TABLE[:2]), scheme, close_absent=True).closed == ["A11"]


def test_a_rehearsal_says_all_and_changes_nothing(scheme):
    scopes = Scope.objects.count()
    assert import_rows(rows(*TABLE), scheme, dry_run=True).created == ["A", "A1", "A11"]
    assert ClassificationNode.objects.count() == 0
    assert Scope.objects.count() == scopes


def test_two_thousand_classes_cost_queries_by_levels_not_by_rows(scheme, django_assert_max_num_queries):
    lines = [["A", "", "Arrel", "no"], *([f"A{n}", "A", f"Sèrie {n}", "sí"] for n in range(2000))]
    with django_assert_max_num_queries(60):
        assert len(import_rows(rows(*lines), scheme).created) == 2001


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_is_read_however_the_spreadsheet_wrote_it(tmp_path, delimiter, encoding):
    text = StringIO()
    csv.writer(text, delimiter=delimiter).writerows(
        [["Codi", "Pare", "Títol", "Sèrie"], ["1028", "", "Llicències, obres", "sí"]]
    )
    file = tmp_path / "quadre.csv"
    file.write_bytes(text.getvalue().encode(encoding))
    assert read_table(file) == [Row(line=2, code="1028", title="Llicències, obres", parent="", is_series="sí")]


def test_xlsx_codes_kept_as_numbers_come_out_as_codes(tmp_path):
    book = Workbook()
    book.active.append(["code", "parent", "title", "is_series", "valid_from"])
    book.active.append([1028, None, "Actes", True, date(2026, 1, 1)])
    book.active.append([None, None, None, None, None])
    book.save(tmp_path / "quadre.xlsx")
    (row,) = read_table(tmp_path / "quadre.xlsx")
    assert (row.code, row.is_series, row.valid_from.year) == ("1028", True, 2026)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("quadre.csv", b""),
        ("quadre.csv", b"a,b\n1,2\n"),
        ("quadre.xlsx", b"no es un full"),
        ("q.csv", b"PK\x03\x04\0\0\0"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableTable):
        read_table(tmp_path / name)


def test_the_command_reports_each_refused_row_and_rehearses(town, tmp_path, capsys):
    file = tmp_path / "quadre.csv"
    file.write_text("code,parent,title,is_series\nA,,Govern,no\nB,ZZ,Perduda,no\n", encoding="utf-8")
    call_command("import_classification", file, "--dry-run")
    assert ClassificationNode.objects.count() == 0
    call_command("import_classification", file)
    told = capsys.readouterr().out
    assert "ZZ" in told
    assert list(ClassificationNode.objects.values_list("code", flat=True)) == ["A"]


def test_the_command_says_when_the_file_is_not_there(town, tmp_path):
    with pytest.raises(CommandError):
        call_command("import_classification", tmp_path / "no.csv")
