"""Text and pictures: with the programs of the machine, without them, and again."""

import io
import socket
import time
from contextlib import suppress
from threading import Thread

import pytest
from django.core.management import call_command
from PIL import Image

from docs_library.documents import blobs, health, services, tasks
from docs_library.documents.models import DocumentVersion
from docs_library.documents.processing import pictures, pipeline, text
from search.models import OutboxEntry
from tests.documents import samples
from tests.factories import make_document_type, make_pdf


@pytest.fixture
def keep(node):
    """Files a document as the loaders do: rows and bytes, nothing read yet."""

    def file(content: bytes, filename: str) -> DocumentVersion:
        kept = services.keep_file(io.BytesIO(content), filename)
        document = services.create_document(
            author=None,
            node=node,
            kept=kept,
            title=filename,
            document_type=make_document_type(),
            date=node.valid_from,
        )
        return document.current_version

    return file


def texts(version: DocumentVersion) -> list[str]:
    return list(version.pages.values_list("text", flat=True))


OFFICE = [
    ("a.docx", lambda: samples.make_docx("Primera línia", "Segona: l'aigua"), "Primera línia\nSegona: l'aigua"),
    ("a.odt", lambda: samples.make_odt("Títol", "Cos"), "Títol\nCos"),
    ("a.xlsx", lambda: samples.make_xlsx(("Partida", 12), ("Total", None)), "Sheet\nPartida\t12\nTotal"),
    ("a.csv", lambda: "Maó;ç\n".encode("cp1252"), "Maó;ç"),
    ("a.txt", lambda: "col·legi".encode("utf-16"), "col·legi"),
]


@pytest.mark.parametrize(("filename", "make", "expected"), OFFICE, ids=[row[0] for row in OFFICE])
def test_office_files_are_read_without_the_office_program_and_say_what_is_missing(
    keep, no_programs, filename, make, expected
):
    version = keep(make(), filename)
    pipeline.process_versions([version.pk])
    version.refresh_from_db()
    assert texts(version) == [expected]
    assert (version.text_state, version.preview_state) == ("ready", "no_program")
    assert not version.has_rendition


@pytest.mark.parametrize(
    ("content", "filename"),
    [(samples.make_scan("ESCANEJAT"), "escaneig.pdf"), (samples.make_image("FOTO"), "foto.png")],
)
def test_a_scan_without_the_reading_program_says_so_and_still_shows(keep, no_programs, content, filename):
    version = keep(content, filename)
    pipeline.process_versions([version.pk])
    version.refresh_from_db()
    assert (version.text_state, version.preview_state) == ("no_program", "ready")
    assert version.page_count == 1


@pytest.mark.real
@pytest.mark.parametrize(("filename", "make", "expected"), OFFICE, ids=[row[0] for row in OFFICE])
def test_office_files_become_pages(keep, soffice, filename, make, expected):
    version = keep(make(), filename)
    pipeline.process_versions([version.pk])
    version.refresh_from_db()
    assert (version.text_state, version.preview_state, version.has_rendition) == ("ready", "ready", True)
    assert version.page_count >= 1
    assert expected.split()[-1] in "\n".join(texts(version))
    assert Image.open(io.BytesIO(pictures.page_picture(version, 1, 900))).width == 900


@pytest.mark.real
def test_many_office_files_go_through_the_program_together(keep, soffice):
    versions = [keep(samples.make_docx(f"Informe número {number}"), f"{number}.docx") for number in range(6)]
    started = time.monotonic()
    pipeline.process_versions(version.pk for version in versions)
    assert time.monotonic() - started < 20
    for number, version in enumerate(versions):
        assert texts(version) == [f"Informe número {number}"]


@pytest.mark.real
def test_a_document_that_links_to_another_host_fetches_nothing(keep, soffice):
    """A picture by address inside the file would make the server call whoever wrote it."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(4)
    called = []

    def wait_for_a_call():
        with suppress(TimeoutError):
            called.append(listener.accept())

    waiting = Thread(target=wait_for_a_call)
    waiting.start()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/espia.png"
    version = keep(samples.make_docx_with_remote_picture(address), "espia.docx")
    pipeline.process_versions([version.pk])
    waiting.join()
    listener.close()
    assert called == []


@pytest.mark.real
def test_a_document_that_links_to_a_file_of_the_server_does_not_bring_it_in(keep, soffice, tmp_path):
    secret = tmp_path / "secret.png"
    Image.new("RGB", (300, 300), (255, 0, 0)).save(secret)
    version = keep(samples.make_odt_with_linked_picture(secret.as_uri()), "espia.odt")
    pipeline.process_versions([version.pk])
    version.refresh_from_db()
    drawn = Image.open(io.BytesIO(pictures.page_picture(version, 1, 240))).convert("RGB")
    assert not any(red > 200 and green < 80 for _count, (red, green, _blue) in drawn.getcolors(10**6))


@pytest.mark.real
def test_scanned_pages_are_read_and_marked_as_read_from_a_picture(keep, tesseract):
    version = keep(samples.make_scan("LLICENCIA", "OBRES"), "escaneig.pdf")
    pipeline.process_versions([version.pk])
    version.refresh_from_db()
    assert version.text_state == "ready"
    pages = list(version.pages.values_list("number", "text", "is_ocr"))
    assert [(number, is_ocr) for number, _text, is_ocr in pages] == [(1, True), (2, True)]
    assert "LLICENCIA" in pages[0][1]


@pytest.mark.real
def test_a_photograph_of_a_text_is_read(keep, tesseract):
    version = keep(samples.make_image("REGISTRE"), "foto.png")
    pipeline.process_versions([version.pk])
    assert "REGISTRE" in texts(version)[0]


def test_reading_twice_leaves_the_same(keep):
    version = keep(make_pdf(("Una", "Dues")), "a.pdf")
    for _again in range(2):
        pipeline.process_versions([version.pk])
    assert texts(version) == ["Una", "Dues"]


def test_reading_tells_the_search(keep):
    version = keep(make_pdf(), "a.pdf")
    pipeline.process_versions([version.pk])
    assert OutboxEntry.objects.filter(source="document", object_pk=version.document_id).exists()


def test_bytes_that_are_gone_are_a_visible_state_and_do_not_stop_the_others(keep, caplog):
    lost, fine = keep(samples.make_docx("Perdut"), "perdut.docx"), keep(make_pdf(("Bé",)), "be.pdf")
    lost.blob.versions.first().document.file.storage.delete(lost.blob.path)
    pipeline.process_versions([lost.pk, fine.pk])
    lost.refresh_from_db()
    assert lost.text_state == lost.preview_state == "failed"
    assert "perdut.docx" in caplog.text
    assert texts(fine) == ["Bé"]


def test_a_version_that_is_gone_is_no_failure(db):
    pipeline.process_versions([10**9])


def test_what_waited_for_a_program_is_read_when_asked_again(keep, no_programs, monkeypatch):
    version = keep(make_pdf(("Text",)), "a.pdf")
    call_command("process_documents", stdout=io.StringIO())
    assert texts(version) == ["Text"]
    DocumentVersion.objects.filter(pk=version.pk).update(text_state="failed")
    call_command("process_documents", stdout=io.StringIO())
    version.refresh_from_db()
    assert version.text_state == "failed"
    call_command("process_documents", "--again", stdout=io.StringIO())
    version.refresh_from_db()
    assert version.text_state == "ready"


def test_the_first_of_many_waiting_takes_the_others_with_it(keep, monkeypatch):
    versions = [keep(make_pdf((f"Pàgina {number}",)), f"{number}.pdf") for number in range(3)]
    calls = []
    monkeypatch.setattr(pipeline, "make_renditions", lambda together: calls.append(len(together)))
    for version in versions:
        tasks.process_waiting.enqueue(version.pk)
    assert calls == [3]
    assert all(texts(version) for version in versions)


def test_pictures_are_made_once_and_can_be_made_again(keep):
    version = keep(make_pdf(("Text",)), "a.pdf")
    first = pictures.page_picture(version, 1, 240)
    path = pictures.picture_path(version.blob, 1, 240)
    assert pictures.derived().exists(path)
    pictures.derived().delete(path)
    assert pictures.page_picture(version, 1, 240) == first


@pytest.mark.parametrize(("number", "width"), [(0, 900), (2, 900), (1, 901), (1, 100_000)])
def test_no_other_pages_nor_widths_are_drawn(keep, number, width):
    with pytest.raises(pictures.NoPicture):
        pictures.page_picture(keep(make_pdf(), "a.pdf"), number, width)


def test_a_page_as_long_as_a_road_is_drawn_within_the_limit_of_pixels():
    scale = pictures.scale_for(10, 14_400, 1600)
    assert 10 * scale * 14_400 * scale <= pictures.MAX_PIXELS * 1.01


def test_a_photograph_is_never_enlarged_and_stands_upright(keep):
    image, out = Image.new("RGB", (100, 50)), io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    image.save(out, "JPEG", exif=exif)
    drawn = pictures.page_picture(keep(out.getvalue(), "foto.jpg"), 1, 900)
    assert Image.open(io.BytesIO(drawn)).size == (50, 100)


def test_text_is_composed_and_printable():
    assert text.tidy("Sessio\u0301\x00\r\n\r\n\r\n\r\nfi\ud800") == "Sessió\n\nfi"


def test_health_names_programs_storages_and_what_waits(keep):
    keep(make_pdf(), "a.pdf")
    found = health.health()
    assert found["ok"] and set(found["programs"]) == {"soffice", "tesseract"}
    assert found["waiting_to_be_read"] == 1


def test_health_notices_a_storage_that_cannot_keep(db, monkeypatch):
    monkeypatch.setattr(health, "_can_keep", lambda alias: alias != "default")
    assert not health.health()["ok"]


def test_verified_bytes_are_still_the_ones_that_were_brought(keep):
    assert blobs.verify(keep(make_pdf(), "a.pdf").blob)
