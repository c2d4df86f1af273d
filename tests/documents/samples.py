"""Real files of every kind, good and bad, made where the tests need them."""

import io
import zipfile

import docx
import openpyxl
import pikepdf
from odf.draw import Frame
from odf.draw import Image as LinkedPicture
from odf.opendocument import OpenDocumentText
from odf.text import H, P
from PIL import Image, ImageDraw, ImageFont

from tests.factories import make_pdf

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
WORD_XML = "<document/>"


def make_docx(*paragraphs: str) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    for words in paragraphs or ("Text del document",):
        document.add_paragraph(words)
    document.save(out)
    return out.getvalue()


def make_odt(*paragraphs: str) -> bytes:
    document, out = OpenDocumentText(), io.BytesIO()
    document.text.addElement(H(outlinelevel=1, text=paragraphs[0]))
    for words in paragraphs[1:]:
        document.text.addElement(P(text=words))
    document.save(out)
    return out.getvalue()


def make_xlsx(*rows: tuple) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def make_image(words: str = "", *, size: tuple[int, int] = (1240, 400), image_format: str = "PNG") -> bytes:
    image, out = Image.new("L", size, 255), io.BytesIO()
    ImageDraw.Draw(image).text((60, 120), words, fill=0, font=ImageFont.load_default(72))
    image.save(out, image_format)
    return out.getvalue()


def make_scan(*pages: str) -> bytes:
    """A PDF whose pages are pictures of words."""
    images = [Image.open(io.BytesIO(make_image(words))).convert("RGB") for words in pages]
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=150)
    return out.getvalue()


def edit_pdf(change, **save) -> bytes:
    """A PDF after `change(pdf)`."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(make_pdf(("Pàgina",)))) as pdf:
        change(pdf)
        pdf.save(out, **save)
    return out.getvalue()


def make_pdf_with_javascript() -> bytes:
    script = {"/S": pikepdf.Name.JavaScript, "/JS": pikepdf.String("app.alert(1)")}
    return edit_pdf(
        lambda pdf: pdf.Root.__setitem__("/OpenAction", pikepdf.Dictionary(script)),
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )


def make_pdf_that_launches() -> bytes:
    """The action hangs from a link deep in an annotation, not from the document."""

    def add_link(pdf: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary({"/S": pikepdf.Name.Launch, "/F": pikepdf.String("calc.exe")})
        pdf.pages[0].Annots = pikepdf.Array(
            [pikepdf.Dictionary({"/Type": pikepdf.Name.Annot, "/Subtype": pikepdf.Name.Link, "/A": action})]
        )

    return edit_pdf(add_link)


def make_pdf_with_attachment() -> bytes:
    return edit_pdf(lambda pdf: pdf.attachments.__setitem__("nota.txt", pikepdf.AttachedFileSpec(pdf, b"hola")))


def make_pdf_with_goto() -> bytes:
    """Opens on a given page: an action, and a harmless one, with a title that only names the dangerous."""

    def open_on_page(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])
        pdf.docinfo["/Title"] = pikepdf.String("Curs de /JavaScript i /Launch")

    return edit_pdf(open_on_page)


def make_locked_pdf(*, user: str = "secret") -> bytes:
    return edit_pdf(lambda pdf: None, encryption=pikepdf.Encryption(owner="amo", user=user))


def make_pdf_without_pages() -> bytes:
    out = io.BytesIO()
    pikepdf.new().save(out)
    return out.getvalue()


def make_zip(entries: dict[str, bytes | str], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=compression)
    return out.getvalue()


def make_word_archive(**extra: bytes | str) -> bytes:
    """The least that counts as a DOCX, and whatever else an attacker packs into it."""
    return make_zip({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": WORD_XML, **extra})


def make_bomb() -> bytes:
    return make_word_archive(**{"word/media/zero.bin": bytes(30 * 1024 * 1024)})


def make_symlink_archive() -> bytes:
    out = io.BytesIO(make_word_archive())
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("word/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def cut(content: bytes) -> bytes:
    """The first half: a copy that broke off."""
    return content[: len(content) // 2]


def damage(content: bytes) -> bytes:
    """The same length with a few other bytes in the middle."""
    middle = len(content) // 2
    return content[:middle] + bytes(64) + content[middle + 64 :]


def make_docx_with_remote_picture(address: str) -> bytes:
    """Word's "link to file": the picture is elsewhere, and whoever opens the document fetches it."""
    document, out = docx.Document(), io.BytesIO()
    run = document.add_paragraph("Abans ").add_run()
    run.add_picture(io.BytesIO(make_image("x", size=(40, 40))))
    relation = next(each for each in document.part.rels.values() if each.reltype.endswith("/image"))
    relation._is_external, relation._target = True, address
    blip = next(document.element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip"))
    namespace = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
    blip.set(f"{namespace}link", blip.attrib.pop(f"{namespace}embed"))
    document.save(out)
    return out.getvalue()


def make_odt_with_linked_picture(address: str) -> bytes:
    document, out = OpenDocumentText(), io.BytesIO()
    frame = Frame(width="8cm", height="8cm", anchortype="paragraph")
    frame.addElement(LinkedPicture(href=address, type="simple", show="embed", actuate="onLoad"))
    paragraph = P()
    paragraph.addElement(frame)
    document.text.addElement(paragraph)
    document.save(out)
    return out.getvalue()
