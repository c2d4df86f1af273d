"""PDF: it opens without a password, has pages, and whatever could act by itself is noticed.

Active content is never taken out: rewriting would break the signatures inside. The file is kept in quarantine,
shown as pictures and only ever downloaded.
"""

import re
from typing import BinaryIO

import pikepdf

from docs_library.documents.inspection.kinds import Kind
from docs_library.documents.refusals import BrokenFile, NeedsPassword, NoPages, WrongContent

ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/GoToE", "/RichMediaExecute", "/Rendition"}
ACTIVE_KEYS = {"/JS", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent"}
ACTIVE_TYPES = {"/EmbeddedFile", "/RichMedia", "/FileAttachment", "/3D"}
# A cheap look at the object as written, so that only suspects are walked through.
_SUSPECT = re.compile(
    rb"/(JavaScript|JS|Launch|ImportData|GoToE|RichMedia\w*|Rendition|EF|EmbeddedFiles?|XFA|FileAttachment|3D)\b"
)


def inspect(stream: BinaryIO, kind: Kind) -> tuple[int, bool]:
    head = stream.read(16).lstrip(b"\xef\xbb\xbf \r\n\t\x00")
    if not head.startswith(b"%PDF-"):
        raise WrongContent(extension=kind.extension)
    stream.seek(0)
    try:
        with pikepdf.open(stream, suppress_warnings=True) as opened:
            pages = len(opened.pages)
            if pages == 0:
                raise NoPages
            return pages, has_active_content(opened)
    except pikepdf.PasswordError as error:
        raise NeedsPassword from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError) as error:
        raise BrokenFile from error


def has_active_content(opened: pikepdf.Pdf) -> bool:
    """JavaScript, actions that start something, attached files: wherever they hang, compressed or not."""
    return any(_is_active(each) for each in opened.objects if _SUSPECT.search(_written(each)))


def _written(item: pikepdf.Object) -> bytes:
    if isinstance(item, pikepdf.Stream):
        return item.stream_dict.unparse()
    return item.unparse(resolved=True)


def _is_active(item: pikepdf.Object) -> bool:
    if isinstance(item, pikepdf.Stream):
        return _is_active(item.stream_dict)
    if isinstance(item, pikepdf.Dictionary):
        return _dictionary_is_active(item) or any(_is_active(value) for value in _direct(item.values()))
    if isinstance(item, pikepdf.Array):
        return any(_is_active(value) for value in _direct(item))
    return False


def _dictionary_is_active(item: pikepdf.Dictionary) -> bool:
    names = {str(item.get(key, "")) for key in ("/S", "/Type", "/Subtype")}
    return bool(names & (ACTIONS | ACTIVE_TYPES)) or not ACTIVE_KEYS.isdisjoint(item.keys())


def _direct(values):
    """What is written inside; what is only referred to is an object of its own."""
    return (each for each in values if isinstance(each, pikepdf.Object) and not each.is_indirect)
