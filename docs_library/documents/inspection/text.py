"""Plain text: no other kind of file under a text's name."""

from typing import BinaryIO

import filetype

from docs_library.documents.inspection.kinds import Kind
from docs_library.documents.refusals import WrongContent

SAMPLE = 64 * 1024
UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Tab, line feed, form feed, carriage return; the rest below 32 belongs to programs.
BINARY = bytes(sign for sign in range(32) if sign not in b"\t\n\f\r\x1b")


def inspect(stream: BinaryIO, kind: Kind) -> tuple[int, bool]:
    sample = stream.read(SAMPLE)
    if filetype.guess(sample) is not None or sample.startswith((b"%PDF-", b"PK", b"MZ", b"\x7fELF")):
        raise WrongContent(extension=kind.extension)
    if not sample.startswith(UTF16) and len(sample.translate(None, BINARY)) < len(sample):
        raise WrongContent(extension=kind.extension)
    return 0, False
