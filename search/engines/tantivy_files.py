"""Whether the bytes of an index are those that were written: tantivy ends each file with a checksum of it.

Layout: the content, a JSON footer with `crc` (CRC-32 of the content), the length of that footer and a magic number,
both as 32-bit little-endian integers.
"""

import json
import struct
import zlib
from pathlib import Path

SEGMENT_SUFFIXES = (".idx", ".pos", ".term", ".store", ".fast", ".fieldnorm")
TRAILER = struct.Struct("<II")
BLOCK = 1 << 20


def damaged_file(generation: Path) -> str:
    """Name of the first live file whose content is not what was written; empty if all are."""
    try:
        segments = json.loads((generation / "meta.json").read_text(encoding="utf-8"))["segments"]
    except (OSError, ValueError, KeyError):
        return "meta.json"
    names = (segment["segment_id"].replace("-", "") for segment in segments)
    files = (generation / f"{name}{suffix}" for name in names for suffix in SEGMENT_SUFFIXES)
    return next((path.name for path in files if not _is_intact(path)), "")


def _is_intact(path: Path) -> bool:
    try:
        content_length, crc = _footer(path)
        return _crc_of(path, content_length) == crc
    except (OSError, ValueError, KeyError, struct.error):
        return False


def _footer(path: Path) -> tuple[int, int]:
    with path.open("rb") as file:
        file.seek(-TRAILER.size, 2)
        end = file.tell()
        footer_length, _magic = TRAILER.unpack(file.read(TRAILER.size))
        file.seek(end - footer_length)
        return end - footer_length, json.loads(file.read(footer_length))["crc"]


def _crc_of(path: Path, length: int) -> int:
    crc = 0
    with path.open("rb") as file:
        while length > 0 and (block := file.read(min(BLOCK, length))):
            crc = zlib.crc32(block, crc)
            length -= len(block)
    return crc
