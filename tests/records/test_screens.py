"""The case files as people see them: the list, one of them, and the form that opens one (R2, R7, R8)."""

from datetime import date

import pytest

from docs_library.records.models import CaseFile
from search import outbox, sources
from tests.factories import give, make_case_file, make_document, make_node, make_person, make_scope


@pytest.fixture
def reader(series):
    person = make_person("joan.lector")
    give(person, series.scope)
    return person


def listed(client, **filters) -> list[str]:
    return [case_file.subject for case_file in client.get("/expedients/", filters).context["page"]]


def test_the_list_goes_from_the_latest_number_and_hides_what_is_not_ones_own(signed_in, reader, series, stranger):
    make_case_file("EXPEDIENT PRIMER", node=series, year=2025, sequence=9)
    make_case_file("EXPEDIENT SEGON", node=series, year=2026, sequence=1)
    make_case_file("EXPEDIENT RESERVAT", node=series, scope=make_scope("case_file"))
    assert listed(signed_in(reader)) == ["EXPEDIENT SEGON", "EXPEDIENT PRIMER"]
    assert listed(signed_in(stranger)) == []


@pytest.mark.parametrize(
    "asked", ["2026/0012", "2026-12", " 2026 / 12 ", "major", "MAJOR obres", "soler", "Soler obres"]
)
def test_a_case_file_is_found_by_number_subject_or_name(signed_in, reader, series, asked):
    wanted = make_case_file("OBRES AL CARRER MAJOR", node=series, year=2026, sequence=12)
    wanted.interested_parties.create(name="Marta Soler i Puig")
    make_case_file("SUBVENCIÓ FESTA GRAN", node=series, year=2026, sequence=13)
    assert listed(signed_in(reader), q=asked) == ["OBRES AL CARRER MAJOR"]


def test_state_year_and_series_narrow_the_list(signed_in, reader, series):
    make_case_file("EXPEDIENT TANCAT", node=series, year=2025, status="closed", closed_on=date(2025, 5, 1))
    make_case_file("EXPEDIENT OBERT", node=series, year=2026)
    client = signed_in(reader)
    assert listed(client, estat="closed") == listed(client, any="2025") == ["EXPEDIENT TANCAT"]
    assert len(listed(client, serie=series.pk)) == 2


def test_filters_offer_nothing_of_what_is_hidden(signed_in, reader, series):
    secret = make_node("S1", "Ajuts d'urgència")
    make_case_file(node=secret, year=1999)
    make_case_file(node=series, year=2026)
    page = signed_in(reader).get("/expedients/").content.decode()
    assert "urgència" not in page
    assert "1999" not in page


@pytest.mark.parametrize("filters", [{"estat": "x"}, {"any": "fa temps"}, {"serie": "999999"}, {"q": "x" * 201}])
def test_a_filter_that_does_not_exist_is_told_and_hides_nothing(signed_in, reader, series, filters):
    make_case_file("EXPEDIENT VISIBLE", node=series)
    response = signed_in(reader).get("/expedients/", filters)
    assert response.status_code == 400
    assert len(response.context["page"]) == 1


@pytest.mark.parametrize("asked", ["%", "_", "' OR 1=1", "9999999/99999999999", "2026/" + "9" * 300, "\x00", "(*"])
def test_odd_questions_find_nothing_and_break_nothing(signed_in, reader, series, asked):
    make_case_file("EXPEDIENT VISIBLE", node=series)
    response = signed_in(reader).get("/expedients/", {"q": asked})
    assert response.status_code in {200, 400}


def test_a_case_file_shows_its_documents_in_order_and_only_those_one_may_see(signed_in, reader, series):
    first, hidden, last = (
        make_document("INF PRIMER 01032026", node=series, date=date(2026, 3, 1)),
        make_document("INF AMAGAT 01032026", node=series, scope=make_scope("document")),
        make_document("INF DARRER 01012026", node=series, date=date(2026, 1, 1)),
    )
    case_file = make_case_file(
        "OBRES AL CARRER MAJOR", node=series, phase="instruction", documents=[first, hidden, last]
    )
    response = signed_in(reader).get(f"/expedients/{case_file.pk}/")
    assert [row.title for row in response.context["rows"]] == [first.title, last.title]
    assert [phase["is_current"] for phase in response.context["phases"]] == [False, True, False]
    assert hidden.title not in response.content.decode()


def test_a_stranger_finds_no_case_file(signed_in, stranger, series):
    case_file = make_case_file(node=series)
    assert signed_in(stranger).get(f"/expedients/{case_file.pk}/").status_code == 404
    assert signed_in(stranger).get("/expedients/987654/").status_code == 404


def test_opening_one_by_the_form_gives_number_capitals_and_names(signed_in, clerk, series):
    form = {"node": series.pk, "subject": "obres  al carrer major", "parties": "Marta Soler\n\n  Obres   Roca SL "}
    response = signed_in(clerk).post("/expedients/nou/", form)
    opened = CaseFile.objects.get()
    assert response["Location"] == f"/expedients/{opened.pk}/"
    assert (opened.subject, opened.sequence) == ("OBRES AL CARRER MAJOR", 1)
    assert [party.name for party in opened.interested_parties.order_by("pk")] == ["Marta Soler", "Obres Roca SL"]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"subject": "curt"},
        {"subject": "AJUT PER A 12345678Z"},
        {"subject": "X" * 121},
        {"node": ""},
        {"node": "no és un número"},
        {"parties": "x" * 201},
        {"parties": "Nom\n" * 101},
    ],
)
def test_a_form_that_cannot_stand_is_refused_and_saves_nothing(signed_in, clerk, series, form):
    whole = {"node": series.pk, "subject": "OBRES AL CARRER MAJOR", "parties": ""}
    response = signed_in(clerk).post("/expedients/nou/", {**whole, **form} if form else {})
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert not CaseFile.objects.exists()


def test_the_form_offers_only_series_in_force_where_one_may_file(signed_in, clerk, series, reader):
    for fields in ({"valid_to": date(2025, 1, 1)}, {"is_series": False}):
        give(clerk, make_node(**fields).scope, "edit")
    make_node("S1", "Serveis socials")
    offered = signed_in(clerk).get("/expedients/nou/").context["form"].fields["node"].queryset
    assert list(offered) == [series]
    assert not signed_in(reader).get("/expedients/nou/").context["form"].fields["node"].queryset.exists()


def test_who_only_reads_cannot_open_one_by_posting(signed_in, reader, series):
    response = signed_in(reader).post("/expedients/nou/", {"node": series.pk, "subject": "OBRES AL CARRER MAJOR"})
    assert response.status_code == 400
    assert not CaseFile.objects.exists()


def test_search_learns_number_subject_and_names_in_three_queries(series, django_assert_num_queries):
    source = sources.get_source("casefile")
    pks = [make_case_file(f"EXPEDIENT NÚMERO {n}", node=series, year=2026, sequence=n).pk for n in (7, 8)]
    CaseFile.objects.get(pk=pks[0]).interested_parties.create(name="Marta Soler")
    with django_assert_num_queries(3):
        first, _second = source.entries(pks)
    assert first.title.startswith("2026/0007")
    assert "Marta Soler" in first.body
    assert (first.series, first.scope_id) == ("U11", series.scope_id)
    assert list(source.pks()) == pks
    outbox.touch("casefile", pks)


def test_search_learns_title_text_type_and_tags_of_documents_in_six_queries(series, django_assert_max_num_queries):
    source = sources.get_source("document")
    documents = [make_document(node=series, pages=("primera", "segona")) for _each in range(5)]
    documents[0].tags.add("urgent")
    with django_assert_max_num_queries(6):
        entries = list(source.entries([document.pk for document in documents]))
    assert entries[0].pages == ("primera", "segona")
    assert "urgent" in entries[0].headings
    assert entries[0].series_label == "Llicències d'obres"
    assert len(entries) == 5
