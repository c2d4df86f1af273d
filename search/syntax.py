"""What a query says, as a tree that knows no engine. `str()` of a tree is text that reads as the same tree again."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from search import analysis
from search.relevance import SYNONYM_BOOST

FIELDS = {
    "tipus": ("tipus", "tipo"),
    "serie": ("serie",),
    "any": ("any", "ano"),
    "etiqueta": ("etiqueta",),
    "organ": ("organ", "organo"),
    "autor": ("autor", "autora"),
    "expedient": ("expedient", "expediente"),
}
"""Each field by its own name, and the names people write for it in Catalan and Spanish, folded."""

OPERATORS = frozenset(["o", "or"])
PLAIN_VALUE = re.compile(r"[\w./\-]+")


@dataclass(frozen=True, slots=True)
class Term:
    """One word or code: it matches its joined form, or all of its parts in any form of the word."""

    parts: tuple[str, ...]
    joined: str = ""
    literal: bool = False
    """Match the word itself and not its stem: a query of nothing but small words."""
    raw: str = field(default="", compare=False)

    @property
    def exact(self) -> str:
        return self.joined or self.parts[0]

    def stems(self) -> tuple[tuple[str, ...], ...]:
        return tuple((part,) if self.literal else analysis.stems_of(part) for part in self.parts)

    def __str__(self) -> str:
        # A colon would make a field of it; any other separator means the same.
        return (self.raw or "-".join(self.parts)).replace(":", "/")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Exact words that follow each other."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return f'"{" ".join(self.words)}"'


@dataclass(frozen=True, slots=True)
class Prefix:
    """Exact words that begin so."""

    start: str

    def __str__(self) -> str:
        return f"{self.start}*"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the entry has this value. `tipus` holds the key of a kind; the others what the person wrote."""

    name: str
    value: str

    def words(self) -> tuple[str, ...]:
        """What the words of the field are compared with: all that tell something must be there, in any form."""
        words = tuple(analysis.analyse(self.value).exact.split())
        return tuple(word for word in words if not analysis.is_stop_word(word)) or words

    def __str__(self) -> str:
        return f"{self.name}:{_quoted(self.value)}"


@dataclass(frozen=True, slots=True)
class Years:
    """A year, or a span of them open on one side at most."""

    first: int | None
    last: int | None

    @property
    def value(self) -> str:
        """As the address of a search carries it."""
        if self.first == self.last:
            return f"{self.first:04d}"
        return "..".join("" if year is None else f"{year:04d}" for year in (self.first, self.last))

    def __str__(self) -> str:
        return f"any:{self.value}"


Atom = Term | Phrase | Prefix | Field | Years


@dataclass(frozen=True, slots=True)
class Not:
    node: Atom

    def __str__(self) -> str:
        return f"-{self.node}"


@dataclass(frozen=True, slots=True)
class Any:
    """One of them is enough."""

    nodes: tuple[Atom, ...]

    def __str__(self) -> str:
        return " or ".join(map(str, self.nodes))


@dataclass(frozen=True, slots=True)
class Alike:
    """A run of words as it was typed, or one of the expressions that are kept as its equivalents."""

    nodes: tuple[Term, ...]
    others: tuple[tuple[Term, ...], ...]

    def worth(self, run: tuple[Term, ...]) -> float:
        """Of a run beside the one that was typed: many words together do not outweigh few."""
        return SYNONYM_BOOST * len(self.nodes) / len(run)

    @property
    def runs(self) -> tuple[tuple[Term, ...], ...]:
        return (self.nodes, *self.others)

    def __str__(self) -> str:
        return " ".join(map(str, self.nodes))


Node = Atom | Not | Any | Alike


@dataclass(frozen=True, slots=True)
class All:
    """Every one of them: what a query is."""

    nodes: tuple[Node, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, self.nodes))


def has_words(node: Node) -> bool:
    """Whether the node looks for words in the text, and so says something about relevance."""
    return any(True for _ in words_of((node,)))


def words_of(nodes: tuple[Node, ...]) -> Iterator[Term | Phrase | Prefix]:
    """The words that are looked for, alternatives included and exclusions not."""
    for node in nodes:
        if isinstance(node, Any):
            yield from words_of(node.nodes)
        elif isinstance(node, Alike):
            yield from (term for run in node.runs for term in run)
        elif isinstance(node, Term | Phrase | Prefix):
            yield node


def with_atoms(root: All, change: Callable[[Atom], Atom]) -> All:
    """The same tree with each thing that is looked for changed so; what is unwanted stays as it is."""
    return All(tuple(dict.fromkeys(_changed(node, change) for node in root.nodes)))


def _changed(node: Node, change: Callable[[Atom], Atom]) -> Node:
    if isinstance(node, Any):
        return Any(tuple(change(one) for one in node.nodes))
    return node if isinstance(node, Not | Alike) else change(node)


def _quoted(value: str) -> str:
    return value if PLAIN_VALUE.fullmatch(value) else f'"{value}"'
