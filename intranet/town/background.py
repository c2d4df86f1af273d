"""The work behind the pages, inside the web process: background tasks and the search index.

The embedded default is one process that serves and works. In production the same two run as processes of their own
(`manage.py db_worker`) or beside the web workers; rows in the database hand the work over either way.
"""

import logging
import threading
import time

from django.db import DatabaseError, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from agenda.calendars.tasks import roll_occurrences
from search import consumer
from search.tasks import keep_house, send_digests

logger = logging.getLogger(__name__)
POLL_SECONDS = 0.25
RETRY_SECONDS = 2
DAY_SECONDS = 24 * 3600
DAILY = (roll_occurrences, send_digests, keep_house)


def start() -> None:
    """Start both as daemon threads; calling it again in the same process would start them twice."""
    threading.Thread(target=_work, name="tasks", daemon=True).start()
    threading.Thread(target=_each_day, name="daily", daemon=True).start()
    consumer.start()


def _work() -> None:
    while True:
        try:
            _worker().run()
        except DatabaseError:
            # The database went away for a moment: the tasks wait in it.
            logger.exception("The background worker lost the database; trying again")
            connection.close()
            time.sleep(RETRY_SECONDS)


def _each_day() -> None:
    """What has to be done daily, handed to the worker; asking twice in a day changes nothing."""
    while True:
        try:
            for daily in DAILY:
                daily.enqueue()
        except DatabaseError:
            logger.exception("The daily work could not be handed over; it is tried again tomorrow")
        connection.close()
        time.sleep(DAY_SECONDS)


def _worker() -> Worker:
    return Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        interval=POLL_SECONDS,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )
