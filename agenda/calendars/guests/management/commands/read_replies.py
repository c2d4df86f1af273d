"""Read the answers to invitations from the mailbox, now."""

import imaplib
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agenda.calendars.guests.mailbox import read_replies


class Command(BaseCommand):
    help = "Reads the answers to invitations that wait in the mailbox (CASAGRAN_AGENDA_IMAP)."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = read_replies()
        except (OSError, imaplib.IMAP4.error) as problem:
            raise CommandError(f"The mailbox cannot be read: {problem}") from problem
        self.stdout.write(f"{done.taken} answers taken, {done.flagged} messages left for somebody to look at.")
