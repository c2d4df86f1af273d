"""The figures inside the workbooks: invented, the same all year, and in agreement with the texts that quote them."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from intranet.town.demo.days import MONTHS

LISTS = tomllib.loads(Path(__file__).with_name("figures.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Sheet:
    name: str
    title: str
    header: tuple[str, ...]
    rows: list[tuple]
    totals: tuple[int, ...] = ()


def _dice(name: str, day: date) -> Random:
    return Random(f"{name} {day.year}")  # noqa: S311 - invented figures, nothing to keep secret


def _shares(dice: Random, total: float, count: int) -> list[float]:
    """Uneven parts that add up to the total, to the cent."""
    weights = [dice.uniform(0.3, 1.7) for _ in range(count)]
    parts = [round(total * weight / sum(weights), 2) for weight in weights]
    parts[-1] = round(parts[-1] + total - sum(parts), 2)
    return parts


def budget(day: date) -> list[Sheet]:
    dice = _dice("budget", day)
    title = f"Pressupost general de l’exercici {day.year}"
    header = ("Concepte", "Capítol", "Aplicació", "Crèdit inicial (€)", "Exercici anterior (€)")
    return [
        Sheet(name, f"{title}. {name}", header, [_budget_line(dice, *line) for line in LISTS[key]], (3, 4))
        for name, key in (("Despeses", "expenses"), ("Ingressos", "income"))
    ]


def _budget_line(dice: Random, chapter: str, code: str, concept: str, amount: int) -> tuple:
    return concept, chapter, code, float(amount), round(amount * dice.uniform(0.9, 1.02), 2)


def festival(day: date) -> list[Sheet]:
    dice = _dice("festival", day)
    acts = LISTS["festival"]
    payers = [dice.choice(LISTS["payers"]) for _ in acts]
    rows = list(zip(acts, payers, _shares(dice, 42800, len(acts)), _shares(dice, 10860, len(acts)), strict=True))
    header = ("Acte o despesa", "Qui ho gestiona", "Despesa (€)", "Ingrés (€)")
    return [Sheet("Pressupost", f"Pressupost de la festa major {day.year}", header, rows, (2, 3))]


def water(day: date) -> list[Sheet]:
    dice = _dice("water", day)
    months = [(month.capitalize(), *_balance(dice)) for month in MONTHS]
    header = ("Mes", "Subministrada (m³)", "Registrada (m³)", "Diferència (m³)", "Clor residual (mg/l)")
    reaches = [(s, dice.randrange(14, 96), dice.randrange(0, 5), dice.randrange(1968, 2016)) for s in LISTS["streets"]]
    title = f"Balanç mensual de la xarxa d’aigua, {day.year - 1}"
    return [
        Sheet("Balanç", title, header, months, (1, 2, 3)),
        Sheet("Trams", "Trams de la xarxa", ("Tram", "Comptadors", "Avaries", "Any de la canonada"), reaches, (1, 2)),
    ]


def _balance(dice: Random) -> tuple[int, int, int, float]:
    pumped = dice.randrange(5200, 9400, 10)
    billed = round(pumped * dice.uniform(0.71, 0.77))
    return pumped, billed, pumped - billed, round(dice.uniform(0.4, 0.9), 2)


def niches(day: date) -> list[Sheet]:
    dice = _dice("niches", day)
    rows = []
    for block, (taken, free, expired) in LISTS["niches"].items():
        states = ["ocupat"] * taken + ["lliure"] * free + ["concessió vençuda"] * expired
        dice.shuffle(states)
        rows += [_niche(dice, day, f"{block}-{n:02d}", n, state) for n, state in enumerate(states, start=1)]
    header = ("Nínxol", "Fila", "Estat", "Any de la concessió", "Any de venciment")
    return [Sheet("Nínxols", "Quadre de nínxols del cementiri municipal", header, rows)]


def _niche(dice: Random, day: date, name: str, number: int, state: str) -> tuple:
    row = f"Fila {(number - 1) % 4 + 1}"
    if state == "lliure":
        return name, row, state, None, None
    age = dice.randrange(1, 49) if state == "ocupat" else dice.randrange(51, 90)
    return name, row, state, day.year - age, day.year - age + 50


def trees(day: date) -> list[Sheet]:
    dice = _dice("trees", day)
    places = [place for place, count in LISTS["trees"].items() for _ in range(count)]
    rows = [(f"ARB-{number:04d}", *_tree(dice, place)) for number, place in enumerate(places, start=1)]
    header = ("Arbre", "Espècie", "Situació", "Perímetre del tronc (cm)", "Estat", "Actuació")
    return [Sheet("Cens", f"Cens de l’arbrat viari {day.year}", header, rows)]


def _tree(dice: Random, place: str) -> tuple[str, str, int, str, str]:
    health = dice.choice(("bo", "bo", "bo", "regular", "dolent"))
    return dice.choice(LISTS["species"]), place, dice.randrange(28, 240), health, dice.choice(LISTS["tree_works"])


def home_help(day: date) -> list[Sheet]:
    dice = _dice("home help", day)
    rows = [
        (f"SAD-{number:03d}", dice.choice(LISTS["home_services"]), hours, hours * 3, round(hours * 0.52, 2))
        for number, hours in enumerate(_hours(dice, 900, 27), start=1)
    ]
    header = ("Referència", "Servei", "Hores mensuals", "Hores trimestrals", "Copagament mensual (€)")
    return [Sheet("Hores", "Hores del servei d’ajuda a domicili", header, rows, (2, 3, 4))]


def _hours(dice: Random, total: int, homes: int) -> list[int]:
    """Hours of each home, at least eight."""
    hours = [8] * homes
    for _ in range((total - sum(hours)) // 2):
        hours[dice.randrange(homes)] += 2
    return hours


def market(day: date) -> list[Sheet]:
    dice = _dice("market", day)
    stalls = [(dice.choice(group["goods"]), metres) for group in LISTS["stalls"] for metres in group["metres"]]
    rows = [
        (f"Parada {number:02d}", goods, metres, metres * 58.0, dice.choice(("sí", "no")))
        for number, (goods, metres) in enumerate(stalls, start=1)
    ]
    header = ("Parada", "Producte", "Metres lineals", "Taxa anual (€)", "Rebut domiciliat")
    return [Sheet("Parades", f"Quadre de parades del mercat setmanal {day.year}", header, rows, (2, 3))]


def assets(day: date) -> list[Sheet]:
    rows = [
        (f"BÉ-{number:03d}", name, place, kind, float(value))
        for number, (name, place, kind, value) in enumerate(LISTS["assets"], start=1)
    ]
    header = ("Número", "Bé", "Situació", "Naturalesa", "Valor (€)")
    return [Sheet("Inventari", f"Inventari de béns a 31 de desembre de {day.year - 1}", header, rows, (4,))]


def works_register(day: date) -> list[Sheet]:
    dice = _dice("works", day)
    rows = [(f"OM-{number:03d}", day - timedelta(days=400 - number * 9), *_work(dice)) for number in range(1, 43)]
    header = ("Número", "Data", "Obra", "Adreça", "Pressupost (€)", "ICIO (€)", "Estat")
    return [Sheet("Obres menors", "Registre de llicències i comunicacions d’obres", header, rows, (4, 5))]


def _work(dice: Random) -> tuple[str, str, float, float, str]:
    address = f"{dice.choice(LISTS['streets'])}, {dice.randrange(1, 60)}"
    cost = float(dice.randrange(900, 18000, 50))
    return dice.choice(LISTS["minor_works"]), address, cost, round(cost * 0.034, 2), dice.choice(LISTS["work_states"])


def measurements(day: date) -> list[Sheet]:
    dice = _dice("measurements", day)
    rows = [
        row for number, chapter in enumerate(LISTS["chapters"], start=1) for row in _chapter(dice, number, chapter)
    ]
    header = ("Partida", "Unitat", "Amidament", "Preu (€)", "Import (€)")
    return [Sheet("Amidaments", "Amidaments i preus unitaris, sense IVA", header, rows, (4,))]


def _chapter(dice: Random, chapter: int, data: dict) -> list[tuple]:
    *measured, lump = data["works"]
    rows: list[tuple] = []
    for work, share in zip(measured, _shares(dice, data["total"], len(data["works"])), strict=False):
        amount = dice.randrange(data["most"] // 4, data["most"])
        price = round(share / amount, 2)
        rows.append((f"{chapter}.{len(rows) + 1:02d} {work}", data["unit"], amount, price, round(amount * price, 2)))
    left = round(data["total"] - sum(row[4] for row in rows), 2)
    return [*rows, (f"{chapter}.{len(rows) + 1:02d} {lump}", "pa", 1, left, left)]


FIGURES: dict[str, Callable[[date], list[Sheet]]] = {
    "assets": assets,
    "budget": budget,
    "festival": festival,
    "home_help": home_help,
    "market": market,
    "measurements": measurements,
    "niches": niches,
    "trees": trees,
    "water": water,
    "works_register": works_register,
}
