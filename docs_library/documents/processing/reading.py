"""What can be read and shown of a version: its pages and states, found without writing anything."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageOps

from docs_library.documents import blobs
from docs_library.documents.inspection import Family, kind_of
from docs_library.documents.models import DocumentVersion
from docs_library.documents.processing import ocr, pdfium, rendition, text
from docs_library.documents.processing.pictures import derived, rendition_path, shown_pdf

TextState, PreviewState = DocumentVersion.TextState, DocumentVersion.PreviewState


@dataclass(frozen=True)
class PageRead:
    text: str
    is_ocr: bool = False
    words: list[ocr.WordBox] = field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    """Everything that processing finds out about a version."""

    text_state: str
    preview_state: str
    pages: list[PageRead] = field(default_factory=list)
    page_count: int = 0
    has_rendition: bool = False


FAILED = Reading(TextState.FAILED, PreviewState.FAILED)


def read(version: DocumentVersion) -> Reading:
    """All that the programs present here can find, slow ones included."""
    family = kind_of(version.filename).family
    if family is Family.PDF:
        return _read_pdf(version)
    if family is Family.IMAGE:
        return _read_image(version)
    return _read_rendered(version) if derived().exists(rendition_path(version.blob)) else _read_plainly(version)


def own_text(version: DocumentVersion) -> list[PageRead]:
    """The text of an office or text file from the file itself."""
    kind = kind_of(version.filename)
    with blobs.open_blob(version.blob) as source:
        if kind.family is Family.TEXT:
            pages = text.plain_pages(source)
        else:
            pages = text.office_pages(source, kind.extension)
    return [PageRead(page) for page in pages]


def text_layers(version: DocumentVersion) -> list[PageRead]:
    """The text that the pages of a PDF carry, pictures not looked at."""
    with shown_pdf(version) as source:
        return [PageRead(page) for page in text.pdf_pages(source)]


def has_words(pages: list[PageRead]) -> bool:
    return any(page.text for page in pages)


def _read_pdf(version: DocumentVersion) -> Reading:
    pages = text_layers(version)
    if ocr.can_read():
        pages = _with_ocr(pages, _pdf_scans(version, pages))
    return Reading(_text_state(pages), PreviewState.READY, pages, len(pages))


def _read_image(version: DocumentVersion) -> Reading:
    pages = [PageRead("")] * max(version.page_count, 1)
    if ocr.can_read():
        pages = _with_ocr(pages, _image_scans(version))
    return Reading(_text_state(pages), PreviewState.READY, pages, len(pages))


def _read_rendered(version: DocumentVersion) -> Reading:
    pages = text_layers(version)
    if not has_words(pages):
        pages = own_text(version)[:1] + pages[1:]
    state = TextState.READY if has_words(pages) else TextState.NO_TEXT
    return Reading(state, PreviewState.READY, pages, len(pages), has_rendition=True)


def _read_plainly(version: DocumentVersion) -> Reading:
    """Without a rendition: the words are there, the pages are not."""
    pages = own_text(version)
    preview = PreviewState.FAILED if rendition.can_render() else PreviewState.NO_PROGRAM
    return Reading(TextState.READY if has_words(pages) else TextState.NO_TEXT, preview, pages)


def _text_state(pages: list[PageRead]) -> str:
    if has_words(pages):
        return TextState.READY
    return TextState.NO_TEXT if ocr.can_read() else TextState.NO_PROGRAM


def _with_ocr(pages: list[PageRead], scans: Iterator[tuple[int, Image.Image]]) -> list[PageRead]:
    """The same pages, the wordless ones read from their picture."""
    found = list(pages)
    with TemporaryDirectory(prefix="casagran-ocr-") as name:
        for index, image in scans:
            scan = ocr.read_image(image, Path(name))
            found[index] = PageRead(scan.text, is_ocr=bool(scan.text), words=scan.words)
    return found


def _pdf_scans(version: DocumentVersion, pages: list[PageRead]) -> Iterator[tuple[int, Image.Image]]:
    """Pictures of the wordless pages. The library is let go between pages, so that nobody waits for the OCR."""
    for index in [number for number, page in enumerate(pages) if not page.text][: ocr.MAX_PAGES]:
        with shown_pdf(version) as source, pdfium.opened(source) as document:
            page = document[index]
            scale = min(ocr.DOTS_PER_INCH / 72, ocr.MAX_SIDE / max(*page.get_size(), 1))
            image = page.render(scale=scale, grayscale=True).to_pil()
        yield index, image


def _image_scans(version: DocumentVersion) -> Iterator[tuple[int, Image.Image]]:
    with blobs.open_blob(version.blob) as source, Image.open(source, formats=["PNG", "JPEG", "TIFF"]) as image:
        for index in range(min(getattr(image, "n_frames", 1), ocr.MAX_PAGES, max(version.page_count, 1))):
            image.seek(index)
            yield index, ImageOps.exif_transpose(image)
