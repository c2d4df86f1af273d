"""The kinds of file that are kept: an allow-list of extensions, each with the one media type it is served as."""

from dataclasses import dataclass
from enum import StrEnum

from docs_library.documents.filenames import extension
from docs_library.documents.refusals import HasMacros, OldOffice, Refusal, UnknownType


class Family(StrEnum):
    """How a kind is inspected, read and shown."""

    PDF = "pdf"
    OFFICE = "office"
    IMAGE = "image"
    TEXT = "text"


@dataclass(frozen=True)
class Kind:
    extension: str
    media_type: str
    family: Family

    @property
    def opens_inline(self) -> bool:
        """What a browser shows by itself without running anything; the rest is only downloaded."""
        return self.family is Family.PDF or self.media_type in {"image/png", "image/jpeg"}


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
KINDS = {
    kind.extension: kind
    for kind in (
        Kind("pdf", "application/pdf", Family.PDF),
        Kind("docx", f"{_OOXML}wordprocessingml.document", Family.OFFICE),
        Kind("xlsx", f"{_OOXML}spreadsheetml.sheet", Family.OFFICE),
        Kind("pptx", f"{_OOXML}presentationml.presentation", Family.OFFICE),
        Kind("odt", f"{_ODF}text", Family.OFFICE),
        Kind("ods", f"{_ODF}spreadsheet", Family.OFFICE),
        Kind("odp", f"{_ODF}presentation", Family.OFFICE),
        Kind("png", "image/png", Family.IMAGE),
        Kind("jpg", "image/jpeg", Family.IMAGE),
        Kind("jpeg", "image/jpeg", Family.IMAGE),
        Kind("tif", "image/tiff", Family.IMAGE),
        Kind("tiff", "image/tiff", Family.IMAGE),
        Kind("txt", "text/plain", Family.TEXT),
        Kind("csv", "text/csv", Family.TEXT),
    )
}
ACCEPT = ",".join(f".{name}" for name in KINDS)
_WITH_MACROS = {"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm"}
_OLD = {"doc": "DOCX", "dot": "DOCX", "rtf": "DOCX", "xls": "XLSX", "ppt": "PPTX", "pps": "PPTX", "sxw": "ODT"}


def kind_of(filename: str) -> Kind:
    """The kind that a name claims, or the refusal that fits it."""
    claimed = extension(filename)
    if claimed in KINDS:
        return KINDS[claimed]
    raise _refusal_for(claimed)


def _refusal_for(claimed: str) -> Refusal:
    if claimed in _WITH_MACROS:
        return HasMacros()
    if claimed in _OLD:
        return OldOffice(instead=_OLD[claimed])
    return UnknownType(extension=f".{claimed}" if claimed else "?", accepted=", ".join(KINDS))
