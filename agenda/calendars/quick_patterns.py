"""How people write days, hours, lengths and repetitions, and what each means. The words are those of `quick_words`.

Patterns are matched against plain words (small letters, no accents) and always take whole words. A reader answers
None where the words only look like a date or an hour: they then stay in the title.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from re import Match, Pattern

from agenda.calendars.quick_words import (
    COMING_WEEK,
    EARLY,
    HOURS,
    IN_A_WHILE,
    LATE,
    MONTHS,
    NOON,
    PAST,
    QUARTERS,
    WEEKDAYS,
)
from agenda.calendars.quick_words import PRIVATE as PRIVATE_WORDS
from agenda.calendars.recurrence import FIRST_YEAR, LAST_YEAR

ONE_DAY = timedelta(days=1)
# The first hours of a working day: before it, a bare "6" is six in the afternoon, and "2h" is how long it takes.
MORNING = 7
LONGEST_DAYS_AHEAD = 999

WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
NUMBER = rf"\d{{1,2}}|{'|'.join(HOURS)}"
PART = f"{EARLY}|{NOON}|{LATE}"
# "de 3 a 5 anys" are no hours.
NO_UNIT = (
    r"(?! (?:anys?|anos?|mes|mesos|meses|dies|dias|setmanes|semanas|persones|personas|alumnes|alumnos|euros?"
    r"|punts|puntos|km|m2|%))"
)
DATE = (
    rf"(?:(?:el |l')?(?:dia )?(?P<day>\d{{1,2}}) ?(?:de |d'|del )?(?P<month>{MONTH})"
    r"(?:(?: de| del|,)? (?P<year>\d{4}))?"
    r"|(?:el |l')?(?:dia )?(?P<d>\d{1,2})(?:/(?P<m>\d{1,2})(?:/(?P<y>\d{4}|\d{2}))?|-(?P<n>\d{1,2})-(?P<z>\d{4}))"
    r"|(?P<iso>\d{4}-\d{2}-\d{2})"
    r"|(?:el )?dia (?P<only>\d{1,2}))"
)

Reader = Callable[[Match[str], datetime], object]


def whole(pattern: str) -> Pattern[str]:
    """A pattern that begins and ends with a word."""
    return re.compile(rf"(?<!\S)(?:{pattern})(?!\S)", re.ASCII)


def clock(name: str) -> str:
    """An hour: 10 · 10h · 10:30 · 10.30h · 10h30 · 10 h · deu · 10 y media · 6 de la tarda."""
    return (
        rf"(?P<h{name}>{NUMBER})(?:[:.](?P<m{name}>\d\d)h?|h(?P<k{name}>\d\d)?| h(?:ores|oras)?)?"
        rf"(?: (?P<f{name}>{'|'.join(PAST)})(?! hora| d'hora| de hora))?(?P<p{name}> (?:{PART}))?"
    )


# --- Days -----------------------------------------------------------------------------------------


def a_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FIRST_YEAR < year < LAST_YEAR else None
    except ValueError:
        return None


def next_date(today: date, month: int, day: int) -> date | None:
    """That day of this year, or of the next one if it is over; of a leap year, within four."""
    years = (a_date(today.year + ahead, month, day) for ahead in range(5))
    return next((found for found in years if found and found >= today), None)


def next_day_number(today: date, number: int) -> date | None:
    """The next day 12, skipping the months that are too short."""
    months = ((today.year + (today.month - 1 + ahead) // 12, (today.month - 1 + ahead) % 12 + 1) for ahead in range(4))
    days = (a_date(year, month, number) for year, month in months)
    return next((found for found in days if found and found >= today), None)


def next_weekday(after: date, weekday: int) -> date:
    """The first such weekday after a day."""
    return after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)


def read_date(match: Match[str], now: datetime) -> date | None:
    found = match.groupdict()
    if found["iso"]:
        return a_date(*map(int, found["iso"].split("-")))
    if found["only"]:
        return next_day_number(now.date(), int(found["only"]))
    month = MONTHS[found["month"]] if found["month"] else int(found["m"] or found["n"])
    day, year = int(found["day"] or found["d"]), found["year"] or found["y"] or found["z"]
    if year is None:
        return next_date(now.date(), month, day)
    return a_date(int(year) + (2000 if len(year) == 2 else 0), month, day)


def read_relative(match: Match[str], now: datetime) -> date:
    words = match.group()
    if words.startswith(("dema p", "passat", "pasado", "despus")):
        return now.date() + 2 * ONE_DAY
    return now.date() + ONE_DAY if words.endswith(("dema", "manana")) else now.date()


def read_days_ahead(match: Match[str], now: datetime) -> date | None:
    number = match["n"]
    count = HOURS.get(number) or (1 if number == "un" else int(number))
    days = count * (7 if match["unit"].startswith("se") else 1)
    return now.date() + timedelta(days=days) if days <= LONGEST_DAYS_AHEAD else None


def read_weekday_of_next_week(match: Match[str], now: datetime) -> date:
    return next_weekday(now.date(), 0) + timedelta(days=WEEKDAYS[match["weekday"]])


def read_weekday(match: Match[str], now: datetime) -> date:
    """Today counts too."""
    return next_weekday(now.date() - ONE_DAY, WEEKDAYS[match["weekday"]])


def read_weekday_with_number(match: Match[str], now: datetime) -> date | None:
    """ "Dijous 26": the next day of that number, if it is that weekday."""
    found = next_day_number(now.date(), int(match["number"]))
    return found if found and found.weekday() == WEEKDAYS[match["weekday"]] else None


def read_days(match: Match[str], now: datetime) -> tuple[date, date] | None:
    """From the 3rd to the 5th of March."""
    month, year = MONTHS[match["month"]], int(match["year"]) if match["year"] else None
    today = now.date()
    last = a_date(year, month, int(match["last"])) if year else next_date(today, month, int(match["last"]))
    first = a_date(last.year, month, int(match["first"])) if last else None
    return (first, last) if first and last and first < last else None


def read_weekdays(match: Match[str], now: datetime) -> tuple[date, date] | None:
    first = next_weekday(now.date() - ONE_DAY, WEEKDAYS[match["first"]])
    last = next_weekday(first, WEEKDAYS[match["last"]])
    return (first, last) if (last - first).days < 7 else None


DAY_SPANS: tuple[tuple[Pattern[str], Reader], ...] = (
    (
        whole(
            rf"(?:del|de l'|de) ?(?P<first>\d{{1,2}}) al? (?:l')?(?P<last>\d{{1,2}}) (?:de |d')"
            rf"(?P<month>{MONTH})(?: (?:de |del )?(?P<year>\d{{4}}))?"
        ),
        read_days,
    ),
    (whole(rf"(?:de|del) (?P<first>{WEEKDAY}) (?:a|al|fins a|hasta el) (?P<last>{WEEKDAY})"), read_weekdays),
)
DATES: tuple[tuple[Pattern[str], Reader], ...] = (
    (whole(rf"(?:(?:el )?(?:{WEEKDAY}),? )?{DATE}"), read_date),
    (
        whole(
            rf"(?:{IN_A_WHILE}) (?P<n>\d{{1,3}}|un|{'|'.join(HOURS)})"
            r" (?P<unit>dies|dias|dia|setmanes|setmana|semanas|semana)"
        ),
        read_days_ahead,
    ),
    (whole(rf"(?:el )?(?P<weekday>{WEEKDAY}) (?:de )?{COMING_WEEK}"), read_weekday_of_next_week),
    # "Mañana" is tomorrow, "la mañana" is not.
    (
        whole(r"dema passat|passat dema|despus-dema|despus dema|dema|avui|pasado manana|(?<!la )(?<!esta )manana|hoy"),
        read_relative,
    ),
    (
        whole(
            rf"(?:el )?(?P<weekday>{WEEKDAY}) (?:vinent|que ve|proper|que viene|proximo)"
            rf"|(?:el )?(?:vinent|proper|proximo) (?P<other>{WEEKDAY})"
        ),
        lambda match, now: next_weekday(now.date(), WEEKDAYS[match["weekday"] or match["other"]]),
    ),
)
WEEKDAY_AND_NUMBER = whole(rf"(?:el )?(?P<weekday>{WEEKDAY}),? (?:dia )?(?P<number>\d{{1,2}})")
WEEKDAY_ALONE = whole(rf"(?:el |aquest |este )?(?P<weekday>{WEEKDAY})")
# Without "cada" it is one event, on the first of these days.
WEEKDAYS_LISTED = whole(
    rf"(?:el |els |los )?(?P<weekday>{WEEKDAY})(?:(?: el)? (?:{WEEKDAY}))*(?: [iy])(?: el)? (?:{WEEKDAY})"
)
UNTIL = whole(rf"(?:fins|hasta) (?:al |el |a )?(?:(?:{WEEKDAY}),? )?{DATE}")


# --- Hours ----------------------------------------------------------------------------------------


def read_clock(match: Match[str], name: str, part: str = "") -> time | None:
    found = match.groupdict()
    hour = _hour(found[f"h{name}"], found[f"p{name}"] or part, is_exact=bool(found[f"m{name}"]))
    minutes = int(found[f"m{name}"] or found[f"k{name}"] or 0)
    past = PAST.get(found.get(f"f{name}") or "", 0)
    if hour > 23 or minutes > 59 or (past and minutes):
        return None
    whole_day = 24 * 60
    at = (hour * 60 + minutes + 15 * past) % whole_day
    return time(at // 60, at % 60)


def _hour(written: str, part: str, *, is_exact: bool) -> int:
    """Of the day: as the part of it says, or for a small number alone, as a town hall would mean it."""
    hour = HOURS.get(written) or int(written)
    if part.strip() in NOON.split("|"):
        return hour + 12 if hour < 4 else hour
    if part:
        return hour + 12 if hour < 12 and part.strip() in LATE.split("|") else hour
    return hour + 12 if not is_exact and 0 < hour < MORNING and not written.startswith("0") else hour


def read_range(match: Match[str], now: datetime) -> tuple[time, time] | None:
    end = read_clock(match, "b")
    start = read_clock(match, "a")
    shared = read_clock(match, "a", match["pb"] or "")
    if start is None or end is None:
        return None
    if end <= start and 12 < end.hour < 12 + MORNING and not match["pb"]:
        # From ten at night to two.
        end = end.replace(hour=end.hour - 12)
    return (shared, end) if shared and shared < end else (start, end)


def read_at(match: Match[str], now: datetime) -> tuple[time, None] | None:
    start = read_clock(match, "a", match.groupdict().get("lead") or "")
    return (start, None) if start else None


def read_quarters(match: Match[str], name: str) -> time | None:
    """Two quarters of ten are half past nine."""
    hour = read_clock(match, name)
    if hour is None or hour.minute or not hour.hour:
        return None
    return time(hour.hour - 1, 15 * QUARTERS[match[f"q{name}"]])


def read_at_quarters(match: Match[str], now: datetime) -> tuple[time, None] | None:
    start = read_quarters(match, "a")
    return (start, None) if start else None


def read_range_with_quarters(match: Match[str], now: datetime) -> tuple[time, time] | None:
    start, end = (
        read_quarters(match, name) if match.groupdict().get(f"q{name}") else read_clock(match, name) for name in "ab"
    )
    return (start, end) if start and end else None


def read_moment_ahead(match: Match[str], now: datetime) -> datetime:
    number, unit = match["n"] or "0", match["unit"] or "h"
    count = HOURS.get(number) or (1 if number == "un" else int(number))
    ahead = timedelta(hours=count) if unit.startswith("h") else timedelta(minutes=count)
    return (now + ahead + timedelta(minutes=30 if match["half"] or not match["n"] else 0)).replace(
        second=0, microsecond=0
    )


def read_big_hour(match: Match[str], now: datetime) -> tuple[time, None] | None:
    """ "10h" is when, "2h" is how long."""
    return read_at(match, now) if int(match["ha"]) >= MORNING else None


def quarters(name: str, unit: str = " quarts?") -> str:
    return rf"(?P<q{name}>un|dos|tres|[123]){unit} (?:de |d')(?:les |la )?{clock(name)}"


# Before any day: "3/4 de 9" is no 3rd of April, unless it is: "el 3/4 de 9 a 11".
QUARTER_HOURS: tuple[tuple[Pattern[str], Reader], ...] = (
    (
        whole(rf"(?:de |des de |entre )?{quarters('a')} (?:a|fins a|fins|i) {quarters('b')}"),
        read_range_with_quarters,
    ),
    (
        whole(rf"(?:de |des de )?{quarters('a')} (?:a|fins a|fins) (?:les |la )?{clock('b')}{NO_UNIT}"),
        read_range_with_quarters,
    ),
    (
        whole(rf"(?:de|des de) (?:les |la )?{clock('a')} (?:a|fins a|fins) {quarters('b')}"),
        read_range_with_quarters,
    ),
    (whole(rf"(?:a |cap a |sobre )?{quarters('a')}"), read_at_quarters),
    (whole(rf"(?:a|cap a) {quarters('a', '/4')}"), read_at_quarters),
    (whole(rf"(?<!el ){quarters('a', '/4')}(?! (?:a|fins) )"), read_at_quarters),
)
MOMENT_AHEAD = whole(
    rf"(?:{IN_A_WHILE}) (?:(?P<n>\d{{1,3}}|un|{'|'.join(HOURS)}) ?(?P<unit>hores|horas|hora|h|minuts?|minutos?|min)"
    r"(?P<half> (?:i mitja|y media))?|(?:mitja|media) hora)"
)
TIMES: tuple[tuple[Pattern[str], Reader], ...] = (
    (
        whole(
            rf"(?:de|des de|desde|entre) (?:les |las |la )?{clock('a')} (?:a|fins a|fins|hasta|i|y)"
            rf" (?:les |las |la )?{clock('b')}{NO_UNIT}"
        ),
        read_range,
    ),
    (
        whole(
            rf"(?:de )?(?P<ha>\d{{1,2}})(?:[:.](?P<ma>\d\d)|h(?P<ka>\d\d)?)?h?(?P<pa>)[-–](?P<hb>\d{{1,2}})"
            rf"(?:[:.](?P<mb>\d\d)|h(?P<kb>\d\d)?)?h?(?P<pb> (?:{PART}))?{NO_UNIT}"
        ),
        read_range,
    ),
    (
        whole(
            rf"(?:(?P<lead>{PART}) )?(?:a les|a la|a las|cap a les|hacia las|sobre les|sobre las|a partir de les"
            rf"|a partir de las|des de les|desde las) {clock('a')}{NO_UNIT}"
        ),
        read_at,
    ),
    (whole(rf"(?P<ha>\d{{1,2}})[:.](?P<ma>\d\d)h?(?P<ka>)(?P<pa> (?:{PART}))?{NO_UNIT}"), read_at),
    (whole(rf"(?P<ha>\d{{1,2}})(?P<ma>) ?h(?P<ka>\d\d)?(?P<pa> (?:{PART}))?"), read_big_hour),
    (whole(rf"(?P<ha>{NUMBER})(?P<ma>)(?P<ka>)(?P<pa> (?:{PART}))"), read_at),
    (whole(r"(?:al?|cap al) (?:migdia|mediodia)"), lambda match, now: (time(12), None)),
)
BARE_HOUR = re.compile(
    rf"(?P<ha>\d{{1,2}})(?P<ma>)(?P<ka>)(?: (?P<fa>{'|'.join(PAST)}))?(?P<pa>)(?!\S){NO_UNIT}", re.ASCII
)
BARE_NUMBER = re.compile(rf"\d{{1,2}}(?!\S){NO_UNIT}", re.ASCII)
UNTIL_HOUR = whole(rf"(?:fins a|hasta) (?:les|las|la) {clock('a')}")


# --- How long -------------------------------------------------------------------------------------


def read_length(match: Match[str], now: datetime) -> timedelta | None:
    hours, minutes = match["hours"], match["minutes"] or "0"
    count = HOURS.get(hours) or int(hours)
    half = 30 if match["half"] else 0
    length = timedelta(hours=count, minutes=int(minutes) + half)
    return length if timedelta(0) < length <= timedelta(hours=24) else None


def read_minutes(match: Match[str], now: datetime) -> timedelta | None:
    return timedelta(minutes=int(match["minutes"])) if int(match["minutes"]) else None


FOR = r"(?:durant |durante |de |d')?"
# Before any day, as the hours with quarters are.
QUARTER_LENGTHS: tuple[tuple[Pattern[str], Reader], ...] = (
    (
        whole(rf"{FOR}(?:(?:tres quarts|3/4) d'hora|(?:tres cuartos|3/4) de hora)"),
        lambda match, now: timedelta(minutes=45),
    ),
)
LENGTHS: tuple[tuple[Pattern[str], Reader], ...] = (
    (whole(rf"{FOR}(?:un quart d'hora|un cuarto de hora)"), lambda match, now: timedelta(minutes=15)),
    (whole(rf"{FOR}(?:mitja|media) hora"), lambda match, now: timedelta(minutes=30)),
    (whole(rf"{FOR}(?:una )?hora (?:i mitja|y media)"), lambda match, now: timedelta(minutes=90)),
    (
        whole(
            rf"{FOR}(?P<hours>\d{{1,2}}|{'|'.join(HOURS)})(?: ?h| hor(?:a|es|as))(?P<minutes>\d\d)?"
            r"(?P<half> (?:i mitja|y media))?"
        ),
        read_length,
    ),
    (whole(rf"{FOR}(?P<minutes>\d{{1,3}}) ?(?:'|min|minuts?|minutos?)"), read_minutes),
)
ALL_DAY = whole(r"tot el (?:sant )?dia|tota la jornada|todo el (?:santo )?dia|toda la jornada")

PRIVATE = whole(rf"(?:en )?(?:{PRIVATE_WORDS})")
