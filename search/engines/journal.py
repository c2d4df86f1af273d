"""Changes that arrive while a new generation is being built, kept beside it until it goes live."""

import datetime
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from search.sources import SearchEntry

Change = tuple[list[SearchEntry], list[str]]

SEVERAL = ("tags", "case_files", "pages")


class Journal:
    def __init__(self, generation: Path) -> None:
        self.path = generation / "journal.jsonl"

    def append(self, entries: Sequence[SearchEntry], deleted_ids: Collection[str]) -> None:
        line = json.dumps({"entries": [_dump(entry) for entry in entries], "deleted": list(deleted_ids)})
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def read(self) -> Iterator[Change]:
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8") as file:
            for line in file:
                change = json.loads(line)
                yield [_load(values) for values in change["entries"]], change["deleted"]


def _dump(entry: SearchEntry) -> dict[str, Any]:
    values = {field.name: getattr(entry, field.name) for field in fields(entry)}
    values["date"] = entry.date.isoformat() if entry.date else None
    values["extra"] = dict(entry.extra)
    return values


def _load(values: dict[str, Any]) -> SearchEntry:
    date = values.pop("date")
    values |= {name: tuple(values[name]) for name in SEVERAL}
    return SearchEntry(date=datetime.date.fromisoformat(date) if date else None, **values)
