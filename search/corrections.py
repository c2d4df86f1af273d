"""“Did you mean”: the same search with words that the person may read, and that do find something.

Only words of entries under the person's own scopes are proposed, and only after the corrected search was made under
those scopes and found something: a word that hidden texts alone hold is as if it did not exist.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from search import analysis
from search.engines.base import Engine, Hit, Results
from search.query import SearchQuery
from search.spelling import MAX_EDITS, distance
from search.syntax import Alike, All, Atom, Term, with_atoms, words_of

FEW = 3
"""With so many results or more, nobody asks what else could have been meant."""
SPELLINGS = 3
ATTEMPTS = 4
READ_CHARACTERS = 30_000


@dataclass(frozen=True, slots=True)
class Correction:
    """The search as it was probably meant, and what it found."""

    query: SearchQuery
    results: Results


@dataclass(frozen=True, slots=True)
class _Attempt:
    chosen: Mapping[str, str]
    edits: int
    results: Results


def correct(engine: Engine, query: SearchQuery, scope_ids: Collection[int]) -> Correction | None:
    """The likeliest correction that finds something; None if every word is known or nothing is near.

    Of those that are as near, the one that finds most: scores know how rare a word is in what is hidden too.
    """
    spellings = _spellings(engine, query, scope_ids)
    attempts = [_attempt(engine, query, chosen, scope_ids) for chosen in islice(_choices(spellings), ATTEMPTS)]
    found = [attempt for attempt in attempts if attempt.results.total]
    if not found:
        return None
    best = min(found, key=lambda attempt: (attempt.edits, -attempt.results.total))
    return Correction(query.saying(_rewritten(query.root, _as_written(best.chosen, best.results.hits))), best.results)


def _attempt(engine: Engine, query: SearchQuery, chosen: Mapping[str, str], scope_ids: Collection[int]) -> _Attempt:
    results = engine.search(query.saying(_rewritten(query.root, chosen)), scope_ids)
    edits = sum(distance(wrong, right, MAX_EDITS) for wrong, right in chosen.items())
    return _Attempt(chosen, edits, results)


def _spellings(engine: Engine, query: SearchQuery, scope_ids: Collection[int]) -> dict[str, list[str]]:
    found = {
        term.exact: engine.spellings(term.exact, scope_ids, limit=SPELLINGS)
        for term in words_of(tuple(node for node in query.root.nodes if not isinstance(node, Alike)))
        if isinstance(term, Term) and not term.joined and not term.literal
    }
    return {word: words for word, words in found.items() if words}


def _choices(spellings: Mapping[str, list[str]]) -> Iterator[dict[str, str]]:
    """One spelling for each wrong word, the likeliest of all first."""
    if spellings:
        yield from (dict(zip(spellings, words, strict=True)) for words in product(*spellings.values()))


def _rewritten(root: All, chosen: Mapping[str, str]) -> All:
    def rewritten(atom: Atom) -> Atom:
        if not isinstance(atom, Term) or atom.exact not in chosen:
            return atom
        raw = chosen[atom.exact]
        return replace(atom, parts=(analysis.fold(raw),), raw=raw)

    return with_atoms(root, rewritten)


def _as_written(chosen: Mapping[str, str], hits: Sequence[Hit]) -> dict[str, str]:
    """Those words with their accents, as the first hits write them."""
    written = {word: word for word in chosen.values()}
    for hit in reversed(hits):
        text = f"{hit.title} {hit.body[:READ_CHARACTERS]}"
        for raw in analysis.RAW_WORD.findall(text):
            plain = analysis.APOSTROPHE.split(raw)[-1].lower()
            if (folded := analysis.fold(plain)) in written:
                written[folded] = plain
    return {wrong: written[word] for wrong, word in chosen.items()}
