"""From a subject bank and a kind of paper to a paper: paragraphs by role, with the facts of each document."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from intranet.town.demo import days
from intranet.town.demo.documents.figures import FIGURES
from intranet.town.demo.documents.paper import (
    Block,
    Heading,
    Paper,
    Points,
    Signature,
    Table,
    Text,
    clause_marks,
    numbered_marks,
    ordinal_marks,
)
from intranet.town.demo.people import BY_USERNAME, SECRETARY, TOWN, UNITS

HERE = Path(__file__).parent
MAYOR = "joan.vilaseca"
UNIT_NAMES = {unit.key: unit.name for unit in UNITS}
RECENT = timedelta(days=60)
RELATIVE = re.compile(r"(fa|en)(\d+)")


class Facts(dict):
    """The facts of a document.

    {fa30} is the working day thirty days before today, so that all the papers of a matter tell the same story;
    {en15} is the one fifteen days after the document. Papers in progress share their year as well: they do not
    change the name of a budget because January came in between.
    """

    def __init__(self, day: date, today: date, *sources: dict[str, str]) -> None:
        year = (day if today - day > RECENT else today - RECENT / 2).year
        years = {"any": str(year), "anyant": str(year - 1), "anyseg": str(year + 1), "curt": f"{year % 100:02d}"}
        super().__init__(vila=TOWN.name, data=days.in_words(day), **years)
        self.day, self.today = day, today
        for source in sources:
            self.update(source)

    def __missing__(self, name: str) -> str:
        relative = RELATIVE.fullmatch(name)
        if relative is None:
            raise KeyError(name)
        distance = timedelta(days=int(relative[2]))
        if relative[1] == "en":
            return days.in_words(days.working_day_on_or_after(self.day + distance))
        past = days.working_day_on_or_before(self.today - distance)
        if past > self.day:
            raise ValueError(f"{past} had not come yet on {self.day}")
        return days.in_words(past)

    def fill(self, text: str) -> str:
        """Facts may hold facts, one level deep."""
        filled = text.format_map(self)
        return filled.format_map(self) if "{" in filled else filled


@cache
def kinds() -> dict[str, dict]:
    return tomllib.loads((HERE / "kinds.toml").read_text(encoding="utf-8"))


def write_paper(bank: dict, entry: dict, *, title: str, day: date, today: date, reference: str) -> Paper:
    """The paper of one document of a subject bank."""
    kind = kinds()[entry["kind"]]
    facts = facts_of(bank, entry, day, today)
    author = BY_USERNAME[entry["author"]]
    return Paper(
        title=title,
        label=facts.fill(entry.get("label", kind["label"])),
        heading=facts.fill(entry["heading"]),
        subject=facts.fill(bank["assumpte"]),
        unit=UNIT_NAMES[author.units[0]] if author.units else author.position,
        reference=reference,
        date=day,
        blocks=tuple(_blocks(bank, entry, kind, facts)),
        signatures=tuple(_signature(who, entry["author"], facts) for who in entry.get("signers", kind["signers"])),
        annex=tuple(_annex(entry, day)),
    )


def facts_of(bank: dict, entry: dict, day: date, today: date) -> Facts:
    author = BY_USERNAME[entry["author"]]
    person = {"nom": author.full_name, "carrec": author.position[0].lower() + author.position[1:]}
    return Facts(day, today, {"assumpte": bank["assumpte"]}, person, bank["facts"], entry.get("facts", {}))


def _blocks(bank: dict, entry: dict, kind: dict, facts: Facts) -> Iterator[Block]:
    yield Text(facts.fill(entry.get("opening", kind["opening"])))
    for section in _sections(entry, kind):
        blocks = list(_section(bank, entry, section, facts))
        if blocks:
            yield Heading(facts.fill(section["title"]))
            yield from blocks


def _annex(entry: dict, day: date) -> Iterator[Block]:
    """The figures of a workbook, printed behind the text."""
    if "annex" in entry:
        yield Heading("Annex")
        for sheet in FIGURES[entry["annex"]](day):
            yield Table(sheet.title, sheet.header, tuple(tuple(map(printed, row)) for row in sheet.rows))


def printed(value: object) -> str:
    """A cell as it is printed: 1.234,50 for amounts; years stay whole."""
    match value:
        case None:
            return ""
        case float():
            return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
        case int() if value > 2_100:
            return f"{value:,}".replace(",", ".")
    return str(value)


def _sections(entry: dict, kind: dict) -> Iterator[dict]:
    for section in kind["sections"]:
        if section.get("own"):
            yield from entry.get("sections", [])
        elif section["title"] not in entry.get("skip", []):
            yield section


def _section(bank: dict, entry: dict, section: dict, facts: Facts) -> Iterator[Block]:
    if "lead" in section:
        yield Text(facts.fill(section["lead"]))
    for text in [*_paragraphs(bank, entry, section), *section.get("text", [])]:
        yield Text(facts.fill(text))
    points = section.get("points") or entry.get(section.get("from_points")) or bank.get(section.get("from_points"))
    if points:
        yield _points([facts.fill(point) for point in points], section.get("marks"))
    for key in _tables(bank, entry, section):
        yield _table(bank["tables"][key], facts)


def _paragraphs(bank: dict, entry: dict, section: dict) -> Iterator[str]:
    """Paragraphs of the roles asked for; a document that says which ones takes only those."""
    for role in section.get("from", []):
        paragraphs = bank["paragraphs"].get(role, [])
        chosen = entry.get("take", {}).get(role, range(len(paragraphs)))
        yield from (paragraphs[n] for n in chosen)


def _tables(bank: dict, entry: dict, section: dict) -> list[str]:
    if section.get("table"):
        return entry.get("tables", list(bank.get("tables", {}))[:1])
    return section.get("tables", [])


def _points(items: list[str], marks: str | None) -> Points:
    made = {
        None: lambda count: None,
        "ordinal": ordinal_marks,
        "clause": clause_marks,
        "number": lambda count: numbered_marks("", count),
        "article": lambda count: numbered_marks("Article", count),
        "base": lambda count: numbered_marks("Base", count),
    }[marks](len(items))
    return Points(tuple(items), made)


def _table(table: dict, facts: Facts) -> Table:
    rows = tuple(tuple(facts.fill(cell) for cell in row) for row in table["rows"])
    return Table(facts.fill(table["caption"]), tuple(table["header"]), rows)


def _signature(who: str, author: str, facts: Facts) -> Signature:
    if who == "company":
        return Signature("Persona apoderada", facts.fill(facts.get("entitat") or facts["empresa"]))
    if who == "applicant":
        return Signature(facts["sollicitant"], "Persona sol·licitant")
    person = BY_USERNAME[{"author": author, "mayor": MAYOR, "secretary": SECRETARY}.get(who, who)]
    return Signature(person.full_name, person.position)
