"""What a line of quick entry says about a time and nobody could use: it stays in the title, and is said."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from re import Match, Pattern

from agenda.calendars.quick_patterns import (
    DATES,
    MONTH,
    NO_UNIT,
    NUMBER,
    PART,
    WEEKDAY,
    read_date,
    whole,
)
from agenda.calendars.quick_words import COMING_MONTH, COMING_WEEK, IN_A_WHILE, MONTHS, PARTS_OF_DAY, WEEKDAYS

UNUSED, NO_DAY, NO_HOUR = "unused", "no_day", "no_hour"
FIRST_OF_SEVERAL, OTHER_WEEKDAY = "first_of_several", "other_weekday"
UNITS = "dies|dias|dia|setmanes|setmana|semanas|semana|mesos|meses|mes|anys|anos|any|ano|hores|horas|hora"
NAMES = "|".join(name for name in (*WEEKDAYS, *MONTHS) if len(name) > 4)
SHORT_NAMES = "dl|dt|dm|dc|dx|dj|dv|ds|dg|maig|juny|abril|gener|marzo|mayo"

Judge = Callable[[Match[str], datetime], str]


@dataclass(frozen=True)
class Doubt:
    """Some words, and what is wrong with them."""

    kind: str
    words: str


def unused(match: Match[str], now: datetime) -> str:
    return UNUSED


def judge_date(match: Match[str], now: datetime) -> str:
    return UNUSED if read_date(match, now) else NO_DAY


def judge_hour(match: Match[str], now: datetime) -> str:
    hour, minutes = match["hour"], match["minutes"] or "0"
    return NO_HOUR if hour.isdigit() and (int(hour) > 23 or int(minutes) > 59) else UNUSED


# Before days and hours are read: a part of them would be taken for something else.
VAGUE: tuple[tuple[Pattern[str], Judge], ...] = (
    (
        whole(
            r"(?:a |cap a |sobre )?(?:(?:un|dos|tres) )?quarts?(?: i mig)? (?:de |d')(?:les |la )?"
            rf"(?:{NUMBER})h?(?: (?:{PART}))?"
        ),
        unused,
    ),
    (
        whole(
            rf"(?:cada |el |els )?(?:l')?(?:ultims?|ultimo|darrers?) (?:{WEEKDAY})"
            r"(?: (?:de cada|del|de) mes)?"
        ),
        unused,
    ),
    (whole(rf"cada (?:{NUMBER}|\d{{1,4}}) (?:{UNITS})"), unused),
)
LEFT_OVER: tuple[tuple[Pattern[str], Judge], ...] = (
    (DATES[0][0], judge_date),
    (whole(r"\d{1,2}/\d{1,4}(?:/\d{1,4})?"), unused),
    (
        whole(
            r"(?:(?:a les|a las|a la|de les|fins a les|hasta las) )?"
            r"(?P<hour>\d{1,3})(?::(?P<minutes>\d{1,2})h?| ?h(?:\d\d)?)"
        ),
        judge_hour,
    ),
    (whole(rf"(?:a les|a las|a la) (?P<hour>{NUMBER}|\d{{3}})(?:[:.](?P<minutes>\d\d))?{NO_UNIT}"), judge_hour),
    (whole(rf"(?:de|entre) \d{{1,2}} (?:a|i|y) \d{{1,2}}{NO_UNIT}"), unused),
    (whole(rf"\d{{1,2}}[-–]\d{{1,2}}{NO_UNIT}"), unused),
    (whole(rf"(?:{IN_A_WHILE}) [^\s\0\1]+(?: (?:{UNITS}|minuts?|minutos?))?"), unused),
    (whole(COMING_WEEK), unused),
    (whole(COMING_MONTH), unused),
    (whole(rf"cada (?:{UNITS}|{WEEKDAY})"), unused),
    (
        whole(
            r"(?:a |al |a la |cap al |cap a la |aquest |aquesta |esta |este |por la |en la )"
            rf"(?:mig |mitja |media )?(?:{PARTS_OF_DAY})"
        ),
        unused,
    ),
    (whole(r"(?:a )?(?:una|mitja|media|primera|ultima) hora(?: i mitja| y media)?"), unused),
    (whole(rf"(?:(?:{NUMBER}|\d{{3}}) )?(?:hores|horas|quarts|cuartos|minuts|minutos)(?: i mitja| y media)?"), unused),
    (whole(r"(?:i|y|un|menys|menos) (?:quart|cuarto)"), unused),
    (whole(r"dema passat|passat dema|dema|avui|pasado manana|hoy|ahir|ayer"), unused),
    (whole(rf"(?:{NAMES}|{SHORT_NAMES})(?:[-–/](?:{WEEKDAY}|{MONTH}))?"), unused),
)


def other_weekday(words: str, weekday: int) -> bool:
    """Whether the words of a day name another weekday than the one it is."""
    said = {WEEKDAYS[word] for word in words.split() if word in WEEKDAYS}
    return len(said) == 1 and weekday not in said
