"""When two texts ask for the same: their stems, in order for an expression and as a set for a whole search.

Keys that are kept in the database were made by the analysis of their day; `search.upkeep` makes them again.
"""

from search import analysis
from search.query import MAX_LENGTH, SearchQuery
from search.reading import read_text
from search.syntax import Phrase, Term

LANGUAGE = "ca"


def stem_of(term: Term) -> str:
    return analysis.stem(term.exact, LANGUAGE)


def expression_terms(text: str) -> tuple[Term, ...]:
    """The telling words of an expression; none if it is anything but plain words."""
    nodes = read_text(analysis.clean_text(text))[0].nodes
    terms = tuple(node for node in nodes if isinstance(node, Term) and not node.literal)
    return terms if len(terms) == len(nodes) else ()


def expression_key(terms: tuple[Term, ...]) -> str:
    return " ".join(map(stem_of, terms))


def words_key(query: SearchQuery) -> str:
    """The set of stems of a search made of plain words alone, whatever their order; otherwise nothing."""
    nodes = query.root.nodes
    if query.has_filters or not all(isinstance(node, Term | Phrase) for node in nodes):
        return ""
    return " ".join(sorted({stem for node in nodes for stem in _stems(node)}))[:MAX_LENGTH]


def search_key(query: SearchQuery) -> str:
    """`words_key`, or for a search with signs and fields the search itself."""
    return words_key(query) or analysis.fold(str(query.root))[:MAX_LENGTH]


def _stems(node) -> list[str]:
    if isinstance(node, Term):
        return [stem_of(node)]
    telling = [word for word in node.words if not analysis.is_stop_word(word)] or node.words
    return [analysis.stem(word, LANGUAGE) for word in telling]
