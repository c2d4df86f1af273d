"""A second opinion on recurrence rules, written from the text of RFC 5545 §3.3.10 alone.

It knows no library: it walks the years, months, weeks or days of a rule one after the other, looks at every day in
them, and keeps those that meet every condition. Slow, short and easy to compare with the standard.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = timedelta(days=1)
CHOOSES_DAYS = ("BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY")


@dataclass(frozen=True)
class Rule:
    """The parts of a rule as lists of text, as they stand between the semicolons."""

    parts: dict[str, list[str]]

    @classmethod
    def of(cls, text: str) -> "Rule":
        return cls({name: value.split(",") for name, value in (part.split("=") for part in text.split(";"))})

    @property
    def frequency(self) -> str:
        return self.parts["FREQ"][0]

    def numbers(self, name: str) -> list[int]:
        return [int(each) for each in self.parts.get(name, [])]

    def number(self, name: str, default: int) -> int:
        return (self.numbers(name) or [default])[0]

    @property
    def first_weekday(self) -> int:
        return WEEKDAYS.index(self.parts.get("WKST", ["MO"])[0])


def starts(text: str, first: datetime, last_day: date) -> list[datetime]:
    """Every start on the wall from `first` to the end of that day."""
    rule, found = Rule.of(text), []
    for days in periods(rule, first.date(), last_day):
        times = [each for day in days if fits(rule, day, first.date()) for each in times_of(rule, day, first)]
        found += [each for each in positions(rule, sorted(times)) if each >= first]
    found = [each for each in found if not ends_before(rule, each)]
    found = found[: rule.number("COUNT", len(found))]
    return [each for each in found if each.date() <= last_day]


def periods(rule: Rule, day: date, last_day: date) -> Iterator[list[date]]:
    """The days of each year, month, week or day that the interval lets through."""
    begin, step = beginning(rule, day), rule.number("INTERVAL", 1)
    while begin <= last_day:
        end = after(rule, begin, 1)
        yield [begin + DAY * offset for offset in range((end - begin).days)]
        begin = after(rule, begin, step)


def beginning(rule: Rule, day: date) -> date:
    match rule.frequency:
        case "YEARLY":
            return day.replace(month=1, day=1)
        case "MONTHLY":
            return day.replace(day=1)
        case "WEEKLY":
            return day - DAY * ((day.weekday() - rule.first_weekday) % 7)
    return day


def after(rule: Rule, begin: date, count: int) -> date:
    match rule.frequency:
        case "YEARLY":
            return begin.replace(year=begin.year + count)
        case "MONTHLY":
            months = begin.year * 12 + begin.month - 1 + count
            return date(months // 12, months % 12 + 1, 1)
        case "WEEKLY":
            return begin + DAY * 7 * count
    return begin + DAY * count


def fits(rule: Rule, day: date, first: date) -> bool:
    return all(
        (
            among(rule, "BYMONTH", day.month, 12),
            among(rule, "BYYEARDAY", day.timetuple().tm_yday, length_of_year(day)),
            among(rule, "BYMONTHDAY", day.day, length_of_month(day)),
            among(rule, "BYWEEKNO", *week_number(day, rule.first_weekday)),
            weekday_fits(rule, day),
            like_the_first(rule, day, first),
        )
    )


def among(rule: Rule, name: str, value: int, size: int) -> bool:
    """Whether a number is one of those asked for, counted from the start or, negative, from the end."""
    asked = rule.numbers(name)
    return not asked or value in asked or value - size - 1 in asked


def weekday_fits(rule: Rule, day: date) -> bool:
    asked = rule.parts.get("BYDAY", [])
    return not asked or any(one_weekday_fits(rule, each, day) for each in asked)


def one_weekday_fits(rule: Rule, asked: str, day: date) -> bool:
    ordinal, name = asked[:-2], asked[-2:]
    if WEEKDAYS[day.weekday()] != name:
        return False
    if not ordinal:
        return True
    inside_month = rule.frequency == "MONTHLY" or "BYMONTH" in rule.parts
    number = day.day if inside_month else day.timetuple().tm_yday
    size = length_of_month(day) if inside_month else length_of_year(day)
    from_start, from_end = (number - 1) // 7 + 1, -((size - number) // 7 + 1)
    return int(ordinal) in (from_start, from_end)


def like_the_first(rule: Rule, day: date, first: date) -> bool:
    """What a rule does not say it takes from its first date."""
    if any(name in rule.parts for name in CHOOSES_DAYS) or rule.frequency == "DAILY":
        return True
    if rule.frequency == "WEEKLY":
        return day.weekday() == first.weekday()
    same_month = rule.frequency == "MONTHLY" or "BYMONTH" in rule.parts or day.month == first.month
    return same_month and day.day == first.day


def times_of(rule: Rule, day: date, first: datetime) -> list[datetime]:
    hours = rule.numbers("BYHOUR") or [first.hour]
    minutes = rule.numbers("BYMINUTE") or [first.minute]
    return [datetime.combine(day, time(hour, minute, first.second)) for hour in hours for minute in minutes]


def positions(rule: Rule, times: list[datetime]) -> list[datetime]:
    asked = rule.numbers("BYSETPOS")
    if not asked:
        return times
    size = len(times)
    return [each for place, each in enumerate(times, start=1) if place in asked or place - size - 1 in asked]


def ends_before(rule: Rule, moment: datetime) -> bool:
    until = rule.parts.get("UNTIL")
    return bool(until) and moment.date() > datetime.strptime(until[0][:8], "%Y%m%d").date()


def week_number(day: date, first_weekday: int) -> tuple[int, int]:
    """Number of the week and how many its year has; week 1 is the first with at least four days in the year."""
    middle = day - DAY * ((day.weekday() - first_weekday) % 7) + DAY * 3
    number = (middle.timetuple().tm_yday - 1) // 7 + 1
    last = middle.replace(month=12, day=31)
    last_middle = last - DAY * ((last.weekday() - first_weekday) % 7) + DAY * 3
    if last_middle.year != middle.year:
        last_middle -= DAY * 7
    return number, (last_middle.timetuple().tm_yday - 1) // 7 + 1


def length_of_year(day: date) -> int:
    return day.replace(month=12, day=31).timetuple().tm_yday


def length_of_month(day: date) -> int:
    return ((day.replace(day=28) + DAY * 4).replace(day=1) - DAY).day
