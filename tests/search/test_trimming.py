"""R19, L (D): a result, snippet, count, facet or suggestion never reveals what the person may not open."""

from string import ascii_lowercase

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.query import parse_query
from search.results import find
from tests.search.conftest import entry

pytestmark = pytest.mark.django_db

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


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(corpus=corpora(), readable=st.sets(st.sampled_from(SCOPES)))
def test_hidden_words_are_in_no_correction_and_hidden_entries_in_nothing_similar(indexed, corpus, readable):
    """Words one letter away from a hidden one: what is proposed is what would be, if the hidden did not exist."""
    engine = indexed(corpus)
    visible = [one for one in corpus if one.scope_id in readable]
    shown = {word for one in visible for word in f"{one.title} {one.body}".split()}
    for one in corpus:
        for word in f"{one.title} {one.body}".split():
            assert set(engine.spellings(f"{word[:-1]}", readable)) <= shown
            page = find(engine, parse_query({"q": f"{word}z"}), readable)
            assert set(page.did_you_mean.split()) <= shown
        similar = {suggestion.id for suggestion in engine.similar(one.id, readable)}
        assert similar <= {other.id for other in visible if one in visible}
    ids = [one.id for one in corpus]
    assert [hit.id for hit in engine.fetch(ids, readable)] == [one.id for one in visible]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(corpus=corpora(), readable=st.sets(st.sampled_from(SCOPES), min_size=1))
def test_the_same_answers_come_with_and_without_what_is_hidden(indexed, corpus, readable):
    """Counts, facets, snippets, notes and corrections of an index with hidden entries and of one without them."""
    asked = [*(one.title.split()[1][:-1] for one in corpus), "comu", "comu -inexistent", "com*", "comu or titol"]
    answers = []
    for held in (corpus, [one for one in corpus if one.scope_id in readable]):
        engine = indexed(held)
        pages = (find(engine, parse_query({"q": text}), readable) for text in asked)
        answers.append([_said(page) for page in pages])
    assert answers[0] == answers[1]


def _said(page):
    said = page.as_json()
    # The weight of a word (BM25) is that of the whole index, so the order among near equals may differ.
    said["hits"] = sorted(said["hits"], key=lambda hit: hit["id"])
    return said
