"""Words of scanned pages and where they stand, by Tesseract in Catalan and Spanish."""

import csv
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from docs_library.documents.processing import programs
from docs_library.documents.processing.marks import UNIT
from docs_library.documents.processing.text import tidy

SECONDS_FOR_A_PAGE = 90
MAX_PAGES = 300
DOTS_PER_INCH = 300
MAX_SIDE = 5000
WORD_LEVEL = "5"

WordBox = tuple[int, int, int, int, str]


@dataclass(frozen=True)
class Scan:
    """What is written on a picture."""

    text: str = ""
    words: list[WordBox] = field(default_factory=list)
    """Left, top, right and bottom in ten thousandths of the picture, and the word."""


def can_read() -> bool:
    return bool(programs.ocr_languages())


def read_image(image: Image.Image, folder: Path) -> Scan:
    """The words in a picture; nothing where the program finds none or takes too long."""
    place, text, table = (folder / f"page.{suffix}" for suffix in ("png", "txt", "tsv"))
    picture = small_enough(image.convert("L"))
    picture.save(place, dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    program = programs.find(programs.TESSERACT) or programs.TESSERACT
    # The page is looked at once, and written down in two ways.
    command = [program, str(place), str(place.with_suffix("")), "-l", "+".join(programs.ocr_languages()), "txt", "tsv"]
    try:
        subprocess.run(  # noqa: S603 - fixed words and a name of our own
            command,
            capture_output=True,
            timeout=SECONDS_FOR_A_PAGE,
            check=False,
            # One thread: the rest of the machine serves people.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
        written = tidy(text.read_text(errors="replace"))
        return Scan(written, list(_words(table, picture.size)) if written else [])
    except (subprocess.TimeoutExpired, FileNotFoundError):
        return Scan()
    finally:
        for left in (place, text, table):
            left.unlink(missing_ok=True)


def _words(table: Path, size: tuple[int, int]) -> Iterator[WordBox]:
    width, height = size
    with table.open(errors="replace", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            word = tidy(row["text"] or "")
            if row["level"] == WORD_LEVEL and word:
                left, top = int(row["left"]), int(row["top"])
                right, bottom = left + int(row["width"]), top + int(row["height"])
                across, down = UNIT / width, UNIT / height
                yield round(left * across), round(top * down), round(right * across), round(bottom * down), word


def small_enough(image: Image.Image) -> Image.Image:
    if max(image.size) > MAX_SIDE:
        image.thumbnail((MAX_SIDE, MAX_SIDE))
    return image
