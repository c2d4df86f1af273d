"""Programs of the machine that the pipeline uses when they are there. An absent one is a visible state, not a gap."""

import re
import shutil
import subprocess
from functools import lru_cache

SOFFICE, TESSERACT = "soffice", "tesseract"
LANGUAGES = ("cat", "spa")


def find(name: str) -> str | None:
    """Where the program is, or None. Asked each time: somebody may install it meanwhile."""
    return shutil.which(name)


def ocr_languages() -> list[str]:
    """Which of our languages the OCR program can read."""
    place = find(TESSERACT)
    return [code for code in LANGUAGES if code in _languages(place)] if place else []


def report() -> dict[str, dict]:
    """What is here, for the health page."""
    return {
        SOFFICE: {"present": bool(find(SOFFICE)), "version": version(SOFFICE)},
        TESSERACT: {
            "present": bool(find(TESSERACT)),
            "version": version(TESSERACT),
            "languages": ocr_languages(),
        },
    }


def version(name: str) -> str:
    place = find(name)
    found = re.search(r"\d+(\.\d+)+", _output(place, "--version")) if place else None
    return found[0] if found else ""


def _languages(place: str) -> list[str]:
    return _output(place, "--list-langs").split()


@lru_cache(maxsize=8)
def _output(place: str, option: str) -> str:
    try:
        done = subprocess.run([place, option], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout or done.stderr
