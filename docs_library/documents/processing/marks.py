"""Where the words of a search stand on the picture of a page.

A PDF with text knows the place of every letter and is asked when the page is shown: a few milliseconds, and nothing
to keep. Of a scan the places are kept from when Tesseract read it, which takes far too long to do again.
"""

import ctypes
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium_raw

from docs_library.documents.models import DocumentVersion, PageText
from docs_library.documents.processing import pdfium
from docs_library.documents.processing.pictures import NoPicture, shown_pdf
from search.analysis import clean_text

UNIT = 10_000
"""Places are counted in ten thousandths of the width and of the height of the picture, whatever its size."""
MAX_BOXES = 500
MAX_LETTERS = 50_000
"""More than a page that can be read has; no made-up one keeps the library busy."""
# What the library puts where a word is divided at the end of a line: the word goes on below.
DIVISIONS = frozenset("\x02\ufffe\u00ad")

Finder = Callable[[str], Sequence[tuple[int, int]]]
"""Tells from where to where the words stand in a clean text, as `Highlighter.spans` does."""


class Box(NamedTuple):
    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


class Letter(NamedTuple):
    number: int
    sign: str


def find_boxes(version: DocumentVersion, number: int, finder: Finder) -> list[Box]:
    """The boxes of the words that `finder` finds on that page."""
    if version.preview_state != DocumentVersion.PreviewState.READY or not 1 <= number <= version.page_count:
        raise NoPicture
    page = PageText.objects.filter(version=version, number=number).only("is_ocr", "word_boxes").first()
    if page is None:
        return []
    if page.is_ocr:
        return list(_boxes_of_scan(page.word_boxes, finder))[:MAX_BOXES]
    return _boxes_of_pdf(version, number, finder)[:MAX_BOXES]


def _boxes_of_scan(words: Iterable[Sequence], finder: Finder) -> Iterator[Box]:
    return (Box(*place) for *place, word in words if finder(clean_text(word)))


# --- The words of a PDF --------------------------------------------------------------------------


def _boxes_of_pdf(version: DocumentVersion, number: int, finder: Finder) -> list[Box]:
    with shown_pdf(version) as source, pdfium.opened(source) as document:
        page = document[number - 1]
        layer = page.get_textpage()
        try:
            found = [letters for word in _words(layer) for letters in _wanted(word, finder)]
            return [box for letters in found for box in _lines(_box(page, layer, each) for each in letters)]
        finally:
            layer.close()
            page.close()


def _words(layer: pypdfium2.PdfTextPage) -> Iterator[list[Letter]]:
    """What stands between spaces. Letter by letter, because each must be found again by its number."""
    word: list[Letter] = []
    for number in range(min(layer.count_chars(), MAX_LETTERS)):
        sign = chr(pdfium_raw.FPDFText_GetUnicode(layer, number))
        if sign in DIVISIONS:
            continue
        if sign.isspace() or sign == "\x00":
            yield word
            word = []
        else:
            word.append(Letter(number, sign))
    yield word


def _wanted(word: list[Letter], finder: Finder) -> Iterator[list[Letter]]:
    """The letters of the word that are to be marked."""
    text = "".join(letter.sign for letter in word)
    clean = clean_text(text)
    for start, end in finder(clean):
        # Accents written apart and ligatures make another length of it: then all of the word is marked.
        yield word[start:end] if len(clean) == len(text) else word


def _box(page: pypdfium2.PdfPage, layer: pypdfium2.PdfTextPage, letter: Letter) -> Box:
    """The place of a letter on the picture, however the page is cut and turned."""
    left, bottom, right, top = layer.get_charbox(letter.number, loose=True)
    (x, y), (other_x, other_y) = _on_picture(page, left, top), _on_picture(page, right, bottom)
    return Box(min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y))


def _on_picture(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium_raw.FPDF_PageToDevice(page, 0, 0, UNIT, UNIT, 0, x, y, across, down)
    return across.value, down.value


def _lines(letters: Iterable[Box]) -> Iterator[Box]:
    """One box for the letters that stand together; a divided word has one on each line."""
    line: Box | None = None
    last: Box | None = None
    for box in letters:
        if line is None or last is None or not _beside(last, box):
            if line is not None:
                yield line
            line = box
        else:
            line = _around(line, box)
        last = box
    if line is not None:
        yield line


def _beside(last: Box, box: Box) -> bool:
    """Whether a letter follows the last one closely, in whatever direction it is written."""
    across = max(last.left, box.left) - min(last.right, box.right)
    down = max(last.top, box.top) - min(last.bottom, box.bottom)
    return max(across, down) < max(last.width, last.height)


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )
