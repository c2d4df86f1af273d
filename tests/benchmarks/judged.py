"""The judged set: what people of the demo town type, and what should be found (`judged/*.toml`, a file for each kind).

Relevance was judged by reading the texts, not by asking an engine. A key says what a thing is and which one, in words:
`document:festa-decret`, `casefile:bressol`, `item:ple-convocat/4`, `event:Fira d'artesans`, `person:laura.marti`.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "judged"
TRANSCRIPTS = "transcripts"
"""The kind that is asked only where the machine has them."""


@dataclass(frozen=True, slots=True)
class Question:
    kind: str
    asker: str
    """Who asks: someone who may read what is judged."""
    text: str
    keys: tuple[str, ...]
    """What should be found."""

    @property
    def is_known_item(self) -> bool:
        """One thing is sought, and there is only one like it."""
        return len(self.keys) == 1


def questions() -> list[Question]:
    """All of them, kind by kind."""
    return [question for path in sorted(FOLDER.glob("*.toml")) for question in _read(path)]


def _read(path: Path) -> Iterator[Question]:
    with path.open("rb") as file:
        by_asker = tomllib.load(file)
    for asker, asked in by_asker.items():
        for text, keys in asked.items():
            yield Question(path.stem, asker, text, (keys,) if isinstance(keys, str) else tuple(keys))
