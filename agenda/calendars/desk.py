"""This room's part of the desk: what today brings, and in the evening tomorrow.

That somebody else is busy is left to the agenda.
"""

from datetime import timedelta
from itertools import islice

from django.utils import timezone

from agenda.calendars.diary import Diary, by_first_day
from intranet.pages.desk import Panel

EVENING = 17
SHOWN = 12


def days_ahead(user) -> dict | None:
    now = timezone.localtime()
    today = now.date()
    last = today + timedelta(days=now.hour >= EVENING)
    entries = (entry for entry in Diary(user).entries(today, last) if entry.is_open)
    days = list(by_first_day(islice(entries, SHOWN), today))
    return {"days": days, "today": today} if days else None


TODAY = Panel("today", "today", 10, "calendars/desk/today.html", days_ahead)
