"""PDFium, one at a time: the library is not safe in threads, and the house serves and works in one process."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import BinaryIO

import pypdfium2

_LOCK = RLock()


class UnreadablePdf(Exception):
    """PDFium cannot open it, or a page of it."""


@contextmanager
def opened(source: BinaryIO) -> Iterator[pypdfium2.PdfDocument]:
    """The document, while nobody else uses the library."""
    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(source)
        except pypdfium2.PdfiumError as error:
            raise UnreadablePdf(str(error)) from error
        try:
            yield document
        except pypdfium2.PdfiumError as error:
            raise UnreadablePdf(str(error)) from error
        finally:
            document.close()
