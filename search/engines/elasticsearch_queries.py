"""From what a person asked to Elasticsearch queries: what must match, and what decides the order."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from elasticsearch_dsl import Q
from elasticsearch_dsl.query import Query

from search import analysis
from search.engines.entries import START_CHARACTERS, WORD_FIELDS, typed_words
from search.likeness import MIN_SHARED
from search.query import SearchQuery
from search.relevance import ALL_WORDS_BONUS, BOOSTS, TITLE_PHRASE_BOOST
from search.sources import case_number_forms
from search.syntax import Alike, Any, Field, Node, Phrase, Prefix, Term, Years, words_of


def visible(scope_ids: Collection[int]) -> Query:
    """Only what those scopes hold: part of every question."""
    return Q("terms", scope=[str(scope) for scope in sorted(scope_ids)])


def ranked(query: SearchQuery, scope_ids: Collection[int]) -> Query:
    """What is found, with its score; the recent gently above the old."""
    asked = _boolean(
        must=_wanted(query),
        should=[*_title_phrases(query), *_all_words(query)],
        filter=[visible(scope_ids), *_filters(query), *map(_node, query.conditions)],
        must_not=[_node(unwanted) for unwanted in query.unwanted],
        minimum_should_match=0,
    )
    if not query.has_words:
        return asked
    recent = {"field_value_factor": {"field": "recency", "missing": 1}}
    return Q("function_score", query=asked, functions=[recent], boost_mode="multiply")


def suggested(prefix: str, scope_ids: Collection[int]) -> Query | None:
    """Titles with all the words, the last of which may be unfinished, those that begin so with a score of 1.

    None if there is no word.
    """
    complete, unfinished = typed_words(prefix)
    if not unfinished:
        return None
    start = " ".join((*complete, unfinished))[:START_CHARACTERS]
    words = [_any([Q("prefix", title=unfinished), _in_title(unfinished)]), *map(_in_title, complete)]
    begins = Q("constant_score", filter=Q("prefix", title_start=start), boost=1)
    return _boolean(filter=[visible(scope_ids), *words], should=[begins])


def within(scope_ids: Collection[int], *conditions: Query, without: Sequence[Query] = ()) -> Query:
    """What meets the conditions among what those scopes hold, ordered by the last of them."""
    *filters, decisive = conditions
    return _boolean(must=[decisive], filter=[visible(scope_ids), *filters], must_not=list(without))


def spelt_nearly(word: str, edits: int) -> Query:
    near = {"value": word, "fuzziness": edits, "max_expansions": 100, "prefix_length": 0}
    return _any([Q("fuzzy", title=near), Q("fuzzy", text=near)])


def in_any_form(word: str) -> Query:
    return _part(word)


def like(telling: Iterable[tuple[str, float]]) -> Query:
    """At least two of those words, each with what it is worth and not with its weight in the whole index."""
    shared = [Q("constant_score", filter=in_any_form(word), boost=worth) for word, worth in telling]
    return Q("bool", should=shared, minimum_should_match=MIN_SHARED)


def on_pages(entry_ids: Collection[str], query: SearchQuery) -> Query | None:
    """The best page of each of those entries, in `inner_hits`; None if nothing was asked of a text.

    Any of the words is enough: a page rarely has all that the document has.
    """
    words = [_node(word, inside="pages.") for word in words_of(query.root.nodes)]
    if not words:
        return None
    best = {"size": 1, "_source": False, "docvalue_fields": ["pages.number"], "sort": ["_score", "pages.number"]}
    pages = Q("nested", path="pages", query=_any(words), inner_hits=best, score_mode="max")
    return _boolean(must=[pages], filter=[Q("ids", values=sorted(entry_ids))])


# --- Conditions ----------------------------------------------------------------------------------


def _wanted(query: SearchQuery) -> list[Query]:
    if query.enough:
        return [_boolean(should=[_scored(node) for node in query.loose], minimum_should_match=query.enough)]
    return [_scored(node) for node in query.wanted]


def _filters(query: SearchQuery) -> Iterator[Query]:
    if query.type:
        yield Q("term", type=query.type)
    if query.series:
        yield Q("term", series=query.series)
    if query.years:
        yield _years(query.years)


def _node(node: Node, *, inside: str = "") -> Query:
    """What must be so for the node to hold, whatever it is."""
    match node:
        case Term():
            return _word(node, inside)
        case Phrase():
            return _phrase(f"{inside}text", node.words)
        case Prefix():
            return Q("prefix", **{f"{inside}text": node.start})
        case Years():
            return _years(node)
        case Field():
            return _field(node)
        case Any():
            return _any([_node(one, inside=inside) for one in node.nodes])
        case Alike():
            return _any([_all([_word(word, inside) for word in run]) for run in node.runs])
    raise TypeError(f"No query is made of {node!r}")


def _scored(node: Node) -> Query:
    if isinstance(node, Term):
        return _scored_word(node)
    if isinstance(node, Any):
        return _any([_scored(one) for one in node.nodes])
    if isinstance(node, Alike):
        others = (_boolean(must=list(map(_scored_word, run)), boost=node.worth(run)) for run in node.others)
        return _any([_all(map(_scored_word, node.nodes)), *others])
    return _node(node)


def _scored_word(term: Term) -> Query:
    return _boolean(must=[_word(term)], should=list(_worth(term)), minimum_should_match=0)


def _years(years: Years) -> Query:
    span = {"gte": years.first, "lte": years.last}
    return Q("range", year={bound: year for bound, year in span.items() if year is not None})


def _field(field: Field) -> Query:
    if field.name == "tipus":
        return Q("term", type=field.value)
    if field.name == "expedient":
        return Q("terms", case_file=list(case_number_forms(field.value)))
    name = WORD_FIELDS[field.name]
    words = _all([_any([_match(name, word), _match(f"{name}.es", word)]) for word in field.words()])
    return _any([words, Q("term", series=field.value)]) if field.name == "serie" else words


# --- One word ------------------------------------------------------------------------------------


def _in_title(word: str) -> Query:
    """In any form."""
    return _any([Q("term", title=word), *(_match(f"title_{language}", word) for language in analysis.LANGUAGES)])


def _word(term: Term, inside: str = "") -> Query:
    """In any form: all its parts, or the code written without separators."""
    if term.literal:
        return _all([Q("term", **{f"{inside}text": part}) for part in term.parts])
    parts = _all([_part(part, inside) for part in term.parts])
    return _any([Q("term", **{f"{inside}text": term.joined}), parts]) if term.joined else parts


def _part(part: str, inside: str = "") -> Query:
    """Small words, numbers and codes as they are; other words in the forms of both languages."""
    exact = f"{inside}text"
    if not part.isalpha() or analysis.is_stop_word(part):
        return Q("term", **{exact: part})
    return _any([_match(f"{exact}_{language}", part) for language in analysis.LANGUAGES])


def _worth(term: Term) -> Iterator[Query]:
    words = (term.joined,) if term.joined else term.parts
    for field in ("title", "headings", "text"):
        yield from (Q("term", **{field: {"value": word, "boost": BOOSTS[field]}}) for word in words)
    for field in ("title", "headings"):
        boost = BOOSTS[f"{field}_stems"]
        yield from (
            _match(f"{field}_{language}", word, boost=boost) for word in words for language in analysis.LANGUAGES
        )


def _title_phrases(query: SearchQuery) -> Iterator[Query]:
    """Two words that follow each other in a title are most of the time its name."""
    words = [term.exact for term in query.terms]
    for pair in pairwise(words):
        yield _phrase("title", pair, slop=2, boost=TITLE_PHRASE_BOOST)
    for phrase in query.phrases:
        yield _phrase("title", phrase, boost=TITLE_PHRASE_BOOST)


def _all_words(query: SearchQuery) -> Iterator[Query]:
    if query.enough:
        yield Q("constant_score", filter=_all(map(_node, query.wanted)), boost=ALL_WORDS_BONUS)


# --- Bricks --------------------------------------------------------------------------------------


def _match(field: str, word: str, *, boost: float = 1.0) -> Query:
    return Q("match", **{field: {"query": word, "operator": "and", "boost": boost}})


def _phrase(field: str, words: Sequence[str], *, slop: int = 0, boost: float = 1.0) -> Query:
    return Q("match_phrase", **{field: {"query": " ".join(words), "slop": slop, "boost": boost}})


def _any(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else _boolean(should=list(queries), minimum_should_match=1)


def _all(queries: Iterable[Query]) -> Query:
    return _boolean(must=list(queries))


def _boolean(**clauses) -> Query:
    return Q("bool", **{name: clause for name, clause in clauses.items() if clause not in ([], None)})
