"""Synthetic towns of any size, the same for the same seed: for measuring, never for showing.

Texts are invented words with the frequencies of real ones (Zipf); the bytes of all documents are a handful of small
PDF files, since what is measured is the database, the index and the pages.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from intranet.town.seeding import agenda, library, people
from intranet.town.seeding.words import Writer


@dataclass(frozen=True)
class Size:
    documents: int = 1000
    events: int = 200
    case_files: int = 100
    exceptions: int = 10


Say = Callable[[str], None]


def seed(size: Size, *, number: int, say: Say) -> None:
    """Fill the database; a second call with another seed number adds to it."""
    rng = random.Random(number)  # noqa: S311 - reproducible, not secret
    writer, cast = Writer(rng), people.seed(number)
    shelves = library.seed_shelves(rng, writer, cast, number, exceptions=size.exceptions)
    library.seed_case_files(rng, writer, shelves, size.case_files)
    library.seed_documents(rng, writer, shelves, size.documents, say)
    agenda.seed_events(rng, writer, cast, size.events, number, say)
    agenda.seed_meeting(cast, shelves, number)
