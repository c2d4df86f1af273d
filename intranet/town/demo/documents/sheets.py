"""Workbooks of the town, as XLSX: tables that a clerk keeps, with their totals as formulas."""

from datetime import date, datetime, time
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from intranet.town.demo.documents.figures import FIGURES, Sheet
from intranet.town.demo.documents.frozen import freeze_archive
from intranet.town.demo.people import TOWN

HEADER_ROW = 4
HEADER_FILL = PatternFill("solid", fgColor="1D5B5F")


def render_xlsx(name: str, title: str, day: date) -> bytes:
    book = Workbook()
    book.remove(book.active)
    book.properties.title = title
    book.properties.creator = f"Ajuntament de {TOWN.name}"
    book.properties.created = datetime.combine(day, time(12))
    for sheet in FIGURES[name](day):
        _write(book.create_sheet(sheet.name), sheet)
    file = BytesIO()
    book.save(file)
    return freeze_archive(file.getvalue(), day)


def _write(page: Worksheet, sheet: Sheet) -> None:
    page["A1"] = sheet.title
    page["A1"].font = Font(bold=True, size=14, color="1D5B5F")
    page["A2"] = f"Ajuntament de {TOWN.name} · document de mostra, dades inventades"
    for column, words in enumerate(sheet.header, start=1):
        cell = page.cell(HEADER_ROW, column, words)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = HEADER_FILL
        page.column_dimensions[get_column_letter(column)].width = max(14, len(words) + 4)
    for number, row in enumerate(sheet.rows, start=HEADER_ROW + 1):
        for column, value in enumerate(row, start=1):
            _put(page, number, column, value)
    page.column_dimensions["A"].width = max(len(str(row[0])) for row in sheet.rows) + 6
    page.freeze_panes = page.cell(HEADER_ROW + 1, 1)
    _total(page, sheet)


def _put(page: Worksheet, row: int, column: int, value: object) -> None:
    cell = page.cell(row, column, value)
    if isinstance(value, float):
        cell.number_format = "#,##0.00"
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"


def _total(page: Worksheet, sheet: Sheet) -> None:
    first, last = HEADER_ROW + 1, HEADER_ROW + len(sheet.rows)
    if sheet.totals:
        page.cell(last + 1, 1, "Total").font = Font(bold=True)
    for column in sheet.totals:
        letter = get_column_letter(column + 1)
        cell = page.cell(last + 1, column + 1, f"=SUM({letter}{first}:{letter}{last})")
        cell.font = Font(bold=True)
        cell.number_format = "#,##0.00"
