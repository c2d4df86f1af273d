"""Days of the demo town: working days, the day of the plenary, dates in words."""

from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from agenda.calendars import working_days

MADRID = ZoneInfo("Europe/Madrid")
LOCAL_HOLIDAYS = ("01-20", "08-16")  # Sant Sebastià and Sant Roc
MONTHS = [
    "gener",
    "febrer",
    "març",
    "abril",
    "maig",
    "juny",
    "juliol",
    "agost",
    "setembre",
    "octubre",
    "novembre",
    "desembre",
]


# The rule is that of every town; the local days are known before there is a town to ask.
is_working_day = partial(working_days.is_working_day, local=LOCAL_HOLIDAYS)
working_days_between = partial(working_days.full_working_days_between, local=LOCAL_HOLIDAYS)


def working_day_on_or_before(day: date) -> date:
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def working_day_on_or_after(day: date) -> date:
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def convened_on(today: date) -> date:
    """The last working day before today: the notice is always already out."""
    return working_day_on_or_before(today - timedelta(days=1))


def plenary_on(today: date) -> date:
    """Thursday of next week, or the first later working day with two full working days after the notice (L1)."""
    day = monday_of(today) + timedelta(days=10)
    while not is_working_day(day) or working_days_between(today, day) < 2:
        day += timedelta(days=1)
    return day


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def constitution_of(year: int) -> date:
    """Councils are constituted on the twentieth day after the elections of the fourth Sunday of May."""
    first = date(year, 5, 1)
    fourth_sunday = first + timedelta(days=(6 - first.weekday()) % 7 + 21)
    return fourth_sunday + timedelta(days=20)


def term_around(today: date) -> tuple[date, date]:
    """The term in force. Around elections the span covers both terms: the people of the demo were re-elected."""
    years = range(today.year - 9 - (today.year - 2023) % 4, today.year + 9)
    days = [constitution_of(year) for year in years if year % 4 == 2023 % 4]
    margin = timedelta(days=150)
    start = max(day for day in days if day <= today - margin)
    end = min(day for day in days if day >= today + margin)
    return start, end


def at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=MADRID)


def in_words(day: date) -> str:
    """12 de març de 2026; d'abril, d'agost and d'octubre with their apostrophe."""
    return f"{day.day} {month_in_words(day)} de {day.year}"


def month_in_words(day: date) -> str:
    month = MONTHS[day.month - 1]
    return f"d’{month}" if month[0] in "ao" else f"de {month}"
