"""The budgets of the design, measured as ordinary people on a synthetic town.

    make bench                                  # the whole town: 100,000 documents, 20,000 events
    make bench ARGS="--documents 5000 --events 1000 --exceptions 50"
    python -m tests.benchmarks --only-agenda --documents 2000 --case-files 500    # the agenda alone, 20,000 events

The town is made once in CASAGRAN_DATA_DIR (var/bench) and used again while the sizes are the same; its index is built
anew each time, on Elasticsearch where CASAGRAN_ELASTICSEARCH_URL names a server.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

BUDGET_RUNS = 40


def main() -> None:
    options = _options()
    data = Path(os.environ.setdefault("CASAGRAN_DATA_DIR", "var/bench")).resolve()
    data.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intranet.settings.demo")
    started = time.perf_counter()
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS.append("testserver")
    from tests.benchmarks import agenda_speed, town

    start_up = time.perf_counter() - started
    results = {"engine": settings.SEARCH_ENGINE, "start_up_seconds": round(start_up, 2)}
    results["town"] = town.build(options, data)
    if options.only_agenda:
        results["agenda"] = agenda_speed.all_of_them(options.runs)
    else:
        _measure(results, options)
    if results["agenda"]:
        agenda_speed.show(results["agenda"], sys.stderr)
    json.dump(results, sys.stdout, indent=2)
    sys.stdout.write("\n")


def _measure(results: dict, options: argparse.Namespace) -> None:
    from tests.benchmarks import agenda_speed, measures, search_speed

    try:
        results["index"] = search_speed.index()
        results["pages"] = {} if options.only_search else measures.all_of_them(options.runs)
        results["agenda"] = {} if options.only_search else agenda_speed.all_of_them(options.runs)
        results["search"] = search_speed.all_of_them(options.runs)
    finally:
        search_speed.forget()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--case-files", type=int, default=10_000)
    parser.add_argument("--exceptions", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only-agenda", action="store_true", help="the agenda, without the search")
    parser.add_argument("--only-search", action="store_true", help="leave the other pages out")
    parser.add_argument("--runs", type=int, default=BUDGET_RUNS)
    return parser.parse_args()


main()
