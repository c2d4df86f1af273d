"""The documents of the town: each subject bank lists its own; here they get a day and a name."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path

from intranet.town.demo import days
from intranet.town.demo.documents.opendocument import render_odt
from intranet.town.demo.documents.paper import Paper
from intranet.town.demo.documents.pdf import render_pdf
from intranet.town.demo.documents.sheets import render_xlsx
from intranet.town.demo.documents.word import render_docx
from intranet.town.demo.documents.wording import facts_of, write_paper
from intranet.town.demo.shapes import DemoDocument

TEXTS = Path(__file__).parent / "texts"
RENDERERS: dict[str, Callable[[Paper], bytes]] = {"pdf": render_pdf, "docx": render_docx, "odt": render_odt}


@cache
def banks() -> dict[str, dict]:
    """The subject banks by name."""
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(TEXTS.glob("*.toml"))}


def documents(today: date, anchors: Mapping[str, date], case_numbers: Mapping[str, str]) -> tuple[DemoDocument, ...]:
    """Every document of the town. `anchors` are the days of the sittings, for minutes and papers that follow them."""
    made = [
        _document(bank, entry, _day(entry, today, anchors), today, case_numbers)
        for bank in banks().values()
        for entry in bank["documents"]
    ]
    return tuple(sorted(made, key=lambda document: (document.date, document.key)))


def _day(entry: dict, today: date, anchors: Mapping[str, date]) -> date:
    """The working day on or before so many days ago, or the day of a sitting."""
    if "sitting" in entry:
        return anchors[entry["sitting"]]
    return days.working_day_on_or_before(today - timedelta(days=entry["days"]))


def _document(bank: dict, entry: dict, day: date, today: date, case_numbers: Mapping[str, str]) -> DemoDocument:
    facts = facts_of(bank, entry, day, today)
    title = f"{entry['type']} {facts.fill(entry['name'])} {day:%d%m%Y}"
    case = entry.get("case", "")
    kind = entry.get("format", "pdf")
    reference = f"Exp. {case_numbers[case]}" if case else f"Sèrie {entry['node']}"
    return DemoDocument(
        key=entry["key"],
        title=title,
        filename=f"{title}.{kind}",
        summary=facts.fill(entry["heading"]),
        type_code=entry["type"],
        node=entry["node"],
        date=day,
        author=entry["author"],
        tags=(*bank.get("tags", ()), *entry.get("tags", ())),
        builder=partial(_build, bank, entry, title, day, today, reference),
        case_file=case,
        restricted_to=tuple(bank.get("restricted_to", ())),
    )


def _build(bank: dict, entry: dict, title: str, day: date, today: date, reference: str) -> bytes:
    if "sheet" in entry:
        return render_xlsx(entry["sheet"], title, day)
    paper = write_paper(bank, entry, title=title, day=day, today=today, reference=reference)
    return RENDERERS[entry.get("format", "pdf")](paper)
