"""The synthetic town that is measured, made once for each size."""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIZES = ("documents", "events", "case_files", "exceptions", "seed")


def build(options: argparse.Namespace, data: Path) -> dict:
    """What was built and how fast; read back from the last time when the sizes are the same."""
    wanted = {name: getattr(options, name) for name in SIZES}
    record = data / "bench.json"
    if record.exists() and (known := json.loads(record.read_text()))["size"] == wanted:
        return known
    if (data / "casagran.sqlite3").exists():
        sys.exit(f"{data} holds another town: delete it, or name another folder in CASAGRAN_DATA_DIR.")
    timed("migrate", verbosity=0)
    built = {"size": wanted, "seed_seconds": timed("seed", **wanted)}
    built["seeded_documents_per_second"] = round(options.documents / built["seed_seconds"])
    record.write_text(json.dumps(built))
    return built


def timed(command: str, **options: int) -> float:
    """A command in a process of its own: what it needs of memory is not that of the process that is measured."""
    arguments = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    start = time.perf_counter()
    subprocess.run([sys.executable, "manage.py", command, *arguments], cwd=ROOT, stdout=sys.stderr, check=True)
    return round(time.perf_counter() - start, 1)
