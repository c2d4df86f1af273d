"""Parts of a file (RFC 9110 §14): one range at a time, which is what PDF viewers ask for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
PIECE = 64 * 1024


class Unsatisfiable(Exception):
    """The range begins after the end."""


@dataclass(frozen=True)
class Part:
    start: int
    length: int
    size: int

    @property
    def content_range(self) -> str:
        return f"bytes {self.start}-{self.start + self.length - 1}/{self.size}"


class PartReader:
    """The bytes of a part, in pieces; closing it closes the file, read or not."""

    def __init__(self, source: BinaryIO, part: Part) -> None:
        self.source, self.part = source, part

    def __iter__(self) -> Iterator[bytes]:
        self.source.seek(self.part.start)
        left = self.part.length
        while left and (piece := self.source.read(min(PIECE, left))):
            left -= len(piece)
            yield piece

    def close(self) -> None:
        self.source.close()


def parse(header: str, size: int) -> Part | None:
    """The part asked for, or None where the whole file is the answer: no range, several, or none that makes sense."""
    found = _ONE_RANGE.fullmatch(header.replace(" ", ""))
    if found is None or not (found[1] or found[2]):
        return None
    return _from_end(int(found[2]), size) if not found[1] else _from_start(int(found[1]), found[2], size)


def _from_end(length: int, size: int) -> Part:
    if length == 0 or size == 0:
        raise Unsatisfiable
    start = max(size - length, 0)
    return Part(start, size - start, size)


def _from_start(start: int, last: str, size: int) -> Part | None:
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return Part(start, end - start + 1, size)
