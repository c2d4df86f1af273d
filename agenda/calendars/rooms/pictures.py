"""The photograph of a room: really an image, of a bearable size, without where and when it was taken."""

from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

from docs_library.documents import inspection
from docs_library.documents.inspection import Family
from docs_library.documents.refusals import WrongContent

MAX_BYTES = 20 * 1024 * 1024
WIDEST = (1600, 1200)


def made_safe(upload: UploadedFile) -> bytes:
    """The picture drawn anew as WebP: whatever else was in the file stays behind. Raises a `Refusal`."""
    found = inspection.inspect(upload.file, upload.name or "", max_bytes=MAX_BYTES)  # type: ignore[arg-type]
    if found.kind.family is not Family.IMAGE:
        raise WrongContent(extension=found.kind.extension)
    with Image.open(upload.file) as image:  # type: ignore[arg-type]
        picture = ImageOps.exif_transpose(image).convert("RGB")
    picture.thumbnail(WIDEST)
    drawn = BytesIO()
    picture.save(drawn, "WEBP", quality=82)
    return drawn.getvalue()
