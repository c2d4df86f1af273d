"""Ten case files, numbered by year without gaps in the order they were opened (R7)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from intranet.town.demo import days
from intranet.town.demo.shapes import DemoCaseFile, DemoDocument
from intranet.town.demo.tables import SOCIAL_SERVICES


@dataclass(frozen=True)
class Opening:
    key: str
    subject: str
    series: str
    phase: str
    opened: int  # days ago
    party: str
    closed: int | None = None
    restricted_to: tuple[str, ...] = ()


OPENINGS = (
    Opening(
        "carrer-major",
        "PROJECTE DE REURBANITZACIÓ DEL CARRER MAJOR",
        "F03.01",
        "instruction",
        180,
        "Ajuntament de Vilaexemple (d’ofici)",
    ),
    Opening(
        "llicencia-major",
        "LLICÈNCIA D’OBRES PER REHABILITAR LA COBERTA I LA FAÇANA DE CAN RIBOT, CARRER MAJOR 12",
        "F02.01",
        "resolution",
        140,
        "Immobles Can Ribot, SL",
    ),
    Opening(
        "parc-solar",
        "AUTORITZACIÓ DEL PARC SOLAR DE LES PLANES: TRÀMIT MUNICIPAL",
        "G04.01",
        "instruction",
        230,
        "Energia Comuna de les Planes, SCCL",
    ),
    Opening(
        "credit",
        "MODIFICACIÓ DE CRÈDIT NÚMERO 3 PER SUPLEMENT I CRÈDIT EXTRAORDINARI",
        "E01.02",
        "instruction",
        45,
        "Ajuntament de Vilaexemple (d’ofici)",
    ),
    Opening(
        "ordenances",
        "MODIFICACIÓ DE LES ORDENANCES FISCALS DE RESIDUS I CEMENTIRI",
        "E03.01",
        "instruction",
        75,
        "Ajuntament de Vilaexemple (d’ofici)",
    ),
    Opening(
        "bressol",
        "CONVENI DE DELEGACIÓ DE LA GESTIÓ DE L’ESCOLA BRESSOL ELS PINYONS",
        "K01.02",
        "instruction",
        95,
        "Consell Comarcal de la Plana",
    ),
    Opening(
        "neteja",
        "CONTRACTE DE NETEJA DELS EDIFICIS MUNICIPALS PER DUES ANUALITATS",
        "D02.02",
        "resolution",
        330,
        "Neteges Vall Clara, SL",
        closed=60,
    ),
    Opening(
        "festa-major",
        "ORGANITZACIÓ I AUTORITZACIONS DE LA FESTA MAJOR DE SANT ROC",
        "J02.01",
        "resolution",
        260,
        "Comissió de Festes de Vilaexemple",
        closed=30,
    ),
    Opening(
        "ajuda-domicili",
        "PRESTACIÓ DEL SERVEI D’AJUDA A DOMICILI: ALTES I REVISIONS",
        "L01.02",
        "instruction",
        120,
        "Persones usuàries del servei",
        restricted_to=SOCIAL_SERVICES,
    ),
    Opening(
        "placa-brigada",
        "PROCÉS SELECTIU D’UNA PLAÇA D’OPERARI DE LA BRIGADA MUNICIPAL",
        "C01.01",
        "start",
        50,
        "Persones aspirants",
    ),
)


def case_files(today: date) -> tuple[DemoCaseFile, ...]:
    """Case files without their documents: the numbers are needed to write these."""
    given: Counter[int] = Counter()
    made = []
    for opening in sorted(OPENINGS, key=lambda opening: -opening.opened):
        opened = _day(today, opening.opened)
        given[opened.year] += 1
        made.append(_case_file(opening, today, opened, given[opened.year]))
    return tuple(made)


def _case_file(opening: Opening, today: date, opened: date, sequence: int) -> DemoCaseFile:
    return DemoCaseFile(
        key=opening.key,
        year=opened.year,
        sequence=sequence,
        subject=opening.subject,
        series=opening.series,
        phase=opening.phase,
        status="open" if opening.closed is None else "closed",
        opened=opened,
        closed=None if opening.closed is None else _day(today, opening.closed),
        interested_party=opening.party,
        restricted_to=opening.restricted_to,
    )


def _day(today: date, ago: int) -> date:
    return days.working_day_on_or_before(today - timedelta(days=ago))


def documents_of(case: DemoCaseFile, documents: tuple[DemoDocument, ...]) -> tuple[str, ...]:
    return tuple(document.key for document in documents if document.case_file == case.key)
