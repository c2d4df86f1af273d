"""Files coming in by the page: many at once, each on its own, with and without JavaScript."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from docs_library.documents.models import Blob, Document
from tests.documents import samples
from tests.factories import give, make_document, make_node, make_pdf

ADDRESS = "/documents/puja/"
PDF = make_pdf(("Informe",))


def pdf(name="INF OBRES 01032026.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


@pytest.fixture
def send(signed_in, clerk, node):
    """Posts files as the clerk; the answer as JSON."""
    client = signed_in(clerk)

    def post(*files, accept="application/json", **said):
        return client.post(ADDRESS, {"node": node.pk, "file": list(files), **said}, headers={"Accept": accept})

    return post


def test_a_file_is_filed_and_the_answer_says_where(send, node):
    answer = send(pdf())
    document = Document.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "documents": [
            {
                "id": document.pk,
                "url": f"/documents/{document.pk}/",
                "title": "INF OBRES 01032026",
                "duplicates": [],
            }
        ],
        "errors": [],
    }
    assert document.node == node


def test_each_file_is_kept_or_refused_on_its_own(send):
    answer = send(pdf(), pdf("buit.pdf", b""), pdf("../mal\u202efdp.exe", b"MZ"), pdf("bo.pdf"))
    assert answer.status_code == 201
    found = answer.json()
    assert [each["title"] for each in found["documents"]] == ["INF OBRES 01032026", "bo"]
    assert [each["filename"] for each in found["errors"]] == ["buit.pdf", "malfdp.exe"]
    assert all(each["message"].endswith(".") for each in found["errors"])
    assert Document.objects.count() == 2


def test_when_every_file_is_refused_nothing_is_saved(send):
    answer = send(pdf("a.pdf", b"no"), pdf("b.html", b"<html>"))
    assert answer.status_code == 400 and answer.json()["documents"] == []
    assert not Document.objects.exists() and not Blob.objects.exists()


def test_a_copy_is_kept_and_linked_to_the_readable_ones_only(send, node, hidden_node):
    visible = make_document("ORIGINAL", node=node, content=PDF)
    make_document("SECRET", node=hidden_node, content=PDF)
    copies = send(pdf()).json()["documents"][0]["duplicates"]
    assert [copy["id"] for copy in copies] == [visible.pk]


def test_what_is_said_of_the_file_is_kept(send):
    send(pdf(), title="Un títol", tags="obres, carrer Major", date="2026-02-03", document_type="INF")
    document = Document.objects.get()
    assert (document.title, str(document.date), document.document_type.code) == ("Un títol", "2026-02-03", "INF")
    assert set(document.tags.names()) == {"obres", "carrer Major"}


WRONG = [
    {"date": "31/02/2026"},
    {"date": "demà"},
    {"document_type": "NOHIES"},
    {"title": "x" * 256},
    {"node": "999999"},
    {"node": "x"},
    {"node": ""},
    {"node": "9" * 40},
]


@pytest.mark.parametrize("said", WRONG, ids=str)
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_something_wrong_in_the_form_saves_nothing_and_says_what(send, said, accept):
    answer = send(pdf(), accept=accept, **said)
    assert answer.status_code == 400
    if accept == "application/json":
        assert answer.json()["errors"][0]["message"]
    assert not Document.objects.exists()


def test_without_a_file_the_answer_asks_for_one(send):
    assert send().status_code == 400


def test_a_title_is_for_one_file_at_a_time(send):
    assert send(pdf(), pdf("altre.pdf"), title="El mateix").status_code == 400
    assert not Document.objects.exists()


def test_a_hidden_class_is_as_unknown_as_one_that_does_not_exist(send, hidden_node):
    hidden, absent = send(pdf(), node=hidden_node.pk), send(pdf(), node=10**6)
    assert (hidden.status_code, hidden.json()) == (400, absent.json())


def test_a_class_that_is_only_read_is_forbidden(signed_in, reader, node):
    answer = signed_in(reader).post(ADDRESS, {"node": node.pk, "file": pdf()})
    assert answer.status_code == 403
    assert not Document.objects.exists()


def test_a_stranger_files_nothing(signed_in, stranger, node):
    answer = signed_in(stranger).post(ADDRESS, {"node": node.pk, "file": pdf()})
    assert answer.status_code == 400
    assert not Document.objects.exists()


def test_a_closed_class_refuses_and_names_itself(send, node):
    node.valid_to = timezone.localdate() - timedelta(days=1)
    node.save()
    answer = send(pdf())
    assert answer.status_code == 400 and "A01.02" in answer.json()["errors"][0]["message"]


def test_a_file_too_large_is_told_the_limit(send, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    answer = send(pdf("gran.pdf", PDF + bytes(1024 * 1024)))
    assert answer.status_code == 400 and "1" in answer.json()["errors"][0]["message"]


def test_a_forged_form_is_refused(signed_in, clerk, node):
    client = signed_in(clerk)
    client.handler.enforce_csrf_checks = True
    assert client.post(ADDRESS, {"node": node.pk, "file": pdf()}).status_code == 403
    assert not Document.objects.exists()


def test_twenty_four_office_files_go_up_together(send, no_programs, django_capture_on_commit_callbacks):
    files = [
        SimpleUploadedFile(f"INF OBRES {number} 01032026.docx", samples.make_docx(f"Cos {number}"))
        for number in range(24)
    ]
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(*files)
    assert answer.status_code == 201 and len(answer.json()["documents"]) == 24
    texts = {document.current_version.pages.get().text for document in Document.objects.all()}
    assert texts == {f"Cos {number}" for number in range(24)}


def test_a_file_is_found_by_its_words_as_soon_as_it_is_up(
    send, signed_in, clerk, stranger, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send(pdf("INF POUS 01032026.pdf", make_pdf(("El brollador de la Fontclara",))))
    address, headers = "/cerca/?q=brollador", {"Accept": "application/json"}
    assert signed_in(clerk).get(address, headers=headers).json()["total"] == 1
    assert signed_in(stranger).get(address, headers=headers).json()["total"] == 0


# --- The pages ------------------------------------------------------------------------------------------------


def test_the_form_offers_only_open_classes_where_the_person_may_file(signed_in, clerk, node, hidden_node):
    read_only = make_node("B01", "Només lectura")
    give(clerk, read_only.scope, "read")
    closed = make_node("C01", "Tancada", valid_to=timezone.localdate() - timedelta(days=1))
    give(clerk, closed.scope, "edit")
    page = signed_in(clerk).get(f"{ADDRESS}?classe={node.pk}").content.decode()
    assert f'<option value="{node.pk}" selected>' in page
    for absent in (read_only, closed, hidden_node):
        assert absent.title not in page


def test_who_may_file_nowhere_is_told_what_to_do(signed_in, reader, node):
    answer = signed_in(reader).get(ADDRESS)
    assert answer.status_code == 200
    assert "<form" not in answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]


@pytest.mark.parametrize("value", ["", "x", "999999", "9" * 40])
def test_the_form_bears_any_class_in_the_address(signed_in, clerk, node, value):
    assert signed_in(clerk).get(f"{ADDRESS}?classe={value}").status_code == 200


def test_without_javascript_the_results_are_a_page(send, node):
    make_document("ORIGINAL", node=node, content=PDF)
    answer = send(pdf(), pdf("mal.pdf", b"no"), accept="text/html")
    page = answer.content.decode()
    assert answer.status_code == 201
    assert "INF OBRES 01032026" in page and "ORIGINAL" in page and "mal.pdf" in page


def test_what_a_file_is_called_is_written_as_text(send):
    page = send(pdf("<img src=x onerror=alert(1)>.pdf", b"no"), accept="text/html").content.decode()
    assert "<img src=x" not in page


def test_the_form_asks_as_many_questions_for_few_classes_as_for_many(
    signed_in, clerk, node, django_assert_num_queries
):
    client = signed_in(clerk)
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as few:
        client.get(ADDRESS)
    for number in range(60):
        make_node(f"Z{number:02}", f"Sèrie {number}", scope=node.scope, parent=node)
    with django_assert_num_queries(len(few)):
        client.get(ADDRESS)
