"""A hit opens the reader on its page, with the words of the search marked in the text and on the picture (R19)."""

import io
import re

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageStat

from docs_library.documents import services
from docs_library.documents.models import DocumentVersion, PageText
from docs_library.documents.processing import marks, pictures, pipeline
from docs_library.documents.search_source import DocumentSource
from search.highlights import Highlighter
from search.keys import expression_key, expression_terms
from search.models import SynonymGroup
from search.query import parse_query
from tests.documents import samples
from tests.factories import make_document, make_document_type, make_pdf

PAGES = ("Les llicències d'obres", "Camí de l'escola", "Res de res", "Cap llicència sense l'informe")


def finder(asked: str):
    return Highlighter(parse_query({"q": asked})).spans


def marked(html: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", html)


def text_of(response, number: int) -> str:
    """What one page of the reader says."""
    return response.content.decode().partition(f'id="p{number}"')[2].partition("</section>")[0]


@pytest.fixture
def keep(node):
    """A file put in the library and read with every program there is."""

    def file(content: bytes, filename: str) -> DocumentVersion:
        kept = services.keep_file(io.BytesIO(content), filename)
        kind = make_document_type()
        document = services.create_document(
            author=None, node=node, kept=kept, title=filename, document_type=kind, date=node.valid_from
        )
        pipeline.process_versions([document.current_version_id])
        document.current_version.refresh_from_db()
        return document.current_version

    return file


def lies_on_ink(version: DocumentVersion, number: int, box: marks.Box) -> bool:
    """Whether there is writing under the mark, and none just beside it."""
    picture = Image.open(io.BytesIO(pictures.page_picture(version, number, 1600))).convert("L")
    across, down = picture.width / marks.UNIT, picture.height / marks.UNIT
    place = [box.left * across, box.top * down, box.right * across, box.bottom * down]
    return ImageStat.Stat(picture.crop(tuple(map(round, place)))).extrema[0][0] < 100


def write_pdf(content: str, **page_entries) -> bytes:
    """One page with that content, and entries such as /Rotate."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Contents = pdf.make_stream(content.encode("cp1252"))
        for name, value in page_entries.items():
            pdf.pages[0][f"/{name}"] = value

    return samples.edit_pdf(change)


# --- The text ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "page", "words"),
    [
        ("llicencia", 1, ["llicències"]),
        ("LLICÈNCIES", 4, ["llicència"]),
        ("escoles", 2, ["escola"]),
        ("l'escola", 2, ["escola"]),
        ('"camí de l’escola"', 2, ["Camí", "escola"]),
        ("tipus:document obra", 1, ["obres"]),
    ],
)
def test_the_words_of_the_search_are_marked_in_the_text(signed_in, reader, node, asked, page, words):
    document = make_document(node=node, pages=PAGES)
    response = signed_in(reader).get(f"/documents/{document.pk}/", {"pagina": page, "q": asked})
    assert marked(text_of(response, page)) == words
    assert "<details" in text_of(response, page)
    assert " open>" in text_of(response, page)


def test_the_reader_says_which_pages_have_the_words_and_leads_from_one_to_the_next(signed_in, reader, node):
    document = make_document(node=node, pages=PAGES)
    response = signed_in(reader).get(f"/documents/{document.pk}/", {"pagina": 1, "q": "llicencia"})
    assert response.context["reading"].found == [1, 4]
    assert 'href="#p4"' in text_of(response, 1)
    assert 'href="#p1"' in text_of(response, 4)
    assert "href" not in text_of(response, 3)


def test_words_that_are_not_in_the_text_are_said_not_to_be(signed_in, reader, node):
    document = make_document(node=node, pages=PAGES)
    response = signed_in(reader).get(f"/documents/{document.pk}/", {"q": "pressupost"})
    assert response.context["reading"].found == []
    assert "pressupost" in response.context["reading"].found_sentence
    assert response.context["reading"].found_sentence in response.content.decode()
    assert not marked(response.content.decode())


def test_without_a_search_nothing_is_marked_nor_said(signed_in, reader, node):
    document = make_document(node=node, pages=PAGES)
    for params in ({}, {"q": ""}, {"q": "((("}, {"q": "tipus:document"}, {"q": "-llicencia"}):
        response = signed_in(reader).get(f"/documents/{document.pk}/", params)
        assert 'data-testid="found"' not in response.content.decode()
        assert "sheet__found" not in response.content.decode()


def test_a_text_without_pictures_is_marked_too(signed_in, reader, node):
    document = make_document(node=node, pages=PAGES)
    DocumentVersion.objects.update(preview_state="no_program")
    response = signed_in(reader).get(f"/documents/{document.pk}/", {"q": "llicencia"})
    assert marked(response.content.decode()) == ["llicències", "llicència"]
    assert "sheet__found" not in response.content.decode()


def test_markup_in_a_page_or_in_the_search_stays_text(signed_in, reader, node):
    document = make_document(node=node, pages=("<script>alert('obres')</script>",))
    response = signed_in(reader).get(f"/documents/{document.pk}/", {"q": 'obres "><script>alert(1)</script>'})
    assert "<script>alert" not in response.content.decode()
    assert marked(text_of(response, 1)) == ["script", "alert", "obres", "script"]


@pytest.mark.parametrize(
    "asked",
    [
        "(",
        '"',
        "*",
        "\x00",
        "a" * 10_000,
        "or or or",
        "any:2020..",
        "[[%_\\",
        "²",
        "١٢",
        "\ud800".encode("utf-8", "replace").decode(),
    ],
)
@pytest.mark.parametrize("page", ["", "0", "-1", "dos", "9" * 5000])
def test_no_search_and_no_page_breaks_the_reader(signed_in, reader, node, asked, page):
    document = make_document(node=node, pages=PAGES[:2])
    client = signed_in(reader)
    assert client.get(f"/documents/{document.pk}/", {"q": asked, "pagina": page}).status_code == 200
    assert client.get(f"/documents/{document.pk}/pagina/1.svg", {"q": asked, "versio": page or 1}).status_code in {
        200,
        404,
    }


def test_marks_cost_no_query_however_many_pages_have_them(signed_in, reader, node):
    client, counts = signed_in(reader), {}
    for pages in (("llicència",), ("llicència",) * 40):
        address = f"/documents/{make_document(node=node, pages=pages).pk}/"
        client.get(address)
        for params in ("", "?q=llicències&pagina=1"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address + params).status_code == 200
            counts.setdefault(params, set()).add(len(queries))
    (plain,), (marking,) = counts.values()
    assert marking == plain + 1  # whether the synonyms changed


def test_what_the_house_calls_the_same_is_marked_too(signed_in, reader, node):
    group = SynonymGroup.objects.create()
    for text in ("IBI", "impost sobre béns immobles"):
        group.synonyms.create(text=text, key=expression_key(expression_terms(text)))
    document = make_document(node=node, pages=("Impost sobre béns immobles: padró",))
    client = signed_in(reader)
    assert marked(client.get(f"/documents/{document.pk}/?q=IBI").content.decode()) == ["Impost", "béns", "immobles"]
    assert client.get(f"/documents/{document.pk}/pagina/1.svg?q=IBI").content.count(b"<rect") == 3


# --- The picture ---------------------------------------------------------------------------------


def test_the_picture_of_a_page_with_the_words_has_marks_over_it(signed_in, reader, node):
    document = make_document(node=node, pages=PAGES)
    client = signed_in(reader)
    response = client.get(f"/documents/{document.pk}/", {"q": "l'obra"})
    address = re.search(r'src="([^"]+\.svg[^"]*)"', text_of(response, 1))[1].replace("&amp;", "&")
    assert ".svg" not in text_of(response, 3)
    drawing = client.get(address)
    assert drawing["Content-Type"] == "image/svg+xml"
    assert drawing.content.count(b"<rect") == 1
    assert b"style" not in drawing.content
    assert client.get(address, headers={"If-None-Match": drawing["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("words", "asked", "count"),
    [
        ("Les llicències d'obres", "llicencia obra", 2),
        ("Camí de l’escola, escoles i escolar", "escola", 3),
        ("Expedient 2026/0012.", "20260012", 1),
        ("Res d'això", "llicencia", 0),
    ],
)
def test_the_marks_lie_on_the_words_of_a_pdf(keep, words, asked, count):
    version = keep(make_pdf((words,)), "informe.pdf")
    boxes = marks.find_boxes(version, 1, finder(asked))
    assert len(boxes) == count
    assert all(lies_on_ink(version, 1, box) for box in boxes)


def test_the_mark_leaves_out_the_article_and_the_comma(keep):
    version = keep(make_pdf(("l'escola, l'escola",)), "informe.pdf")
    whole, bare = (
        marks.find_boxes(version, 1, lambda word: [(0, len(word))]),
        marks.find_boxes(version, 1, finder("escola")),
    )
    assert whole[0].left < bare[0].left
    assert bare[0].right < whole[0].right


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("cut", [None, [50, 100, 400, 800]])
def test_the_marks_follow_a_page_that_is_turned_and_cut(keep, turned, cut):
    entries = {"Rotate": turned} | ({"CropBox": pikepdf.Array(cut)} if cut else {})
    version = keep(write_pdf("BT /F1 12 Tf 72 700 Td (Primera llic\xe8ncia) Tj ET", **entries), "girat.pdf")
    (box,) = marks.find_boxes(version, 1, finder("llicencia"))
    assert lies_on_ink(version, 1, box)
    assert (box.height > box.width) == (turned in {90, 270})


def test_a_word_divided_at_the_end_of_a_line_has_a_mark_on_each(keep):
    lines = "BT /F1 12 Tf 300 700 Td (una llic\xe8n-) Tj -228 -14 Td (cia d'obres i altres coses) Tj ET"
    version = keep(write_pdf(lines), "partit.pdf")
    assert "llicència" in version.pages.get().text
    boxes = marks.find_boxes(version, 1, finder("llicencies"))
    assert len(boxes) == 2
    assert boxes[1].top > boxes[0].top
    assert all(box.width < marks.UNIT / 4 and lies_on_ink(version, 1, box) for box in boxes)


@pytest.mark.real
@pytest.mark.parametrize("kind", ["escaneig.pdf", "foto.png", "foto.jpg"])
def test_the_marks_lie_on_the_words_of_a_scan(keep, tesseract, kind):
    words = "Llicencia OBRES menors"
    content = {
        "pdf": lambda: samples.make_scan(words),
        "png": lambda: samples.make_image(words),
        "jpg": lambda: samples.make_image(words, image_format="JPEG"),
    }[kind[-3:]]()
    version = keep(content, kind)
    assert version.pages.get().is_ocr
    (first, second) = marks.find_boxes(version, 1, finder("llicències d'obra"))
    assert first.right < second.left
    assert lies_on_ink(version, 1, first)
    assert lies_on_ink(version, 1, second)


def test_a_scan_read_before_places_were_kept_has_its_text_marked_and_no_picture(signed_in, reader, node):
    document = make_document(node=node, pages=("llicència",), content=samples.make_scan("llicència"))
    PageText.objects.update(is_ocr=True, word_boxes=[])
    client = signed_in(reader)
    assert client.get(f"/documents/{document.pk}/pagina/1.svg?q=llicencia").content.count(b"<rect") == 0
    assert marked(client.get(f"/documents/{document.pk}/?q=llicencia").content.decode()) == ["llicència"]


@pytest.mark.real
def test_such_a_scan_is_read_again_when_asked(keep, tesseract):
    version = keep(samples.make_scan("Llicencia"), "escaneig.pdf")
    PageText.objects.update(word_boxes=[])
    call_command("process_documents", stdout=io.StringIO())
    assert marks.find_boxes(version, 1, finder("llicencia")) == []
    call_command("process_documents", "--scans", stdout=io.StringIO())
    assert len(marks.find_boxes(version, 1, finder("llicencia"))) == 1


def test_without_the_program_a_scan_keeps_what_was_read_of_it(node, monkeypatch):
    document = make_document(node=node, pages=("llicència",), content=samples.make_scan("llicència"))
    PageText.objects.update(is_ocr=True, word_boxes=[])
    monkeypatch.setattr("docs_library.documents.processing.ocr.can_read", lambda: False)
    with pytest.raises(CommandError, match="Tesseract"):
        call_command("process_documents", "--scans", stdout=io.StringIO())
    assert PageText.objects.get(version=document.current_version).text == "llicència"


@pytest.mark.parametrize("address", ["/documents/{}/?q=obres", "/documents/{}/pagina/1.svg?q=obres"])
def test_a_stranger_learns_nothing_of_the_words_of_a_document(signed_in, stranger, node, address):
    document = make_document(node=node, pages=PAGES)
    there = signed_in(stranger).get(address.format(document.pk))
    gone = signed_in(stranger).get(address.format(document.pk + 1000))
    assert there.status_code == gone.status_code == 404


def test_the_marks_of_an_older_version_are_its_own(signed_in, reader, node):
    document = make_document(node=node, pages=("llicència",))
    blob, first = make_document(node=node, pages=("obres",)).current_version.blob, document.current_version
    second = document.versions.create(
        number=2, blob=blob, filename="b.pdf", preview_state="ready", text_state="ready", page_count=1
    )
    PageText.objects.create(version=second, number=1, text="obres")
    document.current_version = second
    document.save()
    client = signed_in(reader)
    for version, rectangles in ((first, 1), (second, 0)):
        drawing = client.get(f"/documents/{document.pk}/pagina/1.svg?q=llicencia&versio={version.number}")
        assert drawing.content.count(b"<rect") == rectangles


@pytest.mark.parametrize(("number", "status"), [(1, 200), (2, 404), (0, 404), (10**12, 404)])
def test_only_pages_that_are_there_have_marks(signed_in, reader, node, number, status):
    document = make_document(node=node)
    assert signed_in(reader).get(f"/documents/{document.pk}/pagina/{number}.svg?q=text").status_code == status


# --- From the index ------------------------------------------------------------------------------


def test_a_page_without_words_keeps_its_place_among_the_others(node):
    document = make_document(node=node, pages=("primera", "segona", "tercera"))
    PageText.objects.filter(text="segona").delete()
    (entry,) = DocumentSource().entries([document.pk])
    assert entry.pages == ("primera", "", "tercera")
