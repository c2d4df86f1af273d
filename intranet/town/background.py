"""The work behind the pages, inside the web process: background tasks and the search index.

The embedded default is one process that serves and works. In production the work is a process of its own
(`manage.py work`) and the index is written beside the web workers; rows in the database hand the work over either way.
"""

import imaplib
import logging
import threading
import time
from collections.abc import Iterable

from django.db import DatabaseError, connection
from django.utils.crypto import get_random_string
from django_tasks.base import Task
from django_tasks_db.management.commands.db_worker import Worker

from agenda.calendars.guests import mailbox, reminders
from agenda.calendars.guests.tasks import mail_letters
from agenda.calendars.tasks import forget_old_imports, refresh_subscriptions, roll_occurrences
from search import consumer
from search.tasks import keep_house, send_digests

logger = logging.getLogger(__name__)
POLL_SECONDS = 0.25
RETRY_SECONDS = 2
MINUTE_SECONDS = 60
HOUR_SECONDS = 3600
DAY_SECONDS = 24 * HOUR_SECONDS
DAILY = (roll_occurrences, forget_old_imports, send_digests, keep_house)
HOURLY = (refresh_subscriptions, mail_letters)


def start() -> None:
    """Start all of it as daemon threads; calling it again in the same process would start them twice."""
    threading.Thread(target=_work, name="tasks", daemon=True).start()
    _keep_time()
    consumer.start()


def work() -> None:
    """The tasks and what has its time, in a process of its own until told to stop; the task at hand is ended."""
    _keep_time()
    worker = _worker()
    worker.configure_signals()
    worker.run()


def _keep_time() -> None:
    threading.Thread(target=_again, args=(DAY_SECONDS, DAILY), name="daily", daemon=True).start()
    threading.Thread(target=_again, args=(HOUR_SECONDS, HOURLY), name="hourly", daemon=True).start()
    threading.Thread(target=_each_minute, name="post", daemon=True).start()


def _work() -> None:
    while True:
        try:
            _worker().run()
        except DatabaseError:
            # The database went away for a moment: the tasks wait in it.
            logger.exception("The background worker lost the database; trying again")
            connection.close()
            time.sleep(RETRY_SECONDS)


def _again(seconds: int, tasks: Iterable[Task]) -> None:
    """What has to be done daily or hourly, handed to the worker; asking twice changes nothing."""
    while True:
        try:
            for each in tasks:
                each.enqueue()
        except DatabaseError:
            logger.exception("The regular work could not be handed over; it is tried again next time")
        connection.close()
        time.sleep(seconds)


def _each_minute() -> None:
    """What cannot wait for an hour. Done here: a row for each minute would only fill the table of tasks."""
    while True:
        try:
            reminders.send_due()
            mailbox.read_replies()
        except (DatabaseError, OSError, imaplib.IMAP4.error):
            logger.exception("The post of this minute could not be done; it is tried again in the next")
        connection.close()
        time.sleep(MINUTE_SECONDS)


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
