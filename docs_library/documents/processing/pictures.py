"""Pictures of pages, made when first asked for and kept in the storage `derived`: they can be made again."""

from io import BytesIO
from typing import BinaryIO, cast

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from PIL import Image, ImageOps

from docs_library.documents import blobs
from docs_library.documents.inspection import Family, kind_of
from docs_library.documents.models import Blob, DocumentVersion
from docs_library.documents.processing import pdfium

# The only widths there are: nobody can make the machine draw without end.
WIDTHS = (240, 900, 1600)
MAX_PIXELS = 8_000_000


class NoPicture(Exception):
    """This version has no such page, or nothing here can draw it."""


def derived() -> Storage:
    return storages["derived"]


def rendition_path(blob: Blob) -> str:
    return f"renditions/{blob.sha256[:2]}/{blob.sha256}.pdf"


def picture_path(blob: Blob, number: int, width: int) -> str:
    return f"pages/{blob.sha256[:2]}/{blob.sha256}/{number}-{width}.webp"


def page_picture(version: DocumentVersion, number: int, width: int) -> bytes:
    """The page as WEBP, from the store or drawn now."""
    if width not in WIDTHS or not 1 <= number <= version.page_count:
        raise NoPicture
    path = picture_path(version.blob, number, width)
    if derived().exists(path):
        with derived().open(path, "rb") as drawn:
            return drawn.read()
    content = draw(version, number, width)
    keep(path, content)
    return content


def keep(path: str, content: bytes) -> None:
    """Put something in `derived`; when two made it at once, one copy stays."""
    saved = derived().save(path, ContentFile(content))
    if saved != path:
        derived().delete(saved)


def draw(version: DocumentVersion, number: int, width: int) -> bytes:
    if kind_of(version.filename).family is Family.IMAGE:
        image = _frame(version.blob, number, width)
    else:
        image = _pdf_page(version, number, width)
    out = BytesIO()
    image.save(out, "WEBP", quality=80, method=3)
    return out.getvalue()


def shown_pdf(version: DocumentVersion) -> BinaryIO:
    """The PDF whose pages are this version's pages: its own bytes or the rendition."""
    if kind_of(version.filename).family is Family.PDF:
        return blobs.open_blob(version.blob)
    return cast(BinaryIO, derived().open(rendition_path(version.blob), "rb"))


def _pdf_page(version: DocumentVersion, number: int, width: int) -> Image.Image:
    with shown_pdf(version) as source, pdfium.opened(source) as document:
        page = document[number - 1]
        page_width, page_height = page.get_size()
        image = page.render(scale=scale_for(page_width, page_height, width)).to_pil().convert("RGB")
    # The library rounds up: the last column of dots may be one too many.
    return image.crop((0, 0, min(image.width, width), image.height))


def scale_for(page_width: float, page_height: float, width: int) -> float:
    """How much to enlarge a page to that width without passing the limit of pixels, however long it is."""
    page_width, page_height = max(page_width, 1), max(page_height, 1)
    scale = width / page_width
    pixels = page_width * page_height * scale * scale
    return scale if pixels <= MAX_PIXELS else scale * (MAX_PIXELS / pixels) ** 0.5


def _frame(blob: Blob, number: int, width: int) -> Image.Image:
    with blobs.open_blob(blob) as source, Image.open(source, formats=["PNG", "JPEG", "TIFF"]) as image:
        # JPEG can be read smaller than it is, which spares most of the memory.
        image.draft("RGB", (width, width * 2))
        image.seek(number - 1)
        upright = ImageOps.exif_transpose(image)
        scale = scale_for(upright.width, upright.height, min(width, upright.width))
        size = max(1, round(upright.width * scale)), max(1, round(upright.height * scale))
        return upright.convert("RGB").resize(size, Image.Resampling.LANCZOS)
