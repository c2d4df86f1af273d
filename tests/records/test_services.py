"""Opening case files and filing documents (R2, R7, R11)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import close_old_connections, connection, transaction
from django.http import Http404
from django.utils import timezone

from docs_library.records.models import CaseFile
from docs_library.records.services import file_document, open_case_file
from intranet.access.models import AuditEvent
from search.models import OutboxEntry
from tests.factories import give, make_case_file, make_document, make_node, make_person, make_scope

SUBJECT = "LLICÈNCIA D'OBRES, C/ MAJOR 12"


def this_year() -> int:
    return timezone.localdate().year


def test_the_first_of_the_year_is_number_one_and_the_next_two(clerk, series):
    numbers = [open_case_file(clerk, series, subject=SUBJECT).number for _each in range(2)]
    assert numbers == [f"{this_year()}/0001", f"{this_year()}/0002"]


def test_numbers_do_not_depend_on_the_series(clerk, series):
    other = make_node("U12", "Activitats")
    give(clerk, other.scope, "edit")
    assert [open_case_file(clerk, node, subject=SUBJECT).sequence for node in (series, other, series)] == [1, 2, 3]


def test_the_counter_goes_on_after_case_files_brought_from_elsewhere(clerk, series):
    make_case_file(node=series, year=this_year(), sequence=41)
    make_case_file(node=series, year=this_year() - 1, sequence=900)
    assert open_case_file(clerk, series, subject=SUBJECT).sequence == 42


def test_a_number_is_given_back_when_all_is_undone_so_that_there_is_no_gap(clerk, series):
    with pytest.raises(RuntimeError), transaction.atomic():
        open_case_file(clerk, series, subject=SUBJECT)
        raise RuntimeError
    assert open_case_file(clerk, series, subject=SUBJECT).sequence == 1


def test_a_number_is_not_used_again_even_if_its_case_file_is_gone(clerk, series):
    open_case_file(clerk, series, subject=SUBJECT).delete()
    assert open_case_file(clerk, series, subject=SUBJECT).sequence == 2


def test_it_begins_open_in_the_first_phase_under_the_scope_of_its_series(clerk, series):
    opened = open_case_file(clerk, series, subject=SUBJECT, parties=["Marta Soler", "Obres Roca SL"])
    assert (opened.status, opened.phase, opened.scope_id) == ("open", "start", series.scope_id)
    assert [party.name for party in opened.interested_parties.order_by("pk")] == ["Marta Soler", "Obres Roca SL"]
    assert AuditEvent.objects.filter(action="case_file.opened", object_id=str(opened.pk), actor=clerk).exists()


def test_the_search_hears_of_it_in_the_same_transaction(clerk, series):
    opened = open_case_file(clerk, series, subject=SUBJECT)
    assert OutboxEntry.objects.filter(source="casefile", object_pk=opened.pk).exists()


@pytest.mark.parametrize(
    "fields", [{"is_series": False}, {"valid_to": date(2025, 12, 31)}], ids=["not a series", "closed"]
)
def test_only_a_series_in_force_takes_case_files(clerk, fields):
    node = make_node(**fields)
    give(clerk, node.scope, "edit")
    with pytest.raises(ValidationError):
        open_case_file(clerk, node, subject=SUBJECT)
    assert not CaseFile.objects.exists()


def test_a_bad_subject_leaves_nothing_behind(clerk, series):
    with pytest.raises(ValidationError):
        open_case_file(clerk, series, subject="curt")
    assert open_case_file(clerk, series, subject=SUBJECT).sequence == 1


def test_who_only_reads_is_forbidden_and_a_stranger_finds_nothing(series, stranger):
    reader = make_person()
    give(reader, series.scope)
    with pytest.raises(PermissionDenied):
        open_case_file(reader, series, subject=SUBJECT)
    with pytest.raises(Http404):
        open_case_file(stranger, series, subject=SUBJECT)


def test_documents_take_their_places_in_order(clerk, series):
    case_file = make_case_file(node=series, documents=[make_document(node=series)])
    assert [file_document(clerk, case_file, make_document(node=series)).position for _each in range(2)] == [2, 3]


def test_a_closed_case_file_takes_nothing_more(clerk, series):
    closed = make_case_file(node=series, status="closed", closed_on=date(2026, 3, 2))
    with pytest.raises(ValidationError):
        file_document(clerk, closed, make_document(node=series))


def test_a_document_is_in_one_case_file_only(clerk, series):
    document = make_document(node=series)
    make_case_file(node=series, documents=[document])
    with pytest.raises(ValidationError):
        file_document(clerk, make_case_file(node=series), document)


def test_a_document_that_one_may_not_change_is_not_filed(clerk, series):
    case_file = make_case_file(node=series)
    with pytest.raises(Http404):
        file_document(clerk, case_file, make_document(node=series, scope=make_scope("document")))


@pytest.mark.django_db(transaction=True)
def test_many_people_opening_at_once_get_numbers_without_gap_or_repetition(clerk, series):
    def open_one(_number: int) -> int:
        try:
            return open_case_file(clerk, series, subject=SUBJECT).sequence
        finally:
            close_old_connections()
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        numbers = list(pool.map(open_one, range(24)))
    assert sorted(numbers) == list(range(1, 25))
