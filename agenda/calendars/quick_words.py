"""The Catalan of quick entry: how people write days, hours, lengths and repetitions, and what each means.

Patterns are matched against plain words (small letters, no accents) and always take whole words. A reader answers
None where the words only look like a date or an hour: they then stay in the title.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from re import Match, Pattern

from agenda.calendars.recurrence import FIRST_YEAR, LAST_YEAR

ONE_DAY = timedelta(days=1)
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "dilluns dl",
            "dimarts dt dm",
            "dimecres dc dx",
            "dijous dj",
            "divendres dv",
            "dissabtes dissabte ds",
            "diumenges diumenge dg",
        )
    )
    for name in names.split()
}
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "gener gen",
            "febrer febr feb",
            "marc mar",
            "abril abr",
            "maig",
            "juny jun",
            "juliol jul",
            "agost ag",
            "setembre set",
            "octubre oct",
            "novembre nov",
            "desembre des",
        ),
        start=1,
    )
    for name in names.split()
}
HOURS = {
    name: number
    for number, name in enumerate("una dues tres quatre cinc sis set vuit nou deu onze dotze".split(), start=1)
}
ORDINALS = {"primer": 1, "segon": 2, "tercer": 3, "quart": 4}
QUARTERS = {"un": 1, "dos": 2, "tres": 3}
# The first hours of a working day: before it, a bare "6" is six in the afternoon, and "2h" is how long it takes.
MORNING = 7
LONGEST_DAYS_AHEAD = 999

WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
NUMBER = rf"\d{{1,2}}|{'|'.join(HOURS)}"
PART = r"del mati|de la matinada|del migdia|de la tarda|del vespre|de la nit"
# "de 3 a 5 anys" are no hours.
NO_UNIT = r"(?! (?:anys?|mes|mesos|dies|setmanes|persones|alumnes|euros?|punts|km|m2|%))"
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
    """An hour: 10 · 10h · 10:30 · 10.30h · 10h30 · 10 h · deu · 6 de la tarda."""
    return (
        rf"(?P<h{name}>{NUMBER})(?:[:.](?P<m{name}>\d\d)h?|h(?P<k{name}>\d\d)?| h(?:ores)?)?(?P<p{name}> (?:{PART}))?"
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
    if "passat" in words or "despus" in words:
        return now.date() + 2 * ONE_DAY
    return now.date() + ONE_DAY if words.endswith("dema") else now.date()


def read_days_ahead(match: Match[str], now: datetime) -> date | None:
    number = match["n"]
    count = HOURS.get(number) or {"un": 1, "dos": 2}.get(number) or int(number)
    days = count * (7 if match["unit"].startswith("setm") else 1)
    return now.date() + timedelta(days=days) if days <= LONGEST_DAYS_AHEAD else None


def read_coming_weekday(match: Match[str], now: datetime) -> date:
    return next_weekday(now.date(), WEEKDAYS[match["weekday"]])


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
    (whole(rf"(?:de|del) (?P<first>{WEEKDAY}) (?:a|al|fins a) (?P<last>{WEEKDAY})"), read_weekdays),
)
DATES: tuple[tuple[Pattern[str], Reader], ...] = (
    (whole(rf"(?:(?:el )?(?:{WEEKDAY}),? )?{DATE}"), read_date),
    (
        whole(r"d'aqui a (?P<n>\d{1,3}|un|dos|" + "|".join(HOURS) + r") (?P<unit>dies|dia|setmanes|setmana)"),
        read_days_ahead,
    ),
    (whole(r"dema passat|passat dema|despus-dema|despus dema|dema|avui"), read_relative),
    (
        whole(
            rf"(?:el )?(?P<weekday>{WEEKDAY}) (?:vinent|que ve|proper)|(?:el )?(?:vinent|proper) (?P<other>{WEEKDAY})"
        ),
        lambda match, now: next_weekday(now.date(), WEEKDAYS[match["weekday"] or match["other"]]),
    ),
)
WEEKDAY_AND_NUMBER = whole(rf"(?:el )?(?P<weekday>{WEEKDAY}),? (?:dia )?(?P<number>\d{{1,2}})")
WEEKDAY_ALONE = whole(rf"(?:el |aquest )?(?P<weekday>{WEEKDAY})")
UNTIL = whole(rf"fins (?:al |el |a )?(?:(?:{WEEKDAY}),? )?{DATE}")


# --- Repetition -----------------------------------------------------------------------------------


def read_weekly(match: Match[str], now: datetime) -> tuple[str, date]:
    return "weekly", read_weekday(match, now)


def read_nth_weekday(match: Match[str], now: datetime) -> tuple[str, date] | None:
    """The next second Tuesday of a month."""
    ordinal, weekday = ORDINALS[match["nth"]], WEEKDAYS[match["weekday"]]
    days = (now.date() + timedelta(days=ahead) for ahead in range(62))
    found = (day for day in days if day.weekday() == weekday and (day.day - 1) // 7 + 1 == ordinal)
    return "monthly_weekday", next(found)


REPETITIONS: tuple[tuple[Pattern[str], Reader], ...] = (
    (
        whole(rf"(?:el |cada )?(?P<nth>{'|'.join(ORDINALS)}) (?P<weekday>{WEEKDAY}) (?:de cada|del|de) mes"),
        read_nth_weekday,
    ),
    (whole(rf"(?:cada|tots els|els) (?P<weekday>{WEEKDAY})"), read_weekly),
    (whole(r"cada dia|tots els dies"), lambda match, now: ("daily", None)),
    (whole(r"cada (?:dues|2) setmanes|cada (?:quinze|15) dies"), lambda match, now: ("fortnightly", None)),
    (whole(r"cada setmana|setmanalment"), lambda match, now: ("weekly", None)),
    (whole(r"cada mes|mensualment"), lambda match, now: ("monthly", None)),
    (whole(r"cada any|anualment"), lambda match, now: ("yearly", None)),
)


# --- Hours ----------------------------------------------------------------------------------------


def read_clock(match: Match[str], name: str, part: str = "") -> time | None:
    written = match[f"h{name}"]
    hour = HOURS.get(written) or int(written)
    said, minutes = match[f"m{name}"], match[f"m{name}"] or match[f"k{name}"] or "0"
    part = match[f"p{name}"] or part
    if part:
        afternoon = part.strip() in {"de la tarda", "del vespre", "de la nit"} and hour < 12
        hour += 12 if afternoon or (part.endswith("migdia") and hour < 4) else 0
    elif not said and 0 < hour < MORNING and not written.startswith("0"):
        hour += 12
    return time(hour, int(minutes)) if hour < 24 and int(minutes) < 60 else None


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
    start = read_clock(match, "a")
    return (start, None) if start else None


def read_quarters(match: Match[str], now: datetime) -> tuple[time, None] | None:
    """Two quarters of ten are half past nine."""
    start = read_clock(match, "a")
    if start is None or start.minute or not start.hour:
        return None
    return time(start.hour - 1, 15 * QUARTERS[match["quarters"]]), None


def read_big_hour(match: Match[str], now: datetime) -> tuple[time, None] | None:
    """ "10h" is when, "2h" is how long."""
    return read_at(match, now) if int(match["ha"]) >= MORNING else None


TIMES: tuple[tuple[Pattern[str], Reader], ...] = (
    (
        whole(
            rf"(?:de|des de|entre) (?:les |la )?{clock('a')} (?:a|fins a|fins|i) (?:les |la )?{clock('b')}{NO_UNIT}"
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
    (whole(rf"(?:a |cap a )?(?P<quarters>un|dos|tres) quarts? (?:de |d')(?:les )?{clock('a')}"), read_quarters),
    (whole(rf"(?:a les|a la|cap a les|a partir de les|des de les) {clock('a')}{NO_UNIT}"), read_at),
    (whole(rf"(?P<ha>\d{{1,2}})[:.](?P<ma>\d\d)h?(?P<ka>)(?P<pa> (?:{PART}))?{NO_UNIT}"), read_at),
    (whole(rf"(?P<ha>\d{{1,2}})(?P<ma>) ?h(?P<ka>\d\d)?(?P<pa> (?:{PART}))?"), read_big_hour),
    (whole(rf"(?P<ha>{NUMBER})(?P<ma>)(?P<ka>)(?P<pa> (?:{PART}))"), read_at),
)
BARE_HOUR = re.compile(rf"(?P<ha>\d{{1,2}})(?P<ma>)(?P<ka>)(?P<pa>)(?!\S){NO_UNIT}", re.ASCII)
UNTIL_HOUR = whole(rf"fins a (?:les|la) {clock('a')}")


# --- How long -------------------------------------------------------------------------------------


def read_length(match: Match[str], now: datetime) -> timedelta | None:
    hours, minutes = match["hours"], match["minutes"] or "0"
    count = HOURS.get(hours) or int(hours)
    half = 30 if match["half"] else 0
    length = timedelta(hours=count, minutes=int(minutes) + half)
    return length if timedelta(0) < length <= timedelta(hours=24) else None


def read_minutes(match: Match[str], now: datetime) -> timedelta | None:
    return timedelta(minutes=int(match["minutes"])) if int(match["minutes"]) else None


FOR = r"(?:durant |de )?"
LENGTHS: tuple[tuple[Pattern[str], Reader], ...] = (
    (whole(rf"{FOR}(?:tres quarts|3/4) d'hora"), lambda match, now: timedelta(minutes=45)),
    (whole(rf"{FOR}un quart d'hora"), lambda match, now: timedelta(minutes=15)),
    (whole(rf"{FOR}mitja hora"), lambda match, now: timedelta(minutes=30)),
    (whole(rf"{FOR}hora i mitja"), lambda match, now: timedelta(minutes=90)),
    (
        whole(
            rf"{FOR}(?P<hours>\d{{1,2}}|{'|'.join(HOURS)})(?: ?h| hor(?:a|es))(?P<minutes>\d\d)?(?P<half> i mitja)?"
        ),
        read_length,
    ),
    (whole(rf"{FOR}(?P<minutes>\d{{1,3}}) ?(?:'|min|minuts?)"), read_minutes),
)
ALL_DAY = whole(r"tot el (?:sant )?dia|tota la jornada")

# The words that give an event its type. They stay in its title.
TYPES = {
    "reunio": "reunio reunions reunir-se reunir-nos trobada comissio junta",
    "acte": "acte inauguracio presentacio concert festa xerrada homenatge lliurament ofrena prego fira",
    "visita": "visita visites visitar",
    "absencia": "absencia vacances baixa permis festiu fora",
    "reserva": "reserva reservar",
}
TYPE_OF = {word: kind for kind, words in TYPES.items() for word in words.split()}
