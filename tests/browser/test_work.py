"""The work behind the pages as a process of its own, beside a town that serves."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.browser.conftest import ROOT, RunningTown

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("town")]

COUNT = """
from django_tasks_db.models import DBTaskResult
print(DBTaskResult.objects.filter(task_path__contains="{}").count())
"""
WITHIN_SECONDS = 40


def handed_over(town: RunningTown, task: str) -> int:
    return int(town.manage("shell", "--no-imports", "-c", COUNT.format(task)))


def test_the_process_hands_over_what_has_its_time_and_ends_when_told(running_town):
    known = handed_over(running_town, "roll_occurrences"), handed_over(running_town, "refresh_subscriptions")
    process = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT, env=running_town.environment)
    try:
        deadline = time.monotonic() + WITHIN_SECONDS
        while (
            handed_over(running_town, "roll_occurrences") <= known[0]
            or handed_over(running_town, "refresh_subscriptions") <= known[1]
        ):
            assert process.poll() is None, "the process ended by itself"
            assert time.monotonic() < deadline, "nothing was handed over"
            time.sleep(0.5)
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=WITHIN_SECONDS) == 0
    finally:
        process.kill()
        process.wait()
