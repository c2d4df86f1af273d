"""How fast the search answers, as an ordinary person and with the engine that the settings name.

`index` builds the index of the town anew; `all_of_them` asks it. What goes through a page counts the page, sessions
and permissions included; what has no page of its own is asked of the engine under the scopes of the clerk.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from docs_library.documents.models import Document, PageText
from intranet.access.scopes import readable_scope_ids
from intranet.people.models import User
from intranet.town.seeding.words import vocabulary
from search import consumer, outbox
from search.corrections import correct
from search.engines import get_engine
from search.engines.base import Engine
from search.query import parse_query
from search.results import find
from search.sources import SearchEntry, entry_id
from tests.benchmarks import town
from tests.benchmarks.measures import JSON, WARM_UP, enter, grant_and_revoke, measure, person_of, spread, until

CLIENTS, THROUGHPUT_SECONDS, COMMITS = 8, 10, 8
LONG_PAPERS, LONG_PAGES, NOBODYS_SCOPE = 300, 20, 0
KILOBYTES = 1024


def index() -> dict:
    """A full rebuild, in a process of its own."""
    seconds = town.timed("reindex")
    entries = get_engine().count()
    return {
        "entries": entries,
        "rebuild_seconds": seconds,
        "indexed_per_second": round(entries / seconds),
        "index_mb": round(_index_bytes() / KILOBYTES**2),
    }


def all_of_them(runs: int) -> dict:
    clerk = person_of("clerk")
    return {
        **_pages(clerk, runs),
        **_questions(clerk, runs),
        "throughput_8_clients": _throughput(clerk),
        "grant_until_search_shows_it": grant_and_revoke(person_of("stranger")),
        "commit_until_found": _commit_until_found(enter(clerk)),
        # The files of an embedded index are mapped: what the machine can take back at any time is counted apart.
        "web_process_mb": _resident_mb("self", "RssAnon"),
        "mapped_files_mb": _resident_mb("self", "RssFile"),
        **_server(),
    }


def _pages(clerk: User, runs: int) -> dict:
    words, _weights = vocabulary()
    common, rare = words[20:30], words[-60:]
    pairs = [f"{one} {other}" for one, other in zip(cycle(common), rare, strict=False)]
    councillor = person_of("councillor")
    asked = {
        "rare_word": (clerk, _searches(rare), 25, JSON),
        "commonest_word": (clerk, _searches(common), 60, JSON),
        "commonest_word_as_councillor": (councillor, _searches(common), 60, JSON),
        "two_words": (clerk, _searches(pairs), 60, JSON),
        "page_of_results": (clerk, _searches(common), None, {}),
        "suggestions": (clerk, [f"/cerca/suggeriments/?q={word[:4]}" for word in common], 10, {}),
    }
    return {
        name: {"as": who.username, **measure(enter(who), addresses, runs, **headers), "budget_ms": budget}
        for name, (who, addresses, budget, headers) in asked.items()
    }


def _searches(texts: Iterable[str]) -> list[str]:
    return [f"/cerca/?q={text}" for text in texts]


def _questions(clerk: User, runs: int) -> dict:
    """What has no page of its own: the correction of a slip, similar entries, the best page of ten hits."""
    engine, scope_ids = get_engine(), readable_scope_ids(clerk)
    words = [word for word in vocabulary()[0][200:400] if len(word) > 6]
    pks = Document.objects.readable(clerk).order_by("-pk").values_list("pk", flat=True)[:400]
    ids = [entry_id("document", pk) for pk in pks]
    slips = [parse_query({"q": _slip(word)}) for word in words]
    return {
        "scopes_of_the_clerk": len(scope_ids),
        "did_you_mean": _repeat(lambda query: correct(engine, query, scope_ids), slips, runs),
        "similar": _repeat(lambda one: engine.similar(one, scope_ids), ids, runs),
        "best_pages_of_ten": _best_pages(engine, words, runs),
    }


def _best_pages(engine: Engine, words: list[str], runs: int) -> dict:
    """Of ten papers of twenty pages each, among some hundreds of such papers that are in the index for this alone."""
    entries = list(_long_papers())
    ids = [entry.id for entry in entries]
    with engine.exclusive():
        engine.write(entries)
    try:
        asked = [(ids[at % LONG_PAPERS :][:10], parse_query({"q": word})) for at, word in enumerate(words)]
        return _repeat(lambda pair: engine.best_pages(*pair), asked, runs)
    finally:
        with engine.exclusive():
            engine.write([], ids)


def _long_papers() -> Iterator[SearchEntry]:
    texts = iter(PageText.objects.values_list("text", flat=True)[: LONG_PAPERS * LONG_PAGES])
    for number in range(LONG_PAPERS):
        pages = tuple(islice(texts, LONG_PAGES))
        yield SearchEntry("document", 10**9 + number, NOBODYS_SCOPE, "Document llarg", "/", pages=pages)


def _slip(word: str) -> str:
    """Two letters swapped."""
    return f"{word[:2]}{word[3]}{word[2]}{word[4:]}"


def _repeat(ask: Callable, subjects: list, runs: int) -> dict:
    around = cycle(subjects)
    for subject in islice(around, WARM_UP):
        ask(subject)
    return spread([_seconds(ask, subject) for subject in islice(around, runs)])


def _seconds(ask: Callable, subject) -> float:
    start = time.perf_counter()
    ask(subject)
    return time.perf_counter() - start


# --- Many at once --------------------------------------------------------------------------------


def _throughput(clerk: User) -> dict:
    """Eight threads of this process, each asking whole searches one after the other: hits, facets, best pages."""
    engine, scope_ids = get_engine(), readable_scope_ids(clerk)
    words = vocabulary()[0]
    texts = [f"{one} {other}" for one, other in zip(words[20:400], words[400:780], strict=True)]
    until_then = time.perf_counter() + THROUGHPUT_SECONDS

    def ask_on(first: int) -> list[float]:
        times = []
        for text in islice(cycle(texts), first, None):
            if time.perf_counter() > until_then:
                break
            times.append(_seconds(lambda query: find(engine, query, scope_ids), parse_query({"q": text})))
        connection.close()
        return times

    with ThreadPoolExecutor(CLIENTS) as pool:
        times = [each for client in pool.map(ask_on, range(0, CLIENTS * 40, 40)) for each in client]
    return {"searches_per_second": round(len(times) / THROUGHPUT_SECONDS), **spread(times)}


def _commit_until_found(client: Client) -> dict:
    """From the commit of a new title until a search shows it, with the consumer of a web process."""
    thread = consumer.start()
    document = Document.objects.readable(person_of("clerk")).latest("pk")
    before = document.title
    seconds = [_found_after(client, document, f"xifrat{number}mesura") for number in range(COMMITS)]
    _rename(document, before)
    thread.stop()
    thread.join()
    return {"median_s": sorted(seconds)[COMMITS // 2], "max_s": max(seconds), "budget_s": 1}


def _found_after(client: Client, document: Document, word: str) -> float:
    _rename(document, word)
    start = time.perf_counter()
    return until(lambda: client.get(f"/cerca/?q={word}", **JSON).json()["total"] == 1, start)


def _rename(document: Document, title: str) -> None:
    with transaction.atomic():
        Document.objects.filter(pk=document.pk).update(title=title)
        outbox.touch("document", [document.pk])


# --- What it takes -------------------------------------------------------------------------------


def _index_bytes() -> int:
    if settings.SEARCH_ELASTICSEARCH_URL:
        engine = get_engine()
        return engine.client.indices.stats(index=engine.alias, metric="store")["_all"]["primaries"]["store"][
            "size_in_bytes"
        ]
    return sum(each.stat().st_size for each in Path(settings.SEARCH_INDEX_DIR).rglob("*") if each.is_file())


def _server() -> dict:
    """The memory of the server, and of its process where that runs on this machine."""
    if not settings.SEARCH_ELASTICSEARCH_URL:
        return {}
    client = get_engine().client
    (node,) = client.nodes.stats(metric=["jvm"])["nodes"].values()
    (process,) = client.nodes.info(metric=["process"])["nodes"].values()
    return {
        "server_heap_used_mb": round(node["jvm"]["mem"]["heap_used_in_bytes"] / KILOBYTES**2),
        "server_heap_max_mb": round(node["jvm"]["mem"]["heap_max_in_bytes"] / KILOBYTES**2),
        "server_process_mb": _resident_mb(str(process["process"]["id"])),
    }


def _resident_mb(process: str, of: str = "VmRSS") -> int | None:
    """What a process of this machine holds in memory; None if it does not run here."""
    status = Path(f"/proc/{process}/status")
    lines: Iterable[str] = status.read_text().splitlines() if status.exists() else ()
    kilobytes = next((int(line.split()[1]) for line in lines if line.startswith(f"{of}:")), None)
    return None if kilobytes is None else round(kilobytes / KILOBYTES)


def forget() -> None:
    """Take the index of the measures off the server."""
    if settings.SEARCH_ELASTICSEARCH_URL:
        engine = get_engine()
        indexes = engine.client.indices.get(index=f"{engine.alias}-*", features="aliases")
        engine.client.indices.delete(index=list(indexes) or ["none"], ignore_unavailable=True)
