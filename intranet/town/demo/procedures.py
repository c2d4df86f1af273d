"""Internal procedures (R18): what is done, by whom, when, and what usually goes wrong."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

from intranet.town.demo import days
from intranet.town.demo.shapes import DemoProcedure, DemoStep

SOURCE = Path(__file__).parent / "procedures.toml"


def procedures(today: date) -> tuple[DemoProcedure, ...]:
    rows = tomllib.loads(SOURCE.read_text(encoding="utf-8"))["procedures"]
    return tuple(_procedure(row, today) for row in rows)


def _procedure(row: dict, today: date) -> DemoProcedure:
    """`review` counts days from today: below zero, the sheet is past its review date."""
    return DemoProcedure(
        slug=row["slug"],
        title=row["title"],
        summary=row["summary"],
        owner=row["owner"],
        series=row["series"],
        legal_basis=row["legal_basis"],
        term=row["term"],
        silence=row["silence"],
        review=days.working_day_on_or_after(today + timedelta(days=row["review"])),
        is_public=row["is_public"],
        steps=tuple(DemoStep(number, *step) for number, step in enumerate(row["steps"], start=1)),
        mistakes=tuple(row["mistakes"]),
    )
