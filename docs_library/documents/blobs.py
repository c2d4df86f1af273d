"""Bytes, stored once by their SHA-256 through the storage `default`.

A row of `Blob` is a promise that its bytes are in place, so it is written after them; a power cut in between leaves
at most a file without a row, which the next upload of the same bytes adopts.
"""

import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, default_storage

from docs_library.documents.models import Blob
from docs_library.documents.refusals import NoRoom

CHUNK = 1024 * 1024


def store(stream: BinaryIO, media_type: str) -> Blob:
    """Keep these bytes, or find them already kept. Safe when two people bring the same ones at once."""
    sha256, size = digest(stream)
    blob = Blob.objects.filter(sha256=sha256).first() or Blob(sha256=sha256, size=size, media_type=media_type)
    if not is_in_place(blob):
        _put(default_storage, blob.path, stream)
    if blob.pk is None:
        blob, _created = Blob.objects.get_or_create(sha256=sha256, defaults={"size": size, "media_type": media_type})
    return blob


def digest(stream: BinaryIO) -> tuple[str, int]:
    """SHA-256 and length, reading in pieces."""
    found, size = hashlib.sha256(), 0
    for piece in _pieces(stream):
        found.update(piece)
        size += len(piece)
    return found.hexdigest(), size


def open_blob(blob: Blob) -> BinaryIO:
    """The bytes, to read. FileNotFoundError where they are gone."""
    return cast(BinaryIO, default_storage.open(blob.path, "rb"))


def is_in_place(blob: Blob) -> bool:
    """Whether the storage has them whole; half a file cannot have the right length."""
    return default_storage.exists(blob.path) and default_storage.size(blob.path) == blob.size


def verify(blob: Blob) -> bool:
    """Read everything again: are they still the bytes that were brought?"""
    try:
        with open_blob(blob) as stream:
            return digest(stream)[0] == blob.sha256
    except FileNotFoundError:
        return False


def _put(storage: Storage, path: str, stream: BinaryIO) -> None:
    try:
        if isinstance(storage, FileSystemStorage):
            _write_then_name(Path(storage.path(path)), stream)
        else:
            _hand_over(storage, path, stream)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise NoRoom from error
        raise


def _write_then_name(place: Path, stream: BinaryIO) -> None:
    """Under a name of its own until every byte is on the disk; the real name comes in one step."""
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f".{uuid4().hex}.part")
    try:
        with unfinished.open("wb") as file:
            for piece in _pieces(stream):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        unfinished.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        unfinished.replace(place)
    finally:
        unfinished.unlink(missing_ok=True)
    _settle_folder(place.parent)


def _settle_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _hand_over(storage: Storage, path: str, stream: BinaryIO) -> None:
    """Object stores write whole objects or none. A twin that arrived first wins."""
    stream.seek(0)
    saved = storage.save(path, File(stream))
    if saved != path:
        storage.delete(saved)


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(CHUNK):
        yield piece
