"""From what a person asked to tantivy queries: what must match, and what decides the order."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import pairwise

import tantivy
from tantivy import FieldType, Occur, Query

from search import analysis
from search.engines import entries
from search.engines.entries import WORD_FIELDS
from search.query import SearchQuery
from search.relevance import ALL_WORDS_BONUS, BOOSTS, TITLE_PHRASE_BOOST
from search.sources import case_number_forms
from search.syntax import Alike, Any, Field, Node, Phrase, Prefix, Term, Years

Clause = tuple[Occur, Query]
Match = Callable[[Node], Query]


class QueryBuilder:
    def __init__(self, schema: tantivy.Schema) -> None:
        self.schema = schema

    def visible(self, scope_ids: Collection[int]) -> Query:
        """Only what those scopes hold: part of every question, by construction of the two methods below."""
        return self._filter(Query.term_set_query(self.schema, "scope", sorted(scope_ids)))

    def matching(self, query: SearchQuery, scope_ids: Collection[int]) -> Query:
        """What is found, without order: for counting."""
        return self._boolean(self._conditions(query, scope_ids, matches=self._node))

    def ranked(self, query: SearchQuery, scope_ids: Collection[int]) -> Query:
        """The same entries as `matching`, with scores."""
        clauses = list(self._conditions(query, scope_ids, matches=self._scored))
        clauses += [(Occur.Should, bonus) for bonus in (*self._title_phrases(query), *self._all_words(query))]
        return self._boolean(clauses)

    def suggested(self, prefix: str, scope_ids: Collection[int]) -> tuple[Query, ...]:
        """Titles that begin so, and titles with all the words, the last of which may be unfinished."""
        complete, unfinished = entries.typed_words(prefix)
        if not unfinished:
            return ()
        start = " ".join((*complete, unfinished))[: entries.START_CHARACTERS]
        last = self._any([self._begins("title", unfinished), self._in_title(unfinished)])
        words = [last, *map(self._in_title, complete)]
        return self.within(scope_ids, self._begins("title_start", start)), self.within(scope_ids, self._all(words))

    def within(self, scope_ids: Collection[int], query: Query) -> Query:
        """What that finds among what those scopes hold."""
        return self._all([self.visible(scope_ids), query])

    def those(self, entry_ids: Collection[str], scope_ids: Collection[int]) -> Query:
        return self.within(scope_ids, self._filter(Query.term_set_query(self.schema, "id", sorted(entry_ids))))

    def exactly(self, field: str, value: str) -> Query:
        return self._filter(self._term(field, value))

    def word(self, word: str) -> Query:
        """A folded word, in any form of it."""
        return self._word(Term((word,)))

    def plain(self, node: Node) -> Query:
        """A node against `text` and `stems` alone, which every index of words has."""
        return self._node(node)

    # --- Conditions ------------------------------------------------------------------------------

    def _conditions(self, query: SearchQuery, scope_ids: Collection[int], *, matches: Match) -> Iterator[Clause]:
        yield Occur.Must, self.visible(scope_ids)
        for condition in (*self._filters(query), *map(self._node, query.conditions)):
            yield Occur.Must, self._filter(condition)
        if query.enough:
            some = [(Occur.Should, matches(node)) for node in query.loose]
            yield Occur.Must, Query.boolean_query(some, minimum_number_should_match=query.enough)
        else:
            yield from ((Occur.Must, matches(node)) for node in query.wanted)
        yield from ((Occur.MustNot, self._node(unwanted)) for unwanted in query.unwanted)

    def _filters(self, query: SearchQuery) -> Iterator[Query]:
        if query.type:
            yield self._term("type", query.type)
        if query.series:
            yield self._term("series", query.series)
        if query.years:
            yield self._years(query.years)

    def _node(self, node: Node) -> Query:
        """What must be so for the node to hold, whatever it is."""
        match node:
            case Term():
                return self._word(node)
            case Phrase():
                return self._phrase("text", node.words)
            case Prefix():
                return self._begins("text", node.start)
            case Years():
                return self._years(node)
            case Field():
                return self._field(node)
            case Any():
                return self._any([self._node(one) for one in node.nodes])
            case Alike():
                return self._any([self._all([self._word(word) for word in run]) for run in node.runs])
        raise TypeError(f"No query is made of {node!r}")

    def _scored(self, node: Node) -> Query:
        if isinstance(node, Term):
            return self._scored_word(node)
        if isinstance(node, Any):
            return self._any([self._scored(one) for one in node.nodes])
        if isinstance(node, Alike):
            others = (Query.boost_query(self._scored_run(run), node.worth(run)) for run in node.others)
            return self._any([self._scored_run(node.nodes), *others])
        return self._node(node)

    # --- Fields ----------------------------------------------------------------------------------

    def _years(self, years: Years) -> Query:
        if years.first is not None and years.first == years.last:
            return self._term("year", years.first)
        return Query.range_query(self.schema, "year", FieldType.Unsigned, years.first, years.last)

    def _field(self, field: Field) -> Query:
        if field.name == "tipus":
            return self._term("type", field.value)
        if field.name == "expedient":
            return self._any([self._term("case_file", form) for form in case_number_forms(field.value) or ("",)])
        words = self._all([self._any_stem(WORD_FIELDS[field.name], word) for word in field.words()])
        return self._any([words, self._term("series", field.value)]) if field.name == "serie" else words

    def _any_stem(self, field: str, word: str) -> Query:
        return self._any([self._term(field, stem) for stem in analysis.stems_of(word)])

    # --- One word --------------------------------------------------------------------------------

    def _word(self, term: Term) -> Query:
        """In any form: all its parts, by any stem it may have, or the code written without separators."""
        if term.literal:
            return self._all([self._term("text", part) for part in term.parts])
        parts = [self._any([self._term("stems", stem) for stem in stems]) for stems in term.stems()]
        if not term.joined:
            return self._all(parts)
        return self._any([self._term("stems", term.joined), self._all(parts)])

    def _in_title(self, word: str) -> Query:
        """In any form."""
        stems = (self._term("title_stems", stem) for stem in analysis.stems_of(word))
        return self._filter(self._any([self._term("title", word), *stems]))

    def _scored_run(self, run: Sequence[Term]) -> Query:
        return self._all([self._scored_word(word) for word in run])

    def _scored_word(self, term: Term) -> Query:
        clauses = [(Occur.Must, self._word(term))]
        for field, words in self._worth(term):
            clauses += [(Occur.Should, self._boosted(field, word)) for word in words]
        return self._boolean(clauses)

    def _worth(self, term: Term) -> Iterator[tuple[str, Iterable[str]]]:
        words = (term.joined,) if term.joined else term.parts
        stems = dict.fromkeys(stem for word in words for stem in analysis.stems_of(word))
        yield "title", words
        yield "headings", words
        yield "text", words
        yield "title_stems", stems
        yield "headings_stems", stems

    def _title_phrases(self, query: SearchQuery) -> Iterator[Query]:
        """Two words that follow each other in a title are most of the time its name."""
        words = [term.exact for term in query.terms]
        for pair in pairwise(words):
            yield Query.boost_query(self._phrase("title", pair, slop=2), TITLE_PHRASE_BOOST)
        for phrase in query.phrases:
            yield Query.boost_query(self._phrase("title", phrase), TITLE_PHRASE_BOOST)

    def _all_words(self, query: SearchQuery) -> Iterator[Query]:
        if query.enough:
            yield Query.const_score_query(self._all([self._node(node) for node in query.wanted]), ALL_WORDS_BONUS)

    # --- Bricks ----------------------------------------------------------------------------------

    def _term(self, field: str, value: str | int) -> Query:
        return Query.term_query(self.schema, field, value, "freq")

    def _boosted(self, field: str, word: str) -> Query:
        return Query.boost_query(self._term(field, word), BOOSTS[field])

    def _phrase(self, field: str, words: Sequence[str], *, slop: int = 0) -> Query:
        if len(words) == 1:
            return self._term(field, words[0])
        return Query.phrase_query(self.schema, field, list(words), slop)

    def _begins(self, field: str, prefix: str) -> Query:
        return self._filter(Query.regex_query(self.schema, field, f"{re.escape(prefix)}.*"))

    def _filter(self, query: Query) -> Query:
        """A condition that says nothing about relevance."""
        return Query.const_score_query(query, 0.0)

    def _any(self, queries: Sequence[Query]) -> Query:
        return queries[0] if len(queries) == 1 else self._boolean((Occur.Should, query) for query in queries)

    def _all(self, queries: Sequence[Query]) -> Query:
        return queries[0] if len(queries) == 1 else self._boolean((Occur.Must, query) for query in queries)

    def _boolean(self, clauses: Iterable[tuple[Occur, Query]]) -> Query:
        return Query.boolean_query(list(clauses))
