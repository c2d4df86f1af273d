"""Titles by rule R5: `TIPUS text ddmmaaaa`. Pure functions; whether a type is in the catalogue is asked elsewhere."""

import re
from dataclasses import dataclass
from datetime import date

PATTERN = re.compile(r"(?P<type>[A-Z]{2,8}) (?P<text>\S.{0,118}\S) (?P<date>\d{8})", re.ASCII)
FORBIDDEN = frozenset('\\/:*?"<>|')
MAX_TEXT = 120


@dataclass(frozen=True)
class R5Title:
    """What a title by the rule says: of which type, about what, of which day."""

    type_code: str
    text: str
    date: date

    def __str__(self) -> str:
        return f"{self.type_code} {self.text} {self.date:%d%m}{self.date.year:04d}"


def parse(title: str) -> R5Title | None:
    """The parts of a title that follows the rule, or None."""
    found = PATTERN.fullmatch(title)
    if found is None or FORBIDDEN.intersection(title):
        return None
    day = day_of(found["date"])
    return R5Title(found["type"], found["text"], day) if day else None


def compose(type_code: str, text: str, day: date) -> R5Title:
    """A title by the rule; forbidden signs become spaces. ValueError where no such title can be."""
    clean = "".join(" " if sign in FORBIDDEN or not sign.isprintable() else sign for sign in text)
    title = R5Title(type_code.strip().upper(), " ".join(clean.split())[:MAX_TEXT].strip(), day)
    if parse(str(title)) != title:
        raise ValueError(f"no title by the rule from {type_code!r} and {text!r}")
    return title


def day_of(digits: str) -> date | None:
    """The day written as `ddmmaaaa`, if there is such a day."""
    if not re.fullmatch(r"\d{8}", digits, re.ASCII):
        return None
    try:
        return date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return None


def date_at_end(title: str) -> date | None:
    """The day in the last word, even where the rest does not follow the rule."""
    words = title.split()
    return day_of(words[-1]) if words else None


def first_word(title: str) -> str:
    """Where the rule has the type; empty when the word cannot be one."""
    word = title.split(" ", 1)[0]
    return word if re.fullmatch(r"[A-Z]{2,8}", word, re.ASCII) else ""
