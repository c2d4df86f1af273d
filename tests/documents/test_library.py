"""The library as people walk it: tree, class, document (R1, R19; demands 9, 10, 15–17 of the peers)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from docs_library.documents.models import Document, DocumentVersion
from intranet.access.models import AuditEvent
from intranet.pages.desk import panels_for
from tests.factories import (
    give,
    make_case_file,
    make_document,
    make_document_type,
    make_node,
    make_person,
    make_scope,
)

# Seen from outside: in a transaction of a test every atomic block also counts its savepoint.
BUDGET = 15
LONG = "INF " + "MODIFICACIÓ PUNTUAL DEL PLANEJAMENT " * 5 + "01032026"


def words(response) -> str:
    return response.content.decode()


def asked(client, address: str) -> list[str]:
    """The statements of one page, without those that only open and close savepoints."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]


def class_of(node) -> str:
    return f"/documents/classe/{node.pk}/"


# --- The tree and one class ----------------------------------------------------------------------


def test_the_library_shows_the_way_to_what_one_may_read_and_the_newest(signed_in, reader, node, hidden_node):
    make_document("INF VISIBLE 01032026", node=node)
    make_document("INF AMAGAT 01032026", node=hidden_node)
    page = words(signed_in(reader).get("/documents/"))
    assert "INF VISIBLE" in page
    assert "Llicències d&#x27;obres" in page
    assert "AMAGAT" not in page
    assert "Serveis socials" not in page


def test_a_stranger_meets_an_empty_library_that_says_what_to_do(signed_in, stranger, node):
    make_document(node=node)
    response = signed_in(stranger).get("/documents/")
    assert response.status_code == 200
    assert node.title not in words(response)


@pytest.mark.parametrize(
    "address", ["/documents/classe/{node.pk}/", "/documents/{document.pk}/", "/documents/classe/987654/"]
)
def test_what_a_stranger_may_not_see_answers_as_what_is_not_there(signed_in, stranger, node, address):
    document = make_document(node=node)
    assert signed_in(stranger).get(address.format(node=node, document=document)).status_code == 404


def test_a_class_lists_its_documents_from_the_latest_date(signed_in, reader, node):
    for day in (3, 1, 2):
        make_document(f"INF DIA {day} 0{day}032026", node=node, date=date(2026, 3, day))
    rows = signed_in(reader).get(class_of(node)).context["rows"]
    assert [row.date.day for row in rows] == [3, 2, 1]


def test_pages_of_a_class_never_repeat_nor_lose_a_document(signed_in, reader, node):
    for _each in range(120):
        make_document(node=node)
    client = signed_in(reader)
    found = [row.url for page in (1, 2, 3) for row in client.get(class_of(node), {"pagina": page}).context["rows"]]
    assert len(found) == len(set(found)) == 120


@pytest.mark.parametrize(("page", "shown"), [("999999999", 2), ("-1", 2), ("zero", 1), ("9" * 5000, 1), ("", 1)])
def test_an_impossible_page_shows_a_real_one(signed_in, reader, node, page, shown):
    for _each in range(60):
        make_document(node=node)
    response = signed_in(reader).get(class_of(node), {"pagina": page})
    assert response.status_code == 200
    assert response.context["page"].number == shown


def test_type_year_and_state_narrow_a_class(signed_in, reader, node):
    wanted = {"document_type": make_document_type("ACT", "Acta"), "date": date(2024, 5, 1), "state": "draft"}
    make_document("ACT BUSCADA 01052024", node=node, **wanted)
    make_document(node=node)
    client = signed_in(reader)
    for filters in (
        {"tipus": "ACT"},
        {"any": "2024"},
        {"estat": "draft"},
        {"tipus": "ACT", "any": 2024, "estat": "draft"},
    ):
        response = client.get(class_of(node), filters)
        assert [row.title for row in response.context["rows"]] == ["ACT BUSCADA 01052024"]
        assert response.context["page"].paginator.count == 1
    assert client.get(class_of(node), {"any": "1999"}).context["rows"] == []


@pytest.mark.parametrize(
    "filters", [{"tipus": "NOHIES"}, {"any": "fa poc"}, {"any": "9" * 5000}, {"estat": "trencat"}]
)
def test_a_filter_that_does_not_exist_is_told_and_hides_nothing(signed_in, reader, node, filters):
    make_document(node=node)
    response = signed_in(reader).get(class_of(node), filters)
    assert response.status_code == 400
    assert len(response.context["rows"]) == 1
    assert 'role="alert"' in words(response)


def test_only_who_may_file_in_a_series_in_force_is_offered_to(signed_in, clerk, reader, node):
    assert signed_in(clerk).get(class_of(node)).context["add_url"]
    assert not signed_in(reader).get(class_of(node)).context["add_url"]
    closed = make_node("Z1", "Tancada", valid_to=date(2025, 1, 1))
    give(clerk, closed.scope, "edit")
    make_document(node=closed)
    response = signed_in(clerk).get(class_of(closed))
    assert response.status_code == 200
    assert not response.context["add_url"]


def test_what_is_restricted_carries_its_lock(signed_in, reader, node):
    own = make_scope("document", parent=node.scope, inherits=False)
    give(reader, own)
    make_document(node=node, scope=own)
    make_document(node=node)
    assert sorted(row.locked for row in signed_in(reader).get(class_of(node)).context["rows"]) == [False, True]


def test_a_document_without_a_type_says_so(signed_in, reader, node):
    pending = make_document_type("ADJUNT", "Adjunt")
    pending.is_pending = True
    pending.save()
    make_document(node=node, document_type=pending)
    (row,) = signed_in(reader).get(class_of(node)).context["rows"]
    assert row.state == "attention"


def test_a_class_shows_the_case_files_of_the_series_that_one_may_see(signed_in, reader, node):
    make_case_file("OBRES AL CARRER MAJOR", node=node)
    make_case_file("EXPEDIENT RESERVAT", node=node, scope=make_scope("case_file"))
    page = words(signed_in(reader).get(class_of(node)))
    assert "OBRES AL CARRER MAJOR" in page
    assert "EXPEDIENT RESERVAT" not in page


# --- One document --------------------------------------------------------------------------------


def test_a_document_shows_its_pages_with_their_words_for_who_cannot_see_them(signed_in, reader, node):
    document = make_document(node=node, pages=("Acta de la sessió ordinària", "Precs i preguntes"))
    page = words(signed_in(reader).get(f"/documents/{document.pk}/"))
    assert f"/documents/{document.pk}/pagina/2.webp" in page
    assert 'alt="' in page
    assert page.count("Precs i preguntes") >= 2
    assert f"/documents/{document.pk}/fitxer/" in page


def test_the_address_of_a_page_opens_there_without_script(signed_in, reader, node):
    document = make_document(node=node, pages=tuple(f"Pàgina {number}" for number in range(1, 91)))
    client = signed_in(reader)
    reading = client.get(f"/documents/{document.pk}/", {"pagina": "45"}).context["reading"]
    assert (reading.wanted, reading.first, reading.last, reading.before, reading.after) == (45, 41, 80, 1, 81)
    assert 'id="p45" tabindex="-1"' in words(client.get(f"/documents/{document.pk}/", {"pagina": "45"}))


@pytest.mark.parametrize(
    ("asked_for", "opened"), [("7", 2), ("0", 1), ("-3", 0), ("dos", 0), ("²", 0), ("9" * 5000, 2)]
)
def test_a_page_that_is_not_there_opens_a_real_one(signed_in, reader, node, asked_for, opened):
    document = make_document(node=node, pages=("una", "dues"))
    response = signed_in(reader).get(f"/documents/{document.pk}/", {"pagina": asked_for})
    assert response.status_code == 200
    assert response.context["reading"].wanted == opened


@pytest.mark.parametrize("state", DocumentVersion.PreviewState.values)
@pytest.mark.parametrize("text", DocumentVersion.TextState.values)
def test_whatever_is_missing_is_said_in_plain_words(signed_in, reader, node, state, text):
    document = make_document(node=node)
    DocumentVersion.objects.update(preview_state=state, text_state=text)
    response = signed_in(reader).get(f"/documents/{document.pk}/")
    notices = list(response.context["reading"].notices)
    assert len(notices) == (state != "ready") + (text != "ready")
    assert ("webp" in words(response)) == (state == "ready")


def test_an_older_version_is_read_as_such_and_one_that_is_not_there_is_404(signed_in, reader, node):
    document = make_document(node=node)
    first = document.current_version
    second = DocumentVersion.objects.create(
        document=document, number=2, blob=first.blob, filename="v2.pdf", page_count=1
    )
    Document.objects.update(current_version=second)
    client = signed_in(reader)
    assert client.get(f"/documents/{document.pk}/").context["version"] == second
    assert client.get(f"/documents/{document.pk}/", {"versio": "1"}).context["version"] == first
    for wrong in ("3", "u", "-1"):
        assert client.get(f"/documents/{document.pk}/", {"versio": wrong}).status_code == 404


def test_looking_at_a_document_is_written_down_once_each_time(signed_in, reader, node):
    document = make_document(node=node)
    client = signed_in(reader)
    client.get(f"/documents/{document.pk}/")
    client.get(f"/documents/{document.pk}/", headers={"hx-request": "true"})
    client.head(f"/documents/{document.pk}/")
    client.get(class_of(node))
    seen = AuditEvent.objects.filter(action="document.viewed", object_id=str(document.pk))
    assert [event.actor for event in seen] == [reader, reader]


def test_beside_a_list_only_a_look_is_sent(signed_in, reader, node):
    document = make_document(node=node, pages=("Primera", "Segona"))
    response = signed_in(reader).get(f"/documents/{document.pk}/", headers={"hx-request": "true"})
    assert "<html" not in words(response)
    assert "HX-Request" in response["Vary"]
    assert "/pagina/1.webp" in words(response)
    assert "/pagina/2.webp" not in words(response)


def test_who_can_see_it_says_through_what_and_until_when(signed_in, reader, clerk, node):
    end = timezone.now() + timedelta(days=9)
    own = make_scope("document", "Només aquest", parent=node.scope)
    document = make_document(node=node, scope=own)
    guest = make_person("convidada.externa")
    give(guest, own, valid_to=end)
    told = signed_in(reader).get(f"/documents/{document.pk}/").context["reasons"]
    found = {
        reason.who: (reason.origin.name, reason.is_inherited, bool(reason.valid_to), mine) for reason, mine in told
    }
    assert found[str(reader)] == (node.scope.name, True, False, True)
    assert found[str(guest)] == ("Només aquest", False, True, False)


def test_the_case_file_of_a_document_shows_only_to_who_may_see_it(signed_in, reader, node):
    document = make_document(node=node)
    hidden = make_case_file("EXPEDIENT RESERVAT", node=node, scope=make_scope("case_file"), documents=[document])
    assert "EXPEDIENT RESERVAT" not in words(signed_in(reader).get(f"/documents/{document.pk}/"))
    give(reader, hidden.scope)
    assert "EXPEDIENT RESERVAT" in words(signed_in(reader).get(f"/documents/{document.pk}/"))


def test_access_that_ended_a_moment_ago_is_ended(signed_in, stranger, node):
    give(
        stranger,
        node.scope,
        valid_from=timezone.now() - timedelta(days=2),
        valid_to=timezone.now() - timedelta(seconds=1),
    )
    document = make_document(node=node)
    assert signed_in(stranger).get(f"/documents/{document.pk}/").status_code == 404


# --- The desk ------------------------------------------------------------------------------------


def on_the_desk(person) -> list[str]:
    return [row.title for panel in panels_for(person) if panel["key"] == "new-documents" for row in panel["rows"]]


def test_the_desk_shows_what_others_have_filed_lately(clerk, reader, node, hidden_node, stranger):
    make_document("INF MEU 01032026", node=node, author=reader)
    make_document("INF D'ALTRI 01032026", node=node, author=clerk)
    make_document("INF AMAGAT 01032026", node=hidden_node, author=clerk)
    old = make_document("INF VELL 01032026", node=node, author=clerk)
    Document.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert on_the_desk(reader) == ["INF D'ALTRI 01032026"]
    assert on_the_desk(stranger) == []


def test_who_may_read_little_still_finds_what_is_new(reader, node, hidden_node, monkeypatch):
    monkeypatch.setattr("docs_library.documents.listing.RECENT", 2)
    make_document("INF VISIBLE 01032026", node=node)
    for _each in range(5):
        make_document(node=hidden_node)
    assert on_the_desk(reader) == ["INF VISIBLE 01032026"]


# --- Cost ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/documents/", "class", "document", "/expedients/", "case_file"])
def test_queries_stay_few_and_do_not_grow_with_rows(signed_in, reader, node, address):
    document = make_document(node=node, pages=("una", "dues", "tres"))
    case_file = make_case_file(node=node, documents=[document])
    places = {
        "class": class_of(node),
        "document": f"/documents/{document.pk}/",
        "case_file": f"/expedients/{case_file.pk}/",
    }
    client = signed_in(reader)
    few = asked(client, places.get(address, address))
    for number in range(60):
        own = make_scope("document", parent=node.scope)
        below = make_node(parent=node, scope=own)
        make_case_file(node=node, documents=[make_document(node=node, scope=own)])
        make_document(LONG, node=below)
        case_file.filings.create(document=make_document(node=node), position=number + 2)
    many = asked(client, places.get(address, address))
    assert len(many) == len(few) <= BUDGET


def test_no_list_asks_for_the_text_of_pages(signed_in, reader, node):
    make_document(node=node)
    for address in ("/documents/", class_of(node), "/", "/expedients/"):
        assert not [sql for sql in asked(signed_in(reader), address) if "documents_pagetext" in sql]
