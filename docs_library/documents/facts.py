"""What other rooms know of a document: its case file, the meeting it was put before.

They register a function here and the document page shows what it returns, without knowing who spoke.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from docs_library.documents.models import Document


@dataclass(frozen=True)
class Fact:
    """One line of the document page: a label, the words, and where they lead."""

    label: str
    text: str
    url: str


FactSource = Callable[[object, Document], Iterable[Fact]]
_sources: list[FactSource] = []


def register(source: FactSource) -> None:
    if source not in _sources:
        _sources.append(source)


def facts_of(user, document: Document) -> list[Fact]:
    """Everything that this person may know about where the document belongs."""
    return [fact for source in _sources for fact in source(user, document)]
