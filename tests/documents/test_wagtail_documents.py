"""The editor: documents are chosen there and nothing else, and only by who may read them."""

import json

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import NoReverseMatch, reverse

from docs_library.documents.models import Document
from tests.factories import give, make_document, make_person


@pytest.fixture
def editor(town, node):
    """May enter the editor with every permission that Wagtail knows for documents, and reads one class only."""
    person = make_person("elena.editora", is_staff=True)
    group = Group.objects.create(name="Editors de prova")
    group.permissions.add(
        *Permission.objects.filter(codename="access_admin"),
        *Permission.objects.filter(content_type__app_label__in=["documents", "wagtaildocs"]),
    )
    person.groups.add(group)
    give(person, node.scope, "manage")
    return person


@pytest.fixture
def shown(node) -> Document:
    return make_document("VISIBLE", node=node)


@pytest.fixture
def secret(hidden_node) -> Document:
    return make_document("SECRETISSIM", node=hidden_node)


def chooser(name: str, *args) -> str:
    return reverse(f"wagtaildocs_chooser:{name}", args=args)


@pytest.mark.parametrize("query", ["", "?q=secret", "?q=vis", "?p=1", "?collection_id=1"])
@pytest.mark.parametrize("view", ["choose", "choose_results"])
def test_the_chooser_lists_only_readable_documents(signed_in, editor, shown, secret, view, query):
    answer = signed_in(editor).get(chooser(view) + query)
    assert answer.status_code == 200
    assert "SECRETISSIM" not in answer.content.decode()


def test_the_chooser_finds_a_readable_document_by_its_title(signed_in, editor, shown, secret):
    assert "VISIBLE" in signed_in(editor).get(chooser("choose_results") + "?q=visible").content.decode()


def test_a_chosen_document_leads_to_the_one_door_and_tells_no_hash(signed_in, editor, shown):
    answer = signed_in(editor).get(chooser("chosen", shown.pk))
    chosen = json.loads(answer.content)["result"]
    assert chosen["url"] == f"/documents/{shown.pk}/fitxer/"
    assert chosen["edit_url"] is None
    assert shown.current_version.blob.sha256 not in answer.content.decode()


def test_a_hidden_document_cannot_be_chosen_by_its_number(signed_in, editor, secret):
    client = signed_in(editor)
    for answer in (
        client.get(chooser("chosen", secret.pk)),
        client.get(chooser("chosen_multiple") + f"?id={secret.pk}"),
    ):
        assert "SECRETISSIM" not in answer.content.decode()


def test_a_superuser_chooses_only_what_somebody_granted(signed_in, editor, secret):
    editor.is_superuser = True
    editor.save()
    client = signed_in(editor)
    assert "SECRETISSIM" not in client.get(chooser("choose")).content.decode()
    assert "SECRETISSIM" not in client.get("/editor/api/main/documents/").content.decode()


CLOSED = [
    "/editor/documents/",
    "/editor/documents/results/?q=secret",
    "/editor/documents/add/",
    "/editor/documents/multiple/add/",
    "/editor/documents/edit/{pk}/",
    "/editor/documents/delete/{pk}/",
    "/editor/documents/usage/{pk}/",
    "/editor/documents/multiple/{pk}/",
    "/editor/documents/multiple/{pk}/delete/",
    "/editor/documents/chooser/create/",
    "/editor/bulk/documents/document/delete/?id={pk}",
    "/editor/bulk/documents/document/add_tags/?id={pk}",
    "/editor/bulk/documents/document/add_to_collection/?id={pk}",
]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", CLOSED)
@pytest.mark.parametrize("which", ["shown", "secret"])
def test_no_other_door_of_the_editor_shows_or_touches_documents(
    signed_in, editor, shown, secret, which, address, method
):
    """Not even those that the editor may manage: changes go by the library, with their trace."""
    document = {"shown": shown, "secret": secret}[which]
    client = signed_in(editor)
    answer = getattr(client, method)(
        address.format(pk=document.pk), {"title": "canviat", "id": document.pk}, follow=True
    )
    assert "SECRETISSIM" not in answer.content.decode()
    assert {each.title for each in Document.objects.all()} == {"VISIBLE", "SECRETISSIM"}
    assert document.file.storage.exists(document.file.name)


def test_the_api_of_the_editor_shows_only_readable_documents(signed_in, editor, shown, secret):
    client = signed_in(editor)
    listed = client.get("/editor/api/main/documents/").json()
    assert [item["title"] for item in listed["items"]] == ["VISIBLE"]
    assert listed["meta"]["total_count"] == 1
    assert client.get(f"/editor/api/main/documents/{secret.pk}/").status_code == 404
    for query in ("?search=secretissim", "?order=-title", "?fields=*"):
        assert "SECRETISSIM" not in client.get(f"/editor/api/main/documents/{query}").content.decode()


def test_wagtails_own_way_out_for_files_is_not_there(signed_in, editor, shown):
    with pytest.raises(NoReverseMatch):
        reverse("wagtaildocs_serve", args=[shown.pk, "a.pdf"])
    answer = signed_in(editor).get(f"/documents/{shown.pk}/{shown.title}.pdf")
    assert answer.status_code == 404


def test_the_summary_of_the_editor_counts_no_documents(signed_in, editor, shown, secret):
    assert "SECRETISSIM" not in signed_in(editor).get("/editor/", follow=True).content.decode()
