"""Entries and their pages, written together: the pages first, so that no hit is ahead of them."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import tantivy

from search.engines import tantivy_pages
from search.engines.journal import Journal
from search.engines.tantivy_schema import build_document
from search.sources import SearchEntry

WRITER_MEMORY = 32_000_000
PAGES_MEMORY = 16_000_000


class EntryWriter:
    def __init__(self, index: tantivy.Index, pages: tantivy.Index, memory: int = WRITER_MEMORY) -> None:
        self._entries = index.writer(memory, 1)
        self._pages = pages.writer(max(PAGES_MEMORY, memory // 4), 1)

    def add(self, entry: SearchEntry) -> None:
        """Put in what is known not to be there."""
        self._entries.add_document(build_document(entry))
        tantivy_pages.add_pages(self._pages, entry)

    def replace(self, entry: SearchEntry) -> None:
        document = build_document(entry)
        self.delete([entry.id])
        self._entries.add_document(document)
        tantivy_pages.add_pages(self._pages, entry)

    def delete(self, ids: Iterable[str]) -> None:
        for entry_id in ids:
            self._entries.delete_documents_by_term("id", entry_id)
            self._pages.delete_documents_by_term("entry", entry_id)

    def catch_up(self, generation: Path) -> None:
        """Repeat what changed while this generation was being built."""
        for entries, deleted_ids in Journal(generation).read():
            self.delete(deleted_ids)
            for entry in entries:
                self.replace(entry)

    def commit(self) -> None:
        self._pages.commit()
        self._entries.commit()

    def close(self, *ignored: type[Exception]) -> None:
        """Wait for what is merging; what was not committed is dropped."""
        for writer in (self._pages, self._entries):
            with suppress(*ignored):
                writer.wait_merging_threads()
