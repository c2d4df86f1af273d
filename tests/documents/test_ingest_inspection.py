"""Design §7: every refusal is a sentence that says what to do."""

import io
import zipfile

import pytest
from django.utils import translation

from docs_library.documents import refusals
from docs_library.documents.inspection import inspect, office
from tests.documents import samples
from tests.factories import make_pdf

LIMIT = 5 * 1024 * 1024


def look(content: bytes, filename: str, max_bytes: int = LIMIT):
    return inspect(io.BytesIO(content), filename, max_bytes=max_bytes)


@pytest.mark.parametrize(
    ("filename", "make", "pages"),
    [
        ("acta.pdf", lambda: make_pdf(("u", "dos", "tres")), 3),
        ("ACTA.PDF", make_pdf, 1),
        ("informe.docx", samples.make_docx, 0),
        ("informe.odt", lambda: samples.make_odt("Títol", "Text"), 0),
        ("pressupost.xlsx", lambda: samples.make_xlsx(("Partida", 12)), 0),
        ("foto.png", samples.make_image, 1),
        ("foto.jpg", lambda: samples.make_image(image_format="JPEG"), 1),
        ("escaneig.tiff", lambda: samples.make_image(image_format="TIFF"), 1),
        ("padró.csv", lambda: "nom;any\nMaó;1987\n".encode("cp1252"), 0),
        ("nota.txt", lambda: "Hola".encode("utf-16"), 0),
    ],
)
def test_files_of_the_allowed_kinds_are_taken(filename, make, pages):
    found = look(make(), filename)
    assert found.pages == pages
    assert not found.is_quarantined


REFUSED = [
    ("buit.pdf", lambda: b"", refusals.EmptyFile),
    ("gran.pdf", lambda: b"%PDF-" + bytes(LIMIT), refusals.TooLarge),
    ("pagina.html", lambda: b"<script>", refusals.UnknownType),
    ("dibuix.svg", lambda: b"<svg/>", refusals.UnknownType),
    ("eina.exe", lambda: b"MZ", refusals.UnknownType),
    ("sense_extensio", lambda: b"hola", refusals.UnknownType),
    ("macros.docm", samples.make_docx, refusals.HasMacros),
    ("macros.xlsm", lambda: samples.make_xlsx((1,)), refusals.HasMacros),
    ("amagades.docx", lambda: samples.make_word_archive(**{"word/vbaProject.bin": b"x"}), refusals.HasMacros),
    ("vell.doc", lambda: office.OLE, refusals.OldOffice),
    ("fals.pdf", lambda: b"MZ\x90\x00 not a pdf", refusals.WrongContent),
    ("web.pdf", lambda: b"<html><script>alert(1)</script>", refusals.WrongContent),
    ("fals.docx", lambda: make_pdf(), refusals.WrongContent),
    ("full.docx", lambda: samples.make_xlsx((1,)), refusals.WrongContent),
    ("text.odt", samples.make_docx, refusals.WrongContent),
    ("zip.docx", lambda: samples.make_zip({"a.txt": "hola"}), refusals.WrongContent),
    ("foto.png", lambda: samples.make_image(image_format="JPEG"), refusals.WrongContent),
    ("programa.txt", lambda: b"\x7fELF\x02\x01\x01", refusals.WrongContent),
    ("binari.csv", lambda: b"a;b\x00\x01", refusals.WrongContent),
    ("pdf.txt", make_pdf, refusals.WrongContent),
    ("clau.pdf", samples.make_locked_pdf, refusals.NeedsPassword),
    ("clau.docx", lambda: office.OLE + bytes(512), refusals.NeedsPassword),
    ("trencat.pdf", lambda: b"%PDF-1.7\n%%EOF", refusals.BrokenFile),
    ("trencat.docx", lambda: samples.cut(samples.make_docx()), refusals.BrokenFile),
    ("malmes.docx", lambda: samples.damage(samples.make_docx()), refusals.BrokenFile),
    ("malmes.png", lambda: samples.damage(samples.make_image("x")), refusals.BrokenFile),
    ("xml.docx", lambda: samples.make_word_archive(**{"word/document.xml": "<a>"}), refusals.BrokenFile),
    (
        "entitats.docx",
        lambda: samples.make_word_archive(**{"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        refusals.BrokenFile,
    ),
    ("sense.pdf", samples.make_pdf_without_pages, refusals.NoPages),
    ("bomba.docx", samples.make_bomb, refusals.Bomb),
    ("ruta.docx", lambda: samples.make_word_archive(**{"../../etc/cron.d/x": "x"}), refusals.UnsafeArchive),
    ("arrel.docx", lambda: samples.make_word_archive(**{"/etc/x": "x"}), refusals.UnsafeArchive),
    ("disc.docx", lambda: samples.make_word_archive(**{"C:\\x": "x"}), refusals.UnsafeArchive),
    ("enllac.docx", samples.make_symlink_archive, refusals.UnsafeArchive),
    ("gegant.png", lambda: samples.make_image(size=(10_000, 9_000)), refusals.TooManyPixels),
]


@pytest.mark.parametrize(("filename", "make", "refusal"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_bad_file_is_refused_with_a_sentence(filename, make, refusal):
    with pytest.raises(refusals.Refusal) as caught:
        look(make(), filename)
    assert type(caught.value) is refusal
    with translation.override("en"):
        sentence = str(caught.value)
    assert sentence.endswith(".") and "{" not in sentence


def test_parts_that_share_their_bytes_are_counted_once_each():
    """A bomb without a high ratio: many entries over the same packed bytes."""
    entries = [zipfile.ZipInfo(f"p{number}") for number in range(3)]
    for entry in entries:
        entry.file_size, entry.compress_size = 1000, 500
    with pytest.raises(refusals.Bomb):
        office._measure(entries, archive_size=1400)


@pytest.mark.parametrize(
    "make",
    [samples.make_pdf_with_javascript, samples.make_pdf_that_launches, samples.make_pdf_with_attachment],
)
def test_a_pdf_that_could_act_by_itself_is_quarantined_not_refused(make):
    assert look(make(), "actiu.pdf").is_quarantined


def test_a_pdf_that_opens_on_a_page_or_speaks_of_scripts_is_not_quarantined():
    assert not look(samples.make_pdf_with_goto(), "obre.pdf").is_quarantined


def test_a_pdf_that_only_forbids_printing_opens_without_a_password():
    assert look(samples.make_locked_pdf(user=""), "protegit.pdf").pages == 1
