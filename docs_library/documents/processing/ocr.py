"""Words of scanned pages, by Tesseract in Catalan and Spanish."""

import os
import subprocess
from pathlib import Path

from PIL import Image

from docs_library.documents.processing import programs
from docs_library.documents.processing.text import tidy

SECONDS_FOR_A_PAGE = 90
MAX_PAGES = 300
DOTS_PER_INCH = 300
MAX_SIDE = 5000


def can_read() -> bool:
    return bool(programs.ocr_languages())


def read_image(image: Image.Image, folder: Path) -> str:
    """The words in a picture; nothing where the program finds none or takes too long."""
    place = folder / "page.png"
    small_enough(image.convert("L")).save(place, dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    program = programs.find(programs.TESSERACT) or programs.TESSERACT
    command = [program, str(place), "stdout", "-l", "+".join(programs.ocr_languages())]
    try:
        done = subprocess.run(  # noqa: S603 - fixed words and a name of our own
            command,
            capture_output=True,
            timeout=SECONDS_FOR_A_PAGE,
            check=False,
            # One thread: the rest of the machine serves people.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired:
        return ""
    finally:
        place.unlink(missing_ok=True)
    return tidy(done.stdout.decode(errors="replace"))


def small_enough(image: Image.Image) -> Image.Image:
    if max(image.size) > MAX_SIDE:
        image.thumbnail((MAX_SIDE, MAX_SIDE))
    return image
