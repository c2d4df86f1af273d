"""Questions about words: how else one may be spelt, and who else says what tells a text from the others."""

from collections import Counter
from collections.abc import Collection, Iterator

import tantivy
from tantivy import Occur, Query

from search import analysis, likeness
from search.engines.base import Hit
from search.engines.tantivy_queries import QueryBuilder
from search.engines.tantivy_schema import read_hit
from search.spelling import distance, edits_allowed

NEAR_HITS = 12
READ_CHARACTERS = 30_000


def spellings(
    searcher: tantivy.Searcher, queries: QueryBuilder, word: str, scope_ids: Collection[int], limit: int
) -> list[str]:
    """Words near this one, read from entries that the scopes hold: the dictionary of the index is never asked alone,

    for it also holds the words of what the person may not read.
    """
    edits = edits_allowed(word)
    if not edits or _count(searcher, queries, word, scope_ids):
        return []
    near: Counter[str] = Counter()
    for field in ("title", "text"):
        fuzzy = Query.fuzzy_term_query(queries.schema, field, word, edits)
        near.update(_words_near(searcher, queries.within(scope_ids, fuzzy), word, edits))
    counted = {one: _count(searcher, queries, one, scope_ids) for one, _ in near.most_common(2 * limit)}
    likeliest = sorted(counted, key=lambda one: (distance(word, one, edits), -counted[one], one))
    return [one for one in likeliest if counted[one]][:limit]


def more_like(
    searcher: tantivy.Searcher, queries: QueryBuilder, hit: Hit, scope_ids: Collection[int], limit: int
) -> list[tantivy.DocAddress]:
    """Entries of the same kind that share at least two of the words that tell this one from the rest."""
    said = likeness.candidates(hit)
    telling = likeness.telling_words(said, {word: _count(searcher, queries, word, scope_ids) for word in said})
    if len(telling) < likeness.MIN_SHARED:
        return []
    # What a word weighs in the whole index would tell of what is hidden: it counts what it is worth and no more.
    shared = [(Occur.Should, Query.const_score_query(queries.word(word), worth)) for word, worth in telling]
    like = Query.boolean_query(shared, minimum_number_should_match=likeness.MIN_SHARED)
    same_kind = queries.exactly("type", hit.type)
    itself = Query.term_query(queries.schema, "id", hit.id)
    query = Query.boolean_query(
        [(Occur.Must, queries.within(scope_ids, like)), (Occur.Must, same_kind), (Occur.MustNot, itself)]
    )
    return [address for _, address in searcher.search(query, limit, count=False).hits]


def _count(searcher: tantivy.Searcher, queries: QueryBuilder, word: str, scope_ids: Collection[int]) -> int:
    holding = Query.const_score_query(queries.within(scope_ids, queries.word(word)), 0.0)
    return searcher.search(holding, 1).count or 0  # type: ignore[attr-defined]


def _words_near(searcher: tantivy.Searcher, query: Query, word: str, edits: int) -> Iterator[str]:
    for _, address in searcher.search(query, NEAR_HITS, count=False).hits:
        hit = read_hit(searcher.doc(address), 0.0)
        words = set(analysis.analyse(f"{hit.title} {hit.body[:READ_CHARACTERS]}").exact.split())
        yield from (one for one in words if distance(word, one, edits) <= edits)
