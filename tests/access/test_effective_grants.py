"""Effective grants agree with walking up the tree by hand, whatever is granted, cut and revoked."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intranet.access import services
from intranet.access.models import Scope
from intranet.access.scopes import readable_scope_ids
from tests.factories import give, make_person, make_scope

SCOPES = 6
PEOPLE = 3

# A tree as parents of earlier scopes, and a series of acts upon it.
trees = st.lists(st.tuples(st.integers(-1, SCOPES), st.booleans()), min_size=1, max_size=SCOPES)
acts = st.lists(
    st.one_of(
        st.tuples(st.just("grant"), st.integers(0, SCOPES - 1), st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("revoke"), st.integers(0, 20), st.just(0)),
        st.tuples(st.just("toggle"), st.integers(0, SCOPES - 1), st.just(0)),
    ),
    max_size=10,
)


def _by_hand(scope: Scope, granted: set[tuple[int, int]], person_number: int) -> bool:
    current = scope
    while current is not None:
        if (current.pk, person_number) in granted:
            return True
        current = Scope.objects.get(pk=current.parent_id) if current.inherits and current.parent_id else None
    return False


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=trees, acts=acts)
def test_the_written_out_grants_are_what_the_tree_says(town, tree, acts):
    scopes: list[Scope] = []
    for parent, inherits in tree:
        above = scopes[parent] if 0 <= parent < len(scopes) else None
        scopes.append(make_scope("node", parent=above, inherits=inherits))
    people = [make_person() for _number in range(PEOPLE)]
    standing: list[tuple[int, int, object]] = []
    for act, first, second in acts:
        if act == "grant":
            scope = scopes[first % len(scopes)]
            standing.append((scope.pk, second, give(people[second], scope)))
        elif act == "revoke" and standing:
            services.revoke(None, standing.pop(first % len(standing))[2])
        elif act == "toggle":
            scope = scopes[first % len(scopes)]
            services.set_inheritance(None, scope, inherits=not scope.inherits)
    granted = {(scope_pk, number) for scope_pk, number, _grant in standing}
    mine = {scope.pk for scope in scopes}
    for number, person in enumerate(people):
        expected = {s.pk for s in Scope.objects.filter(pk__in=mine) if _by_hand(s, granted, number)}
        assert readable_scope_ids(person) & mine == expected
