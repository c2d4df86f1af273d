"""The synthetic town that is measured, made once for each size."""

import argparse
import json
import sys
import time
from pathlib import Path

from django.core.management import call_command

SIZES = ("documents", "events", "case_files", "exceptions", "seed")


def build(options: argparse.Namespace, data: Path) -> dict:
    """What was built and how fast; read back from the last time when the sizes are the same."""
    wanted = {name: getattr(options, name) for name in SIZES}
    record = data / "bench.json"
    if record.exists() and (known := json.loads(record.read_text()))["size"] == wanted:
        return known
    if (data / "casagran.sqlite3").exists():
        sys.exit(f"{data} holds another town: delete it, or name another folder in CASAGRAN_DATA_DIR.")
    call_command("migrate", verbosity=0)
    built = {"size": wanted, "seed_seconds": _timed("seed", **wanted), "index_seconds": _timed("reindex")}
    built["seeded_documents_per_second"] = round(options.documents / built["seed_seconds"])
    built["indexed_per_second"] = round((options.documents + options.case_files) / built["index_seconds"])
    built["index_bytes"] = sum(each.stat().st_size for each in (data / "index").rglob("*") if each.is_file())
    record.write_text(json.dumps(built))
    return built


def _timed(command: str, **options) -> float:
    start = time.perf_counter()
    call_command(command, stdout=sys.stderr, **options)
    return round(time.perf_counter() - start, 1)
