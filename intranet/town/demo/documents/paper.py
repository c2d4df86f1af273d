"""A text document before it has a format: who issues it, its blocks, who signs."""

import re
from dataclasses import dataclass
from datetime import date

from intranet.town.demo import days
from intranet.town.demo.people import TOWN

WORDS = "Primer Segon Tercer Quart Cinquè Sisè Setè Vuitè Novè Desè Onzè Dotzè Tretzè Catorzè Quinzè"
FIGURE = re.compile(r"(-?\d[\d.,]*( ?(%|u|m|m²|m³|ha|km))?|–)?")
ORDINALS = tuple(WORDS.split())
CLAUSES = tuple("Primera Segona Tercera Quarta Cinquena Sisena Setena Vuitena Novena Desena".split())


@dataclass(frozen=True)
class Heading:
    text: str
    kind: str = "heading"


@dataclass(frozen=True)
class Text:
    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Points:
    """Items with their own marks ("Primer.", "Article 1."), or with dashes."""

    items: tuple[str, ...]
    marks: tuple[str, ...] | None = None
    kind: str = "points"


@dataclass(frozen=True)
class Table:
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str = "table"

    @property
    def numeric(self) -> tuple[int, ...]:
        """Columns of figures, with or without a unit: they align to the right."""
        columns = range(1, len(self.header))
        return tuple(n for n in columns if all(FIGURE.fullmatch(row[n]) for row in self.rows))


Block = Heading | Text | Points | Table


@dataclass(frozen=True)
class Signature:
    name: str
    position: str


@dataclass(frozen=True)
class Paper:
    title: str  # of the file (R5)
    label: str  # Informe tècnic
    heading: str
    subject: str
    unit: str
    reference: str  # Exp. 2026/0004
    date: date
    blocks: tuple[Block, ...]
    signatures: tuple[Signature, ...]
    annex: tuple[Block, ...] = ()  # behind the signatures, on pages of its own

    @property
    def date_in_words(self) -> str:
        return days.in_words(self.date)

    @property
    def place(self) -> str:
        return TOWN.name


def ordinal_marks(count: int) -> tuple[str, ...]:
    """For accords and pacts: masculine."""
    return tuple(f"{word}." for word in ORDINALS[:count])


def clause_marks(count: int) -> tuple[str, ...]:
    """For clauses and provisions: feminine."""
    return tuple(f"{word}." for word in CLAUSES[:count])


def numbered_marks(word: str, count: int) -> tuple[str, ...]:
    return tuple(f"{word} {n}." if word else f"{n}." for n in range(1, count + 1))
