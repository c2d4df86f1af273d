"""Wagtail writes pages; it does not decide who reads them."""

import pytest

from tests.factories import give

pytestmark = pytest.mark.django_db


def test_who_may_write_but_not_read_sees_no_titles(signed_in, editor, procedure, site):
    client = signed_in(editor)
    listing = client.get(f"/editor/pages/{procedure.get_parent().pk}/")
    assert "Alta al padró" not in listing.content.decode()
    assert client.get(f"/editor/pages/{procedure.pk}/edit/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/editor/pages/{pk}/edit/",
        "/editor/pages/{pk}/history/",
        "/editor/pages/{pk}/revisions/compare/live...latest/",
        "/editor/pages/{pk}/view_draft/",
        "/editor/pages/{pk}/copy/",
        "/editor/pages/{pk}/move/",
        "/editor/pages/{pk}/delete/",
        "/editor/pages/{pk}/usage/",
        "/editor/pages/workflow/preview/{pk}/1/",
        "/editor/api/main/pages/{pk}/",
        "/editor/reports/aging-pages/",
        "/editor/tag-autocomplete/?term=a",
    ],
)
@pytest.mark.parametrize("superuser", [False, True])
def test_no_corner_of_the_editor_names_a_hidden_page(signed_in, editor, procedure, address, superuser):
    editor.is_superuser = superuser
    editor.save()
    assert signed_in(editor).get(address.format(pk=procedure.pk)).status_code == 404


def test_lists_of_the_editor_leave_hidden_pages_out(signed_in, editor, procedure):
    client = signed_in(editor)
    for address in ("/editor/api/main/pages/?limit=20", "/editor/pages/search/?q=padró", "/editor/choose-page/"):
        assert "Alta al padró" not in client.get(address).content.decode()


def test_who_may_read_and_write_edits(signed_in, editor, procedure):
    give(editor, procedure.scope)
    client = signed_in(editor)
    assert "Alta al padró" in client.get(f"/editor/pages/{procedure.pk}/edit/").content.decode()
    assert "Alta al padró" in client.get("/editor/api/main/pages/?limit=20").content.decode()


def test_who_has_no_business_in_the_editor_stays_out(signed_in, clerk, procedure):
    answer = signed_in(clerk).get("/editor/")
    assert answer.status_code in {302, 403}
    assert "/editor/login" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("address", ["/_util/login/", "/editor/password_reset/", "/admin/", "/django-admin/"])
def test_there_is_no_other_door(client, town, address):
    answer = client.get(address)
    assert answer.status_code in {302, 404}
    assert "password" not in answer.content.decode()
    if answer.status_code == 302:
        assert answer.headers["Location"].startswith("/entra/")


def test_the_editor_begins_with_the_shelves_that_may_be_read(signed_in, editor, procedure):
    shelf = procedure.get_parent()
    way_in = f"/editor/pages/{shelf.pk}/add_subpage/"
    assert way_in not in signed_in(editor).get("/editor/").content.decode()
    give(editor, shelf.specific.scope)
    assert way_in in signed_in(editor).get("/editor/").content.decode()
