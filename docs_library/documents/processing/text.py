"""The text of a file, page by page where it has pages."""

import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from typing import BinaryIO

import docx
import openpyxl
from charset_normalizer import from_bytes
from lxml import etree
from odf import opendocument, teletype
from odf.draw import Page
from odf.namespaces import TEXTNS
from odf.table import TableRow
from odf.text import P

from docs_library.documents.processing import pdfium

# More than any page that a person wrote.
MAX_PAGE = 500_000
MAX_PAGES = 5_000
# Headings and paragraphs of an OpenDocument text.
WORDS = {(TEXTNS, "h"), (TEXTNS, "p")}
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class UnreadableFile(Exception):
    """The library of that format gave up."""


def pdf_pages(source: BinaryIO) -> list[str]:
    """The text layer of each page; empty for a page that is only a picture."""
    with pdfium.opened(source) as document:
        return [_pdf_page(document, number) for number in range(min(len(document), MAX_PAGES))]


def _pdf_page(document, number: int) -> str:
    page = document[number]
    layer = page.get_textpage()
    try:
        return tidy(layer.get_text_bounded())
    finally:
        layer.close()
        page.close()


def office_pages(source: BinaryIO, extension: str) -> list[str]:
    """The text of an office file as one page (one for each slide), without the program that lays it out."""
    try:
        return [tidy(page) for page in _OFFICE[extension](source)]
    except (ValueError, KeyError, TypeError, AttributeError, OSError, zipfile.BadZipFile, etree.LxmlError) as error:
        raise UnreadableFile(str(error)) from error


def plain_pages(source: BinaryIO) -> list[str]:
    """Plain text, whatever its encoding: old exports come in windows-1252."""
    content = source.read(MAX_PAGE * 4)
    return [tidy(decode(content))]


def decode(content: bytes) -> str:
    for encoding in ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig",):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            break
    guessed = from_bytes(content[:65536], cp_isolation=["cp1252", "latin_1", "mac_roman", "cp850"]).best()
    return content.decode(guessed.encoding if guessed else "cp1252", errors="replace")


def tidy(text: str) -> str:
    """One way of writing accents, no unprintable signs, at most two line ends together."""
    clean = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n"))
    return re.sub(r"\n{3,}", "\n\n", unicodedata.normalize("NFC", clean)).strip()[:MAX_PAGE]


def _docx(source: BinaryIO) -> list[str]:
    document = docx.Document(source)
    parts = [_docx_block(block) for block in document.iter_inner_content()]
    edges = [part for section in document.sections for part in (section.header, section.footer)]
    parts += [paragraph.text for edge in edges if not edge.is_linked_to_previous for paragraph in edge.paragraphs]
    return ["\n".join(parts)]


def _docx_block(block) -> str:
    """A paragraph, or a table row by row; merged cells speak once."""
    if not hasattr(block, "rows"):
        return block.text
    return "\n".join("\t".join(dict.fromkeys(cell.text for cell in row.cells)) for row in block.rows)


def _odf_text(source: BinaryIO) -> list[str]:
    body = opendocument.load(source).body
    return ["\n".join(teletype.extractText(part) for part in _in_order(body, WORDS))]


def _ods(source: BinaryIO) -> list[str]:
    body = opendocument.load(source).body
    return ["\n".join(teletype.extractText(row) for row in body.getElementsByType(TableRow))]


def _odp(source: BinaryIO) -> list[str]:
    slides = opendocument.load(source).body.getElementsByType(Page)
    return ["\n".join(teletype.extractText(part) for part in slide.getElementsByType(P)) for slide in slides]


def _in_order(element, wanted: set) -> Iterable:
    """Headings and paragraphs as they are read; what is inside one belongs to it."""
    for child in element.childNodes:
        if getattr(child, "qname", None) in wanted:
            yield child
        elif child.hasChildNodes():
            yield from _in_order(child, wanted)


def _xlsx(source: BinaryIO) -> list[str]:
    book = openpyxl.load_workbook(source, read_only=True, data_only=True)
    try:
        return ["\n".join(line for sheet in book.worksheets for line in _sheet_lines(sheet))]
    finally:
        book.close()


def _sheet_lines(sheet) -> Iterable[str]:
    yield sheet.title
    length = 0
    for row in sheet.iter_rows(values_only=True):
        line = "\t".join(str(value) for value in row if value is not None)
        length += len(line)
        if line:
            yield line
        if length > MAX_PAGE:
            return


def _pptx(source: BinaryIO) -> list[str]:
    with zipfile.ZipFile(source) as archive:
        slides = (re.fullmatch(r"ppt/slides/slide(\d+)\.xml", name) for name in archive.namelist())
        ordered = sorted((found for found in slides if found), key=lambda found: int(found[1]))
        return [_slide_text(archive.read(found[0])) for found in ordered]


def _slide_text(content: bytes) -> str:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    words = etree.fromstring(content, parser).iter("{http://schemas.openxmlformats.org/drawingml/2006/main}t")
    return "\n".join(word.text or "" for word in words)


_OFFICE: dict[str, Callable[[BinaryIO], list[str]]] = {
    "docx": _docx,
    "odt": _odf_text,
    "ods": _ods,
    "odp": _odp,
    "xlsx": _xlsx,
    "pptx": _pptx,
}
