"""The pipeline: what is read of a version is written down, in one transaction with the word to the search.

Everything here can be done again: a second run finds the same and replaces what the first one wrote.
"""

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from PIL import Image

from docs_library.documents import blobs
from docs_library.documents.inspection import Family, kind_of
from docs_library.documents.models import DocumentVersion, PageText
from docs_library.documents.processing import reading, rendition
from docs_library.documents.processing.pdfium import UnreadablePdf
from docs_library.documents.processing.pictures import derived, keep, rendition_path
from docs_library.documents.processing.reading import PreviewState, Reading, TextState
from docs_library.documents.processing.text import UnreadableFile, decode
from search.outbox import touch

logger = logging.getLogger(__name__)
# What a person waits for during the upload; the rest is read behind their back.
AT_ONCE_BYTES = 5 * 1024 * 1024
AT_ONCE_PAGES = 60
# Files in one call of the office program: enough to pay its start once, few enough to lose little when it falls.
CONVERT_TOGETHER = 25
GAVE_UP = (UnreadablePdf, UnreadableFile, Image.DecompressionBombError, OSError, SyntaxError, ValueError)


def read_at_once(version: DocumentVersion) -> bool:
    """Read the text that costs little, so that the upload is found by search at once. True when nothing is left."""
    if version.blob.size > AT_ONCE_BYTES or version.page_count > AT_ONCE_PAGES:
        return False
    try:
        quick, is_all = _quick_reading(version)
    except GAVE_UP:
        return False
    if quick is not None:
        write(version, quick)
    return is_all


def process_versions(version_ids: Iterable[int]) -> None:
    """Read and render these versions with every program there is; office files go to LibreOffice together."""
    wanted = list(version_ids)
    for start in range(0, len(wanted), CONVERT_TOGETHER):
        chunk = wanted[start : start + CONVERT_TOGETHER]
        versions = list(DocumentVersion.objects.filter(pk__in=chunk).select_related("blob").order_by("pk"))
        make_renditions(versions)
        for version in versions:
            write(version, _read_or_fail(version))


def make_renditions(versions: Sequence[DocumentVersion]) -> None:
    """The PDF of each office or text file that has none yet, as far as the program is here and can."""
    lacking = {version.blob: version for version in versions if _lacks_rendition(version)}
    present = [version for blob, version in lacking.items() if blobs.is_in_place(blob)]
    if not present or not rendition.can_render():
        return
    with TemporaryDirectory(prefix="casagran-render-") as name:
        folder = Path(name)
        sources = {
            _write_source(version, folder): blob for blob, version in lacking.items() if blobs.is_in_place(blob)
        }
        made = rendition.convert_to_pdf(list(sources), folder)
        if len(made) < len(sources) > 1:
            # One bad file can take the others down with it: those left over get a call of their own.
            for source in sources.keys() - made.keys():
                made |= rendition.convert_to_pdf([source], folder)
        for source, pdf in made.items():
            keep(rendition_path(sources[source]), pdf.read_bytes())


@transaction.atomic
def write(version: DocumentVersion, found: Reading) -> None:
    """Replace what was known of the version."""
    if not DocumentVersion.objects.select_for_update().filter(pk=version.pk).exists():
        return
    PageText.objects.filter(version=version.pk).delete()
    PageText.objects.bulk_create(
        (
            PageText(version_id=version.pk, number=number, text=page.text, is_ocr=page.is_ocr, word_boxes=page.words)
            for number, page in enumerate(found.pages, start=1)
            if page.text
        ),
        batch_size=500,
    )
    version.text_state, version.preview_state = found.text_state, found.preview_state
    version.page_count, version.has_rendition = found.page_count, found.has_rendition
    version.save(update_fields=["text_state", "preview_state", "page_count", "has_rendition"])
    touch("document", [version.document_id])


def _quick_reading(version: DocumentVersion) -> tuple[Reading | None, bool]:
    """What can be said now, and whether that is all there will be."""
    family = kind_of(version.filename).family
    if family is Family.IMAGE:
        return Reading(TextState.PENDING, PreviewState.READY, page_count=version.page_count), False
    if family is Family.PDF:
        return _quick_pdf(version)
    pages = reading.own_text(version)
    return Reading(TextState.READY, PreviewState.PENDING, pages) if reading.has_words(pages) else None, False


def _quick_pdf(version: DocumentVersion) -> tuple[Reading, bool]:
    pages = reading.text_layers(version)
    state = TextState.READY if reading.has_words(pages) else TextState.PENDING
    return Reading(state, PreviewState.READY, pages, len(pages)), all(page.text for page in pages)


def _read_or_fail(version: DocumentVersion) -> Reading:
    try:
        return reading.read(version)
    except GAVE_UP:
        logger.exception("Version %s (%s) could not be read.", version.pk, version.filename)
        return reading.FAILED


def _lacks_rendition(version: DocumentVersion) -> bool:
    family = kind_of(version.filename).family
    return family in {Family.OFFICE, Family.TEXT} and not derived().exists(rendition_path(version.blob))


def _write_source(version: DocumentVersion, folder: Path) -> Path:
    """The file under a name that the office program understands."""
    kind = kind_of(version.filename)
    suffix = "txt" if kind.family is Family.TEXT else kind.extension
    place = folder / f"{version.blob_id}.{suffix}"
    with blobs.open_blob(version.blob) as source:
        content = source.read()
    # The program guesses encodings; a mark at the beginning leaves nothing to guess.
    place.write_bytes(decode(content).encode("utf-8-sig") if kind.family is Family.TEXT else content)
    return place
