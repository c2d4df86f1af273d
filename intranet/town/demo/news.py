"""Short internal news."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

from intranet.town.demo import days
from intranet.town.demo.shapes import DemoNews

SOURCE = Path(__file__).parent / "news.toml"


def news(today: date) -> tuple[DemoNews, ...]:
    rows = tomllib.loads(SOURCE.read_text(encoding="utf-8"))["news"]
    return tuple(_news(row, today) for row in rows)


def _news(row: dict, today: date) -> DemoNews:
    day = days.working_day_on_or_before(today - timedelta(days=row["days"]))
    return DemoNews(row["slug"], row["title"], day, row["author"], tuple(row["paragraphs"]))
