"""Names of uploaded files: one form of writing (NFC), no path, nothing invisible, at most 255 bytes."""

import re
import unicodedata
from pathlib import PurePosixPath

MAX_BYTES = 255
NAMELESS = "document"
# Control, format (a right-to-left mark hides the real extension), private, lone surrogates, unassigned.
INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}


def clean_filename(raw: str) -> str:
    """The name as it is kept and shown. Cleaning a clean name changes nothing."""
    visible = "".join(sign for sign in raw if unicodedata.category(sign) not in INVISIBLE)
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", visible))[-1]
    name = " ".join(last.split()).strip(". ")
    return _shorten(name) or NAMELESS


def extension(filename: str) -> str:
    """Without the dot, in small letters."""
    return PurePosixPath(filename).suffix[1:].lower()


def title_from(filename: str) -> str:
    """The name without its extension, with spaces where people wrote underscores for want of them."""
    stem = PurePosixPath(filename).stem
    spaced = stem if " " in stem else stem.replace("_", " ")
    return " ".join(spaced.split()) or NAMELESS


def _shorten(name: str) -> str:
    if len(name.encode()) <= MAX_BYTES:
        return name
    suffix = PurePosixPath(name).suffix
    if len(suffix.encode()) > 16:
        suffix = ""
    room = MAX_BYTES - len(suffix.encode())
    stem = name[: len(name) - len(suffix)].encode()[:room].decode(errors="ignore")
    return stem.strip(". ") + suffix
