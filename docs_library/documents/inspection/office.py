"""Office files are archives: counted, measured and read in their heart before any program opens them."""

import stat
import zipfile
import zlib
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO

from lxml import etree

from docs_library.documents.inspection.kinds import Kind
from docs_library.documents.refusals import (
    Bomb,
    BrokenFile,
    HasMacros,
    NeedsPassword,
    UnsafeArchive,
    WrongContent,
)

MAX_ENTRIES = 10_000
MAX_UNPACKED = 500 * 1024 * 1024
MAX_RATIO = 200
# Below this size a high ratio is an empty sheet, not an attack.
RATIO_MATTERS_FROM = 20 * 1024 * 1024
# All sums are checked up to here; past it only the heart of the document.
CHECK_ALL_UP_TO = 32 * 1024 * 1024
# A password turns an OOXML file into this container.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What the archive reader raises on nonsense.
GIVE_UP = (KeyError, EOFError, OSError, NotImplementedError, ValueError)
HEART = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "odt": "content.xml",
    "ods": "content.xml",
    "odp": "content.xml",
}


def inspect(stream: BinaryIO, kind: Kind) -> tuple[int, bool]:
    if stream.read(8) == OLE:
        raise NeedsPassword
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            _measure(archive.infolist(), stream.seek(0, 2))
            _check_contents(archive, kind)
    except zipfile.BadZipFile as error:
        raise _not_an_archive(stream, kind) from error
    except (etree.XMLSyntaxError, zlib.error, *GIVE_UP) as error:
        raise BrokenFile from error
    return 0, False


def _not_an_archive(stream: BinaryIO, kind: Kind) -> Exception:
    stream.seek(0)
    if stream.read(2) == b"PK":
        return BrokenFile()
    return WrongContent(extension=kind.extension)


def _measure(entries: list[zipfile.ZipInfo], archive_size: int) -> None:
    """Everything that can be known before anything is unpacked."""
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED:
        raise Bomb
    # Entries that share the same packed bytes add up to more than there is.
    if packed > archive_size:
        raise Bomb
    if unpacked > RATIO_MATTERS_FROM and unpacked > MAX_RATIO * archive_size:
        raise Bomb
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names) or any(_is_unsafe(entry) for entry in entries):
        raise UnsafeArchive
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise NeedsPassword


def _is_unsafe(entry: zipfile.ZipInfo) -> bool:
    # `orig_filename`: the reader already hides what follows a zero byte.
    name = entry.orig_filename
    paths = PurePosixPath(name), PureWindowsPath(name)
    outside = any(path.is_absolute() or path.drive or ".." in path.parts for path in paths)
    return outside or "\\" in name or "\x00" in name or stat.S_ISLNK(entry.external_attr >> 16)


def _check_contents(archive: zipfile.ZipFile, kind: Kind) -> None:
    names = set(archive.namelist())
    _check_kind(archive, names, kind)
    if any(_is_macro(name) for name in names):
        raise HasMacros
    if sum(entry.file_size for entry in archive.infolist()) <= CHECK_ALL_UP_TO and archive.testzip():
        raise BrokenFile
    _check_heart(archive.read(HEART[kind.extension]))


def _check_kind(archive: zipfile.ZipFile, names: set[str], kind: Kind) -> None:
    if kind.extension.startswith("od"):
        _check_open_document(archive, names, kind)
    elif "[Content_Types].xml" not in names:
        raise WrongContent(extension=kind.extension)
    else:
        declared = archive.read("[Content_Types].xml")
        if b"macroEnabled" in declared:
            raise HasMacros
        if HEART[kind.extension] not in names or kind.media_type.encode() not in declared:
            raise WrongContent(extension=kind.extension)


def _check_open_document(archive: zipfile.ZipFile, names: set[str], kind: Kind) -> None:
    if "mimetype" not in names or archive.read("mimetype").strip() != kind.media_type.encode():
        raise WrongContent(extension=kind.extension)
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise NeedsPassword


def _is_macro(name: str) -> bool:
    return name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/"))


def _check_heart(content: bytes) -> None:
    """The main part is well formed and defines no entities of its own: neither standard lets it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    if etree.fromstring(content, parser).getroottree().docinfo.internalDTD is not None:
        raise BrokenFile
