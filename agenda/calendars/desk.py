"""This room's part of the desk: what today brings, and in the evening tomorrow."""

from datetime import timedelta

from django.utils import timezone

from agenda.calendars.diary import Diary, by_first_day
from intranet.pages.desk import Panel

EVENING = 17
SHOWN = 12


def days_ahead(user) -> dict | None:
    now = timezone.localtime()
    today = now.date()
    last = today + timedelta(days=now.hour >= EVENING)
    days = list(by_first_day(Diary(user).entries(today, last, most=SHOWN), today))
    return {"days": days, "today": today} if days else None


TODAY = Panel("today", "today", 10, "calendars/desk/today.html", days_ahead)
