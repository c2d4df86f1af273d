"""The search answers what people of the demo town type (R19): the judged set is sound, and the aims are met."""

from collections import Counter

import pytest

from search.analysis import fold
from tests.benchmarks.demo_town import DAY, entry_ids
from tests.benchmarks.judged import TRANSCRIPTS, questions
from tests.benchmarks.quality import (
    BASELINE,
    answers_of,
    engines,
    papers_shown_to_a_stranger,
    scopes_of,
    shortcomings,
    summarise,
)

AIMS = {"known item": {"mrr": 0.90, "recall": 0.97}, "typo": {"recall": 0.85}}


# --- The set -------------------------------------------------------------------------------------


def test_there_are_enough_questions_of_every_kind():
    by_kind = Counter(question.kind for question in questions())
    assert sum(by_kind.values()) >= 200
    assert len(by_kind) == 11
    assert min(by_kind.values()) >= 15


def test_no_question_is_asked_twice():
    texts = Counter(question.text for question in questions())
    assert [text for text, times in texts.items() if times > 1] == []


def test_the_unaccented_have_no_accents():
    assert all(question.text == fold(question.text) for question in questions() if question.kind == "unaccented")


# --- The town ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def vilaexemple(django_db_setup, django_db_blocker):
    """The town of the day that was judged, inside a transaction that is undone at the end of the module."""
    from django.db import transaction

    from intranet.town.loading import load_demo

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            yield load_demo(DAY)
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.fixture(scope="module")
def found(vilaexemple, django_db_blocker, tmp_path_factory):
    """Every engine there is, with the whole town in it."""
    with django_db_blocker.unblock(), engines(tmp_path_factory.mktemp("judged")) as engines_by_name:
        yield engines_by_name


@pytest.fixture(scope="module")
def answers(found, django_db_blocker):
    with django_db_blocker.unblock():
        return answers_of(found)


slow = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.xdist_group("demo")]


class TestInTheTown:
    pytestmark = slow

    def test_what_was_judged_exists_and_its_asker_may_read_it(self, found):
        from search import indexing

        scope_of = {entry.id: entry.scope_id for entry in indexing.all_entries()}
        ids, readable = entry_ids(), scopes_of(question.asker for question in questions())
        asked = [question for question in questions() if question.kind != TRANSCRIPTS]
        wrong = [
            (question.text, key)
            for question in asked
            for key in question.keys
            if key not in ids or scope_of[ids[key]] not in readable[question.asker]
        ]
        assert wrong == []

    def test_a_stranger_is_shown_no_paper(self, found):
        """R2: the same questions, asked by somebody without any grant."""
        shown = [entry_id for engine in found.values() for entry_id in papers_shown_to_a_stranger(engine)]
        assert shown == []

    def test_the_aims_are_met(self, answers):
        for name in answers.keys() - {BASELINE}:
            figures = summarise(answers[name])
            missed = [
                f"{name}: {group} {measure} {figures[group][measure]} < {aim}"
                for group, aims in AIMS.items()
                for measure, aim in aims.items()
                if figures[group][measure] < aim
            ]
            assert missed == [], shortcomings(answers[name])

    def test_no_kind_is_answered_worse_than_by_a_plain_engine(self, answers):
        plain = summarise(answers[BASELINE])
        for name in answers.keys() - {BASELINE}:
            for group, figures in summarise(answers[name]).items():
                assert figures["mrr"] >= plain[group]["mrr"], (name, group)
                assert figures["recall"] >= plain[group]["recall"], (name, group)
