"""Reading a classification table from a file: CSV or XLSX, headings in Catalan, Spanish or English."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MAX_ROWS = 20_000
HEADINGS = {
    "code": {"code", "codi", "código", "codigo"},
    "parent": {"parent", "pare", "codi pare", "padre", "código padre", "parent code"},
    "title": {"title", "títol", "titol", "nom", "título", "titulo", "denominació", "denominación"},
    "is_series": {"is_series", "series", "sèrie", "serie", "és sèrie", "es serie"},
    "note": {"note", "nota", "observacions", "observaciones"},
    "valid_from": {"valid_from", "from", "des de", "vigent des de", "desde"},
    "valid_to": {"valid_to", "until", "fins", "vigent fins", "hasta"},
    "successor": {"successor", "successora", "substituït per", "sucesor"},
}
YES, NO = {"yes", "sí", "si", "s", "1", "true", "x", "cert"}, {"no", "n", "0", "false", "fals", ""}


class UnreadableTable(Exception):
    """The file cannot be read as a table; the message says what to do."""


@dataclass(frozen=True)
class Row:
    """One line of the table, still as words: the importer judges it."""

    line: int
    code: str
    title: str
    parent: str = ""
    is_series: str | bool = ""
    note: str = ""
    valid_from: str | date = ""
    valid_to: str | date = ""
    successor: str = ""


def read_table(path: Path) -> list[Row]:
    """The rows of a CSV or XLSX file."""
    content = path.read_bytes()
    lines = _xlsx(content) if path.suffix.lower() == ".xlsx" else _csv(content)
    return list(rows_of(lines))


def rows_of(lines: Iterable[list]) -> Iterator[Row]:
    """Rows from the lines of a table whose first line has the headings."""
    lines = iter(lines)
    columns = _columns(next(lines, []))
    for number, cells in enumerate(lines, start=2):
        if number > MAX_ROWS:
            raise UnreadableTable(_("The table has more than %(n)d rows: split it.") % {"n": MAX_ROWS})
        if any(str(cell or "").strip() for cell in cells):
            yield Row(line=number, **{name: _cell(cells, place) for name, place in columns.items()})


def as_bool(value: str | bool) -> bool:
    word = str(value).strip().lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValueError(_("“%(word)s” is neither yes nor no.") % {"word": word})


def as_date(value: str | date) -> date | None:
    """A date of a spreadsheet, 2026-03-01 or 01/03/2026; nothing when the cell is empty."""
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(value, pattern).date() if value else None
        except ValueError:
            continue
    raise ValueError(_("“%(word)s” is not a date: write it as 2026-03-01.") % {"word": value})


def _columns(headings: list) -> dict[str, int]:
    places = {str(heading or "").strip().lower(): place for place, heading in enumerate(headings)}
    found = {name: places[word] for name, words in HEADINGS.items() for word in words if word in places}
    if missing := {"code", "title"} - found.keys():
        raise UnreadableTable(
            _("The first row must have the headings of the columns; missing: %(names)s.")
            % {"names": ", ".join(sorted(missing))}
        )
    return found


def _cell(cells: list, place: int):
    value = cells[place] if place < len(cells) else ""
    if isinstance(value, date | bool):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a code such as 1028, which spreadsheets keep as a number
    return str("" if value is None else value).strip()


def _csv(content: bytes) -> Iterator[list]:
    """Comma, semicolon or tab; UTF-8 or the Western code page of old spreadsheets."""
    text = _decode(content)
    if "\0" in text:
        raise UnreadableTable(_("The file is not a table. Save it as CSV or XLSX."))
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _xlsx(content: bytes) -> Iterator[list]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise UnreadableTable(_("The file is not a spreadsheet that can be read. Save it again as XLSX.")) from error
    try:
        for cells in book.worksheets[0].iter_rows(values_only=True):
            yield list(cells)
    finally:
        book.close()
