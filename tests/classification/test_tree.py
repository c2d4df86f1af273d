"""The tree as each person sees it (R1, R19): what shows, and the counts."""

from datetime import date

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from docs_library.classification import tree
from intranet.access.scopes import readable_scopes
from tests.factories import give, make_case_file, make_document, make_node, make_person, make_scope


def seen_by(person) -> tree.Tree:
    return tree.build(readable_scopes(person))


def totals(person) -> dict[str, int]:
    return {branch.code: branch.total["documents"] for branch in seen_by(person).branches.values()}


@pytest.fixture
def clerk(town):
    return make_person("nuria.vidal")


@pytest.fixture
def urbanism(clerk):
    """A function with an activity and two series; the clerk reads all of it."""
    function = make_node("U", "Urbanisme", is_series=False)
    activity = make_node("U1", "Llicències", parent=function, is_series=False)
    works, activities = (
        make_node(code, title, parent=activity) for code, title in (("U11", "Obres"), ("U12", "Activitats"))
    )
    give(clerk, function.scope)
    return {"function": function, "activity": activity, "works": works, "activities": activities}


def test_counts_add_up_from_the_series_to_the_function(clerk, urbanism):
    make_document(node=urbanism["works"])
    make_document(node=urbanism["works"])
    make_document(node=urbanism["activities"])
    assert totals(clerk) == {"U": 3, "U1": 3, "U11": 2, "U12": 1}


def test_a_stranger_sees_no_class_at_all(stranger, urbanism):
    make_document(node=urbanism["works"])
    assert seen_by(stranger).roots == []


def test_a_document_of_ones_own_shows_the_way_to_it_and_counts_nothing_else(stranger, urbanism):
    make_document(node=urbanism["works"])
    own = make_scope("document", parent=urbanism["works"].scope)
    give(stranger, own)
    make_document(node=urbanism["works"], scope=own)
    assert totals(stranger) == {"U": 1, "U1": 1, "U11": 1}


def test_a_case_file_of_ones_own_shows_its_series(stranger, urbanism):
    own = make_scope("case_file", parent=urbanism["works"].scope)
    give(stranger, own)
    make_case_file(node=urbanism["works"], scope=own)
    branch = seen_by(stranger).branches[urbanism["works"].pk]
    assert branch.own["case_files"] == 1
    assert branch.total["documents"] == 0


def test_a_branch_that_is_cut_hides_with_what_it_holds(clerk, urbanism):
    closed = make_node(
        "S", "Serveis socials", scope=make_scope("node", parent=urbanism["function"].scope, inherits=False)
    )
    make_document(node=closed)
    assert "S" not in totals(clerk)
    with pytest.raises(Http404):
        seen_by(clerk).find_or_404(closed.pk)


def test_what_is_below_a_cut_is_marked_as_restricted(clerk, urbanism):
    cut = make_node("S", "Socials", scope=make_scope("node", inherits=False), is_series=False)
    below = make_node("S1", "Ajuts", parent=cut)
    give(clerk, cut.scope)
    branches = seen_by(clerk).branches
    assert branches[below.pk].is_restricted
    assert not branches[urbanism["works"].pk].is_restricted


def test_a_closed_class_shows_only_while_it_holds_something(clerk, urbanism):
    ended = {"parent": urbanism["activity"], "valid_to": date(2025, 12, 31)}
    make_node("U18", "Buida", **ended)
    full = make_node("U19", "Plena", **ended)
    make_document(node=full)
    branches = seen_by(clerk).branches
    assert branches[full.pk].is_closed
    assert "U18" not in totals(clerk)


def test_lines_open_the_way_to_the_current_class_and_close_every_list(clerk, urbanism):
    table = seen_by(clerk)
    lines = table.lines(table.branches[urbanism["works"].pk])
    assert [(line.branch.code, line.is_open) for line in lines] == [
        ("U", True),
        ("U1", True),
        ("U11", True),
        ("U12", False),
    ]
    assert [len(line.ends) for line in lines] == [0, 0, 0, 2]


@pytest.mark.parametrize("documents", [3, 60])
def test_the_number_of_queries_does_not_grow(clerk, urbanism, documents):
    for _each in range(documents):
        make_document(node=urbanism["works"], scope=make_scope("document", parent=urbanism["works"].scope))
        make_node(parent=urbanism["activity"])
    scopes = readable_scopes(clerk)
    with CaptureQueriesContext(connection) as queries:
        assert tree.build(scopes).branches[urbanism["function"].pk].total["documents"] == documents
    assert len(queries) == 3


def test_paths_of_all_classes_take_one_query(clerk, urbanism, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert tree.titles_by_node()[urbanism["works"].pk] == "Urbanisme › Llicències › Obres"
