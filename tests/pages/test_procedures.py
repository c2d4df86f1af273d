"""Internal procedures: readable by whom they are for, marked as read by edition (R18)."""

from datetime import date, timedelta

import pytest

from intranet.pages.models import ProcedurePage, ProcedureReading
from intranet.pages.panels import procedures_to_read

pytestmark = pytest.mark.django_db


def test_staff_read_the_steps_in_order(signed_in, clerk, procedure):
    answer = signed_in(clerk).get("/procediments/alta-al-padro/")
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "Rep la sol·licitud" in html
    assert "3 mesos" in html


def test_a_stranger_finds_neither_page_nor_title(signed_in, stranger, procedure):
    client = signed_in(stranger)
    assert client.get("/procediments/alta-al-padro/").status_code == 404
    assert client.get("/procediments/").status_code == 404
    assert client.post(f"/procediments/{procedure.pk}/llegit/").status_code == 404
    assert procedures_to_read(stranger) is None


def test_reading_is_noted_once_for_each_edition(signed_in, clerk, procedure):
    client = signed_in(clerk)
    for _time in range(2):
        client.post(f"/procediments/{procedure.pk}/llegit/")
    assert ProcedureReading.objects.filter(person=clerk, edition=1).count() == 1
    assert procedures_to_read(clerk) is None


def test_a_new_text_in_force_is_to_be_read_again(clerk, procedure, signed_in):
    signed_in(clerk).post(f"/procediments/{procedure.pk}/llegit/")
    procedure.summary = "Ara cal demanar-ho en línia."
    procedure.save_revision().publish()
    assert ProcedurePage.objects.get(pk=procedure.pk).edition == 2
    assert [each.pk for each in procedures_to_read(clerk)["procedures"]] == [procedure.pk]


def test_a_draft_is_not_read_by_anybody(signed_in, clerk, procedure):
    procedure.unpublish()
    assert signed_in(clerk).get("/procediments/alta-al-padro/").status_code == 404
    assert procedures_to_read(clerk) is None


def test_a_page_past_its_review_date_says_so(signed_in, clerk, procedure):
    ProcedurePage.objects.filter(pk=procedure.pk).update(review_date=date.today() - timedelta(days=1))
    assert "aside" in signed_in(clerk).get("/procediments/alta-al-padro/").content.decode()
    assert ProcedurePage.objects.get(pk=procedure.pk).is_past_review


def test_the_shelf_asks_the_same_of_the_database_with_three_or_thirty(
    signed_in, clerk, procedure, django_assert_max_num_queries
):
    client = signed_in(clerk)
    client.get("/procediments/")
    shelf = procedure.get_parent()
    for number in range(30):
        page = ProcedurePage(title=f"Procediment {number}", slug=f"p{number}", summary="…", owner_person=clerk)
        shelf.add_child(instance=page)
        shelf.refresh_from_db()
    with django_assert_max_num_queries(20):
        assert "Procediment 29" in client.get("/procediments/").content.decode()
