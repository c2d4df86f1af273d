"""What is this file? Its name and its content must say the same, and neither may harm who opens it.

No Django model is touched here: bytes in, a verdict or a refusal out.
"""

from dataclasses import dataclass
from typing import BinaryIO

from docs_library.documents.filenames import clean_filename
from docs_library.documents.inspection import images, office, pdf, text
from docs_library.documents.inspection.kinds import ACCEPT, KINDS, Family, Kind, kind_of
from docs_library.documents.refusals import EmptyFile, TooLarge

__all__ = ["ACCEPT", "KINDS", "Family", "Inspected", "Kind", "inspect", "kind_of"]

_INSPECTORS = {
    Family.PDF: pdf.inspect,
    Family.OFFICE: office.inspect,
    Family.IMAGE: images.inspect,
    Family.TEXT: text.inspect,
}


@dataclass(frozen=True)
class Inspected:
    """A file that may be kept. `pages` is 0 where only a rendition will tell."""

    filename: str
    kind: Kind
    size: int
    pages: int = 0
    is_quarantined: bool = False


def inspect(stream: BinaryIO, filename: str, *, max_bytes: int) -> Inspected:
    """Look at a file that somebody wants kept; raises a `Refusal` with its sentence where it may not be."""
    name = clean_filename(filename)
    kind = kind_of(name)
    size = _size(stream)
    if size == 0:
        raise EmptyFile
    if size > max_bytes:
        raise TooLarge(limit=max_bytes // (1024 * 1024))
    stream.seek(0)
    pages, is_quarantined = _INSPECTORS[kind.family](stream, kind)
    stream.seek(0)
    return Inspected(name, kind, size, pages, is_quarantined)


def _size(stream: BinaryIO) -> int:
    return stream.seek(0, 2)
