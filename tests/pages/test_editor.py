"""Wagtail writes pages; it does not decide who reads them."""

import pytest

pytestmark = pytest.mark.django_db


def test_who_may_write_but_not_read_sees_no_titles(signed_in, editor, procedure, site):
    client = signed_in(editor)
    listing = client.get(f"/editor/pages/{procedure.get_parent().pk}/")
    assert "Alta al padró" not in listing.content.decode()
    assert client.get(f"/editor/pages/{procedure.pk}/edit/").status_code == 404


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
