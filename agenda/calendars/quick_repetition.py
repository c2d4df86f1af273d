"""How people write that an event repeats: a repetition as the form has it, and its first day if the words say it."""

from datetime import date, datetime, timedelta
from re import Match, Pattern

from agenda.calendars.quick_patterns import ONE_DAY, WEEKDAY, Reader, next_weekday, read_weekday, whole
from agenda.calendars.quick_words import ORDINALS, WEEKDAYS
from agenda.calendars.weekdays import weekly_on


def read_weekly(match: Match[str], now: datetime) -> tuple[str, date]:
    return "weekly", read_weekday(match, now)


def read_several_weekdays(match: Match[str], now: datetime) -> tuple[str, date]:
    """Every week on several days; it starts on the first of them that comes."""
    days = {WEEKDAYS[word] for word in match["days"].split() if word in WEEKDAYS}
    return _weekly_on(days, now)


def read_working_days(match: Match[str], now: datetime) -> tuple[str, date]:
    return _weekly_on(set(range(5)), now)


def read_weekdays_from_to(match: Match[str], now: datetime) -> tuple[str, date] | None:
    first, last = WEEKDAYS[match["first"]], WEEKDAYS[match["last"]]
    return _weekly_on(set(range(first, last + 1)), now) if first < last else None


def _weekly_on(days: set[int], now: datetime) -> tuple[str, date]:
    coming = min(next_weekday(now.date() - ONE_DAY, day) for day in days)
    return weekly_on(days), coming


def read_nth_weekday(match: Match[str], now: datetime) -> tuple[str, date] | None:
    """The next second Tuesday of a month."""
    ordinal, weekday = ORDINALS[match["nth"]], WEEKDAYS[match["weekday"]]
    days = (now.date() + timedelta(days=ahead) for ahead in range(62))
    found = (day for day in days if day.weekday() == weekday and (day.day - 1) // 7 + 1 == ordinal)
    return "monthly_weekday", next(found)


EVERY = "(?:cada|tots els|els|todos los|los)"
REPETITIONS: tuple[tuple[Pattern[str], Reader], ...] = (
    (
        whole(rf"(?:el |cada )?(?P<nth>{'|'.join(ORDINALS)}) (?P<weekday>{WEEKDAY}) (?:de cada|del|de) mes"),
        read_nth_weekday,
    ),
    (
        whole(rf"{EVERY} (?P<days>(?:{WEEKDAY})(?: (?:[iy] )?(?:els |los |cada )?(?:{WEEKDAY}))+)"),
        read_several_weekdays,
    ),
    (whole(rf"{EVERY} (?P<weekday>{WEEKDAY})"), read_weekly),
    (
        whole(
            rf"(?:cada dia|tots els dies|todos los dias) (?:de |del )?(?P<first>{WEEKDAY})"
            rf" (?:a|al) (?P<last>{WEEKDAY})"
        ),
        read_weekdays_from_to,
    ),
    (
        whole(
            r"(?:cada|tots els|els|todos los|los) (?:dia |dies |dias )?"
            r"(?:laborables?|feiners?|habils?|habil|habiles)"
        ),
        read_working_days,
    ),
    (whole(r"cada dia|tots els dies|todos los dias"), lambda match, now: ("daily", None)),
    (
        whole(r"cada (?:dues|dos|2) (?:setmanes|semanas)|cada (?:quinze|quince|15) (?:dies|dias)"),
        lambda match, now: ("fortnightly", None),
    ),
    (whole(r"cada (?:setmana|semana)|setmanalment|semanalmente"), lambda match, now: ("weekly", None)),
    (whole(r"cada mes|todos los meses|mensualment|mensualmente"), lambda match, now: ("monthly", None)),
    (whole(r"cada (?:any|ano)|todos los anos|anualment|anualmente"), lambda match, now: ("yearly", None)),
)
