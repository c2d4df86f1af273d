"""A folder with generations of an index, one of which is current.

    index/CURRENT               the name of the live generation
    index/STATE.json            when and why it was built, for the health page
    index/v1-20260312-…/        the generation itself
    index/writer.lock           held by whoever writes
    index/rebuild.lock          held by whoever builds the next generation

A rebuild fills a new folder and replaces CURRENT in one step, so that a reader sees the old index or the new one and
never half of either. Locks are advisory locks of the system: they vanish with the process that held them.
"""

import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files import locks
from django.utils import timezone

from search.engines.base import EngineBusy

LOCK_RETRY_SECONDS = 0.02
# The index holds the text of everything, whoever may read it: only the user of the process enters.
PRIVATE = 0o700


class IndexFolder:
    def __init__(self, root: str | Path, *, version: str) -> None:
        self.root = Path(root)
        self.version = version

    # --- The live generation ---------------------------------------------------------------------

    def current(self) -> Path | None:
        """The live generation, if there is one that this version of the program can read."""
        try:
            name = (self.root / "CURRENT").read_text(encoding="ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        path = self.root / name
        return path if self._is_generation(name) and path.is_dir() else None

    def new_generation(self) -> Path:
        name = f"{self.version}-{timezone.now():%Y%m%d%H%M%S}-{secrets.token_hex(4)}"
        path = self.root / name
        self._make_root()
        path.mkdir(mode=PRIVATE)
        return path

    def _make_root(self) -> None:
        self.root.mkdir(mode=PRIVATE, parents=True, exist_ok=True)

    def switch_to(self, generation: Path) -> None:
        """Make it the live one, in one step, and drop the others; open readers keep what they hold."""
        self._replace("CURRENT", generation.name)
        for other in self.generations():
            if other != generation:
                shutil.rmtree(other, ignore_errors=True)

    def generations(self) -> list[Path]:
        if not self.root.is_dir():
            return []
        return [path for path in self.root.iterdir() if path.is_dir() and "-" in path.name]

    def _is_generation(self, name: str) -> bool:
        return name.startswith(f"{self.version}-") and "/" not in name and "\\" not in name

    # --- What is remembered about it -------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        try:
            return json.loads((self.root / "STATE.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}

    def remember(self, **state: Any) -> None:
        self._replace("STATE.json", json.dumps(state))

    def _replace(self, name: str, content: str) -> None:
        temporary = self.root / f"{name}.{secrets.token_hex(4)}.new"
        with temporary.open("w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.root / name)

    # --- Locks -----------------------------------------------------------------------------------

    @contextmanager
    def lock(self, name: str, *, wait: float = 0) -> Iterator[None]:
        """Hold the lock; raise EngineBusy if others still hold it after `wait` seconds."""
        self._make_root()
        deadline = time.monotonic() + wait
        with (self.root / f"{name}.lock").open("a") as file:
            while not locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
                if time.monotonic() >= deadline:
                    raise EngineBusy(name)
                time.sleep(LOCK_RETRY_SECONDS)
            try:
                yield
            finally:
                locks.unlock(file)

    def is_locked(self, name: str) -> bool:
        try:
            with self.lock(name):
                return False
        except EngineBusy:
            return True
