"""The one door: who passes, what is written down, and what the bytes may do outside."""

import io

import pytest
from django.core.files.storage import default_storage

from docs_library.documents import services
from docs_library.documents.models import Document, DocumentVersion
from intranet.access.models import AuditEvent
from tests.documents import samples
from tests.factories import give, make_document, make_pdf, make_scope

PDF = make_pdf(("Acta de la sessió",) * 20)


@pytest.fixture
def document(node, clerk) -> Document:
    return make_document("ACT SESSIÓ 01032026", node=node, content=PDF, pages=["Acta"] * 20, author=clerk)


@pytest.fixture
def visit(signed_in, reader):
    """What the reader is answered at the file of a document."""
    client = signed_in(reader)
    return lambda document, query="", **headers: client.get(
        f"/documents/{document.pk}/fitxer/{query}", headers=headers
    )


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def add_version(document: Document, content: bytes, filename: str, **fields) -> DocumentVersion:
    kept = services.keep_file(io.BytesIO(content), filename)
    version = DocumentVersion.objects.create(
        document=document, number=document.versions.count() + 1, blob=kept.blob, filename=filename, **fields
    )
    Document.objects.filter(pk=document.pk).update(current_version=version)
    return version


def test_a_reader_gets_the_very_bytes_with_headers_that_let_nothing_run(document, visit):
    answer = visit(document)
    assert answer.status_code == 200 and body(answer) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(PDF))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''ACT%20SESSI%C3%93")
    assert answer["Accept-Ranges"] == "bytes"


def test_no_header_tells_the_hash_of_the_bytes(document, visit):
    answer = visit(document)
    body(answer)
    told = " ".join(f"{name} {value}" for name, value in answer.items())
    sha256 = document.current_version.blob.sha256
    assert sha256 not in told and sha256[:12] not in told


def test_hidden_documents_answer_like_those_that_do_not_exist(document, signed_in, stranger):
    client = signed_in(stranger)
    for address in (f"/documents/{document.pk}/", "/documents/999999/", "/documents/99999999999999999999/"):
        for place in ("fitxer/", "fitxer/?baixa=1", "fitxer/?versio=1", "pagina/1.webp"):
            assert client.get(address + place).status_code == 404
    assert not AuditEvent.objects.filter(action__startswith="document.").exists()


def test_a_superuser_without_a_grant_gets_nothing(document, signed_in, stranger):
    stranger.is_superuser = stranger.is_staff = True
    stranger.save()
    assert signed_in(stranger).get(f"/documents/{document.pk}/fitxer/").status_code == 404


def test_a_visitor_is_sent_to_sign_in(document, client):
    assert client.get(f"/documents/{document.pk}/fitxer/").status_code in {302, 401}


def test_a_document_with_a_scope_of_its_own_does_not_follow_its_class(node, reader, visit):
    own = make_scope("document", "Reservat", inherits=False)
    secret = make_document("SECRET", node=node, scope=own)
    assert visit(secret).status_code == 404
    give(reader, own)
    answer = visit(secret)
    assert answer.status_code == 200
    body(answer)


def test_reading_and_downloading_are_written_down_a_look_at_the_headers_is_not(document, signed_in, reader):
    client = signed_in(reader)
    address = f"/documents/{document.pk}/fitxer/"
    looked = client.head(address)
    assert (looked.content, looked["Content-Length"]) == (b"", str(len(PDF)))
    assert not AuditEvent.objects.filter(action__startswith="document.").exists()
    body(client.get(address))
    body(client.get(address, {"baixa": "1"}))
    events = AuditEvent.objects.filter(object_id=str(document.pk), actor=reader)
    assert list(events.order_by("pk").values_list("action", "data__version")) == [
        ("document.read", 1),
        ("document.downloaded", 1),
    ]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_door_only_lets_out(document, signed_in, reader, method):
    assert getattr(signed_in(reader), method)(f"/documents/{document.pk}/fitxer/").status_code == 405


def test_a_paper_frozen_at_a_version_stays_reachable(document, visit):
    add_version(document, make_pdf(("Nova",)), "nova.pdf")
    assert body(visit(document)) != PDF
    assert body(visit(document, "?versio=1")) == PDF


@pytest.mark.parametrize("number", ["0", "3", "-1", "x", "", "²", "9" * 30])
def test_versions_that_do_not_exist_are_not_found(document, visit, number):
    assert visit(document, f"?versio={number}").status_code == 404


INLINE = [
    ("a.docx", samples.make_docx, False, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("a.txt", lambda: b"<script>alert(1)</script>", False, "text/plain"),
    ("a.csv", lambda: b"a;b", False, "text/csv"),
    ("a.png", samples.make_image, True, "image/png"),
    ("a.tif", lambda: samples.make_image(image_format="TIFF"), False, "image/tiff"),
]


@pytest.mark.parametrize(("filename", "make", "is_inline", "media_type"), INLINE, ids=[row[0] for row in INLINE])
def test_only_what_a_browser_shows_safely_opens_inline(document, visit, filename, make, is_inline, media_type):
    add_version(document, make(), filename)
    answer = visit(document)
    body(answer)
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"].startswith("inline" if is_inline else "attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_quarantined_pdf_is_only_downloaded_and_never_rewritten(document, visit):
    content = samples.make_pdf_with_javascript()
    add_version(document, content, "actiu.pdf", is_quarantined=True)
    answer = visit(document)
    assert body(answer) == content
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


PARTS = [
    ("bytes=0-9", slice(0, 10)),
    ("bytes=10-", slice(10, None)),
    ("bytes=-7", slice(-7, None)),
    ("bytes=5-999999999", slice(5, None)),
    ("bytes=-999999999", slice(0, None)),
]


@pytest.mark.parametrize(("asked", "part"), PARTS)
def test_a_viewer_gets_the_part_it_asks_for(document, visit, asked, part):
    answer = visit(document, Range=asked)
    assert answer.status_code == 206
    content = body(answer)
    assert content == PDF[part]
    assert answer["Content-Length"] == str(len(content))
    start = PDF.index(content) if part.start == 0 else len(PDF) - len(PDF[part])
    assert answer["Content-Range"] == f"bytes {start}-{start + len(content) - 1}/{len(PDF)}"


@pytest.mark.parametrize("asked", ["bytes=9-2", "bytes=-", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b", "bytes"])
def test_ranges_that_make_no_sense_get_the_whole_file(document, visit, asked):
    answer = visit(document, Range=asked)
    assert answer.status_code == 200 and body(answer) == PDF


@pytest.mark.parametrize("asked", [f"bytes={len(PDF)}-", "bytes=-0"])
def test_a_part_beyond_the_end_is_refused(document, visit, asked):
    answer = visit(document, Range=asked)
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(PDF)}")


def test_a_viewer_that_began_with_other_bytes_gets_them_all(document, visit):
    first = visit(document, Range="bytes=0-9")
    body(first)
    tag = first["ETag"]
    assert len(body(visit(document, Range="bytes=0-9", **{"If-Range": tag}))) == 10
    add_version(document, make_pdf(("Nova",)), "nova.pdf")
    assert len(body(visit(document, Range="bytes=0-9", **{"If-Range": tag}))) > 10


def test_the_parts_of_one_reading_are_one_line_of_the_record(document, visit):
    for asked in ("bytes=0-9", "bytes=10-19", "bytes=20-"):
        body(visit(document, Range=asked))
    assert AuditEvent.objects.filter(action="document.read").count() == 1


def test_bytes_that_are_gone_are_reported_and_nothing_breaks(document, visit, caplog):
    place = document.current_version.blob.path
    default_storage.delete(place)
    assert visit(document).status_code == 404
    assert "are missing" in caplog.text


def test_the_door_asks_a_constant_number_of_questions(document, visit, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        body(visit(document))


# --- Pictures of pages -------------------------------------------------------------------------------------


def picture(client, document, number=1, query="", **headers):
    return client.get(f"/documents/{document.pk}/pagina/{number}.webp{query}", headers=headers)


def test_a_reader_sees_the_pages_and_asks_again_each_time(document, signed_in, reader):
    client = signed_in(reader)
    answer = picture(client, document)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["Cache-Control"] == "private, max-age=0, must-revalidate"
    again = picture(client, document, **{"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert document.current_version.blob.sha256[:8] not in answer["ETag"]


def test_a_picture_kept_by_the_browser_is_no_way_around_a_grant_that_ended(document, signed_in, reader, stranger):
    tag = picture(signed_in(reader), document)["ETag"]
    assert picture(signed_in(stranger), document, **{"If-None-Match": tag}).status_code == 404


@pytest.mark.parametrize("query", ["?w=901", "?w=x", "?w=", "?w=99999", "?versio=7"])
def test_only_the_widths_and_versions_there_are(document, signed_in, reader, query):
    assert picture(signed_in(reader), document, query=query).status_code == 404


def test_pages_that_do_not_exist_are_not_found(document, signed_in, reader):
    client = signed_in(reader)
    assert picture(client, document, 0).status_code == 404
    assert picture(client, document, 21).status_code == 404


def test_an_earlier_version_shows_its_own_pages(document, signed_in, reader):
    client = signed_in(reader)
    before = picture(client, document).content
    add_version(document, make_pdf(("Tota una altra cosa",)), "nova.pdf", page_count=1)
    assert picture(client, document).content != before
    assert picture(client, document, query="?versio=1").content == before


def test_a_rendition_that_was_thrown_away_is_made_again(document, signed_in, reader, no_programs):
    version = add_version(
        document, samples.make_docx("Hola"), "a.docx", page_count=1, has_rendition=True, preview_state="ready"
    )
    assert picture(signed_in(reader), document).status_code == 404
    version.refresh_from_db()
    # The work was done at once, and here no program can make it.
    assert version.preview_state == "no_program"
