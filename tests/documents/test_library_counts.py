"""The tree, the listing and the search count the same, whatever has been granted, cut or taken back."""

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docs_library.classification import tree
from intranet.access import services
from intranet.access.scopes import readable_scopes
from search import indexing
from search.engines import get_engine
from tests.factories import give, make_document, make_node, make_person, make_scope

WORD = "xiprerada"
SCOPES = 7
acts = st.lists(
    st.tuples(st.sampled_from(["give", "take", "cut", "join"]), st.integers(0, SCOPES - 1)), min_size=1, max_size=10
)


@pytest.fixture
def series(town, tmp_path, settings):
    """A function, two activities and four series; in each series documents of its scope and one of its own."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    function = make_node("F", is_series=False)
    activities = [make_node(f"F{number}", parent=function, is_series=False) for number in range(2)]
    nodes = [make_node(f"F{number}", parent=activities[number % 2]) for number in range(2, 6)]
    for number, node in enumerate(nodes):
        for _each in range(number + 1):
            make_document(f"INF {WORD.upper()} 01032026", node=node)
        make_document(f"INF {WORD.upper()} 01032026", node=node, scope=make_scope("document", parent=node.scope))
    get_engine().rebuild(indexing.all_entries(), reason="test")
    return [function, *activities, *nodes]


@pytest.mark.django_db
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts)
def test_tree_listing_and_search_count_the_same(series, signed_in, acts):
    person, standing = make_person(), []
    for act, where in acts:
        scope = series[where].scope
        if act == "give":
            standing.append(give(person, scope))
        elif act == "take" and standing:
            services.revoke(None, standing.pop(where % len(standing)))
        else:
            services.set_inheritance(None, scope, inherits=act == "join")
    branches = tree.build(readable_scopes(person)).branches
    client = signed_in(person)
    assert sum(branch.own["documents"] for branch in branches.values()) == _found(client)
    for node in series:
        _class_agrees(client, branches.get(node.pk), node)


def _class_agrees(client, branch, node) -> None:
    response = client.get(f"/documents/classe/{node.pk}/")
    assert response.status_code == (200 if branch else 404)
    if branch:
        assert response.context["page"].paginator.count == len(response.context["rows"]) == branch.own["documents"]
        assert branch.total["documents"] == sum(each.own["documents"] for each in branch.walk())
    if branch and branch.own["documents"]:
        assert _found(client, serie=node.code) == branch.own["documents"]


def _found(client, **filters) -> int:
    query = urlencode({"q": WORD, "tipus": "document", **filters})
    return client.get(f"/cerca/?{query}", headers={"accept": "application/json"}).json()["total"]
