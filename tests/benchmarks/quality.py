"""How well the search finds what people look for: the judged set, asked of both engines and of a plain baseline.

    python -m tests.benchmarks.quality             # a table, and the same as JSON
    python -m tests.benchmarks.quality --verbose   # with every question that was not answered perfectly

Everybody asks the way the results page asks (`search.results.find`), under the scopes of a person of the demo town. A
stranger asks the same questions and must get none of the papers. Elasticsearch is measured where
CASAGRAN_TEST_ELASTICSEARCH_URL names a server. The town is made anew in a folder of its own, or kept for the next time
in CASAGRAN_DATA_DIR.
"""

import argparse
import json
import os
import secrets
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from tests.benchmarks.judged import TRANSCRIPTS, Question, questions

DEPTH = 10
BASELINE = "plain"
STRANGER = "estrany.total"
PAPERS = frozenset(["document", "casefile", "meeting", "item"])
"""Kinds of things that nobody reads for merely being signed in."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine answered to a question: where the judged things stand, and what stands on the first page."""

    question: Question
    ranks: Mapping[str, int]
    """By key, from 1; what is not among the first ten is not here."""
    titles: tuple[str, ...]

    @property
    def reciprocal_rank(self) -> float:
        return 1 / min(self.ranks.values()) if self.ranks else 0.0

    @property
    def recall(self) -> float:
        return len(self.ranks) / len(self.question.keys)

    @property
    def is_perfect(self) -> bool:
        return self.reciprocal_rank == self.recall == 1


def ask(engine, question: Question, scope_ids: Collection[int], ids: Mapping[str, str]) -> Answer:
    """The first page of results, as the product would show it."""
    hits = _first_page(engine, question.text, scope_ids)
    places = {hit.id: place for place, hit in enumerate(hits, start=1)}
    ranks = {key: places[ids[key]] for key in question.keys if ids[key] in places}
    return Answer(question, ranks, tuple(hit.title for hit in hits))


def summarise(answers: Iterable[Answer]) -> dict[str, dict[str, Any]]:
    """MRR@10 and recall@10 by kind, of the questions with one right answer, and of all."""
    groups: dict[str, list[Answer]] = {}
    known, every = [], []
    for answer in answers:
        groups.setdefault(answer.question.kind, []).append(answer)
        every.append(answer)
        known += [answer] if answer.question.is_known_item else []
    return {name: _figures(group) for name, group in {**groups, "known item": known, "all": every}.items() if group}


def _figures(answers: Collection[Answer]) -> dict[str, Any]:
    return {
        "questions": len(answers),
        "mrr": round(mean(answer.reciprocal_rank for answer in answers), 3),
        "recall": round(mean(answer.recall for answer in answers), 3),
    }


def _first_page(engine, text: str, scope_ids: Collection[int]) -> list:
    from search.query import parse_query
    from search.results import find

    return list(find(engine, parse_query({"q": text}), scope_ids).results.hits)[:DEPTH]


# --- The engines ---------------------------------------------------------------------------------


@contextmanager
def engines(folder: Path) -> Iterator[dict[str, Any]]:
    """Each engine with the whole town in it; no Elasticsearch where there is no server."""
    from search import indexing
    from search.engines.tantivy import TantivyEngine
    from tests.benchmarks.plain import PlainEngine

    with _elasticsearch() as elasticsearch:
        found = {BASELINE: PlainEngine(folder / BASELINE), "tantivy": TantivyEngine(folder / "tantivy")}
        found |= {"elasticsearch": elasticsearch} if elasticsearch else {}
        for engine in found.values():
            engine.rebuild(indexing.all_entries(), reason="judged set")
        yield found


@contextmanager
def _elasticsearch() -> Iterator[Any]:
    """An engine with an index of its own on the server, taken away afterwards; None if there is no server."""
    from django.test import override_settings

    from search.engines.elasticsearch import ElasticsearchEngine

    url = os.environ.get("CASAGRAN_TEST_ELASTICSEARCH_URL", "")
    if not url:
        yield None
        return
    name = f"casagran-judged-{secrets.token_hex(4)}"
    with override_settings(SEARCH_ELASTICSEARCH_URL=url, SEARCH_ELASTICSEARCH_INDEX=name):
        engine = ElasticsearchEngine()
        try:
            yield engine
        finally:
            indexes = engine.client.indices.get(index=f"{name}-*", features="aliases")
            engine.client.indices.delete(index=list(indexes) or ["none"], ignore_unavailable=True)
            engine.client.close()


# --- The round of questions ----------------------------------------------------------------------


def answers_of(found: Mapping[str, Any]) -> dict[str, list[Answer]]:
    """All questions about the demo town, to every engine."""
    from tests.benchmarks.demo_town import entry_ids

    ids = entry_ids()
    asked = [question for question in questions() if question.kind != TRANSCRIPTS]
    return {name: _round(engine, asked, ids) for name, engine in found.items()}


def answers_about_transcripts(found: Mapping[str, Any]) -> dict[str, list[Answer]]:
    """Those about the transcripts, once these are in the town; none where the machine has none."""
    from tests.benchmarks.demo_town import add_transcripts

    if not (added := add_transcripts()):
        return {name: [] for name in found}
    about = [question for question in questions() if question.kind == TRANSCRIPTS]
    for engine in found.values():
        _put_in(engine, added.values())
    return {name: _round(engine, about, added) for name, engine in found.items()}


def _round(engine, asked: Iterable[Question], ids: Mapping[str, str]) -> list[Answer]:
    scopes = scopes_of(question.asker for question in asked)
    return [ask(engine, question, scopes[question.asker], ids) for question in asked]


def scopes_of(usernames: Iterable[str]) -> dict[str, frozenset[int]]:
    """What each person may read today, in numbers."""
    from intranet.access.scopes import readable_scope_ids
    from intranet.people.models import User

    return {name: readable_scope_ids(User.objects.get(username=name)) for name in set(usernames)}


def _put_in(engine, entry_ids: Iterable[str]) -> None:
    from search import indexing

    touched = [("document", int(entry_id.rpartition(":")[2])) for entry_id in entry_ids]
    if not hasattr(engine, "exclusive"):
        engine.write(indexing.entries_of(touched))
        return
    with engine.exclusive():
        engine.write(indexing.entries_of(touched))


def papers_shown_to_a_stranger(engine) -> list[str]:
    """Papers that somebody without any grant is shown for the same questions: there must be none."""
    from intranet.access.scopes import readable_scope_ids
    from intranet.people.models import User

    stranger, _created = User.objects.get_or_create(username=STRANGER, defaults={"email": f"{STRANGER}@example.org"})
    scope_ids = readable_scope_ids(stranger)
    shown = (hit for question in questions() for hit in _first_page(engine, question.text, scope_ids))
    return [hit.id for hit in shown if hit.type in PAPERS]


# --- The report ----------------------------------------------------------------------------------


def table(summaries: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """A row for each kind, in Markdown, to be read as it is or put into docs/benchmarks.md."""
    names = list(summaries)
    head = "".join(f" {name} MRR@10 | recall@10 |" for name in names)
    lines = [f"| kind | questions |{head}", f"|---|---|{'---|' * 2 * len(names)}"]
    for kind, figures in summaries[names[0]].items():
        cells = "".join(
            f" {summaries[name][kind]['mrr']:.3f} | {summaries[name][kind]['recall']:.3f} |" for name in names
        )
        lines.append(f"| {kind} | {figures['questions']} |{cells}")
    return "\n".join(lines)


def shortcomings(answers: Iterable[Answer]) -> str:
    """Every question that was not answered perfectly: what was expected where, and what stood there."""
    return "\n".join(_shortcoming(answer) for answer in answers if not answer.is_perfect)


def _shortcoming(answer: Answer) -> str:
    question = answer.question
    expected = ", ".join(f"{key} {answer.ranks.get(key, '–')}" for key in question.keys)
    got = "".join(f"\n      {place}. {title}" for place, title in enumerate(answer.titles[:5], start=1))
    asked = f"  [{question.kind}] {question.text}   ({question.asker})"
    return f"{asked}\n    expected: {expected}\n    got:{got or ' nothing'}"


# --- The command ---------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verbose", action="store_true", help="every question that was not answered perfectly")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="casagran-judged-") as folder:
        os.environ.setdefault("CASAGRAN_DATA_DIR", folder)
        _set_up()
        with engines(Path(folder) / "index") as found:
            _report(found, verbose=options.verbose)


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intranet.settings.demo")
    import django

    django.setup()
    from django.core.management import call_command

    from intranet.people.models import Municipality
    from intranet.town.loading import load_demo
    from tests.benchmarks.demo_town import DAY

    call_command("migrate", verbosity=0)
    if not Municipality.objects.exists():
        load_demo(DAY)


def _report(found: Mapping[str, Any], *, verbose: bool) -> None:
    if "elasticsearch" not in found:
        _tell("Elasticsearch: no server (CASAGRAN_TEST_ELASTICSEARCH_URL): not measured.")
    if shown := [entry_id for engine in found.values() for entry_id in papers_shown_to_a_stranger(engine)]:
        sys.exit(f"A stranger was shown {', '.join(shown)}")
    answers, more = answers_of(found), answers_about_transcripts(found)
    if not more[BASELINE]:
        _tell("The transcripts are not on this machine: not asked.")
    answers = {name: given + more[name] for name, given in answers.items()}
    summaries = {name: summarise(given) for name, given in answers.items()}
    for name, given in answers.items():
        if verbose and name != BASELINE:
            _tell(f"\n{name}\n{shortcomings(given)}")
    _tell(f"\n{table(summaries)}\n")
    json.dump({"quality": summaries}, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def _tell(text: str) -> None:
    """Beside the JSON, which goes where it is sent."""
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
