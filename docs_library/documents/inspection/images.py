"""Images: really of the format they claim, and no larger unpacked than a machine can bear."""

import warnings
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from docs_library.documents.inspection.kinds import Kind
from docs_library.documents.refusals import BrokenFile, TooManyPixels, WrongContent

MAX_PIXELS = 80_000_000
MAX_FRAMES = 500
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/tiff": "TIFF"}


def inspect(stream: BinaryIO, kind: Kind) -> tuple[int, bool]:
    try:
        frames = _frames(stream, FORMATS[kind.media_type])
    except UnidentifiedImageError as error:
        raise WrongContent(extension=kind.extension) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise BrokenFile from error
    return frames, False


def _frames(stream: BinaryIO, image_format: str) -> int:
    """How many pictures there are inside, each of a bearable size."""
    with warnings.catch_warnings():
        # Pillow only warns of a bomb; our own limit below is the lower one.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(stream, formats=[image_format]) as image:
                return _count(image)
        except Image.DecompressionBombError as error:
            raise TooManyPixels(limit=MAX_PIXELS // 1_000_000) from error


def _count(image: Image.Image) -> int:
    frames = getattr(image, "n_frames", 1)
    if frames > MAX_FRAMES:
        raise TooManyPixels(limit=MAX_PIXELS // 1_000_000)
    for number in range(frames if image.format == "TIFF" else 1):
        image.seek(number)
        if image.width * image.height > MAX_PIXELS:
            raise TooManyPixels(limit=MAX_PIXELS // 1_000_000)
    if image.format == "PNG":
        image.verify()
    return frames if image.format == "TIFF" else 1
