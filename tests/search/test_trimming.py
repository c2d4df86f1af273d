"""R19, L (D): a result, snippet, count, facet or suggestion never reveals what the person may not open."""

from string import ascii_lowercase

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.query import parse_query
from search.results import find
from tests.search.conftest import entry

SCOPES = range(1, 6)
words = st.text(alphabet=ascii_lowercase, min_size=4, max_size=8)


@st.composite
def corpora(draw):
    """Entries whose words, series and years occur in no other, spread over some scopes."""
    count = draw(st.integers(min_value=1, max_value=12))
    return [
        entry(
            pk,
            title=f"comu titol{'x' * 3}{ascii_lowercase[pk] * 5} {draw(words)}",
            body=f"comu cos{ascii_lowercase[pk] * 6} {draw(words)}",
            scope=draw(st.sampled_from(SCOPES)),
            series=f"S{pk}",
            series_label=f"Sèrie {pk}",
            year=1900 + pk,
        )
        for pk in range(1, count + 1)
    ]


@pytest.fixture
def indexed(engine):
    def fill(corpus):
        engine.rebuild(corpus, reason="test")
        return engine

    return fill


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(corpus=corpora(), readable=st.sets(st.sampled_from(SCOPES)))
def test_nothing_that_is_hidden_leaves_a_trace(indexed, corpus, readable):
    engine = indexed(corpus)
    visible = {one.pk for one in corpus if one.scope_id in readable}
    for asked in ({"q": "comu"}, {"q": "-inexistent"}, {"q": "comu inexistent -res"}):
        results = engine.search(parse_query(asked), readable)
        assert results.total == (0 if "comu inexistent" in asked["q"] else len(visible))
        assert {hit.pk for hit in results.hits} <= visible
        assert {int(one.value[1:]) for one in results.facets.get("serie", ())} <= visible
        assert {int(one.value) - 1900 for one in results.facets.get("any", ())} <= visible
        assert sum(one.count for one in results.facets.get("tipus", ())) == results.total


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(corpus=corpora(), readable=st.sets(st.sampled_from(SCOPES)))
def test_hidden_words_are_as_if_they_did_not_exist(indexed, corpus, readable):
    engine = indexed(corpus)
    for one in corpus:
        for word in (*one.title.split()[1:2], *one.body.split()[1:2]):
            page = find(engine, parse_query({"q": word}), readable)
            assert page.total == (1 if one.scope_id in readable else 0)
            assert bool(page.notes) is False
        suggested = engine.suggest(one.title.split()[1][:-2], readable)
        assert {suggestion.id for suggestion in suggested} <= {e.id for e in corpus if e.scope_id in readable}
        assert (one.id in {suggestion.id for suggestion in suggested}) is (one.scope_id in readable)


def test_a_filter_on_a_hidden_series_or_year_finds_nothing(engine):
    engine.rebuild(
        [entry(1, "Ban", series="S1", year=1901), entry(2, "Ban", scope=9, series="S9", year=1909)], reason="t"
    )
    for filters in ({"serie": "S9"}, {"any": "1909"}):
        results = engine.search(parse_query({"q": "ban", **filters}), {1})
        assert results.total == 0
        assert not any(results.facets.values())
