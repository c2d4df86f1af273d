"""The figures inside the workbooks, invented and the same for the same day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from intranet.town.demo.days import MONTHS

STREETS = (
    "carrer Major",
    "carrer de la Font",
    "carrer del Forn",
    "plaça de la Vila",
    "passeig de l’Estació",
    "carrer de Sant Roc",
    "carrer de les Eres",
    "camí del Molí",
    "carrer de l’Escola",
    "raval de Baix",
)


@dataclass(frozen=True)
class Sheet:
    name: str
    title: str
    header: tuple[str, ...]
    rows: list[tuple]
    totals: tuple[int, ...] = ()


def _dice(name: str, day: date) -> Random:
    return Random(f"{name} {day.year}")  # noqa: S311 - invented figures, nothing to keep secret


def budget(day: date) -> list[Sheet]:
    dice = _dice("budget", day)
    year = f"Pressupost general de l’exercici {day.year}"
    header = ("Capítol", "Aplicació", "Concepte", "Crèdit inicial (€)", "Exercici anterior (€)")
    return [
        Sheet("Despeses", f"{year}. Despeses", header, [_budget_line(dice, *line) for line in EXPENSES], (3, 4)),
        Sheet("Ingressos", f"{year}. Ingressos", header, [_budget_line(dice, *line) for line in INCOMES], (3, 4)),
    ]


def _budget_line(dice: Random, chapter: str, code: str, concept: str, amount: int) -> tuple:
    return chapter, code, concept, amount, round(amount * dice.uniform(0.9, 1.02), 2)


EXPENSES = (
    ("1 Personal", "920 12000", "Retribucions bàsiques del personal funcionari", 148200),
    ("1 Personal", "920 13000", "Retribucions del personal laboral", 121450),
    ("1 Personal", "920 16000", "Seguretat Social", 84300),
    ("2 Béns i serveis", "165 22100", "Energia elèctrica de l’enllumenat públic", 38900),
    ("2 Béns i serveis", "1621 22700", "Recollida i tractament de residus", 96400),
    ("2 Béns i serveis", "161 21000", "Conservació de la xarxa d’aigua", 31250),
    ("2 Béns i serveis", "323 22799", "Gestió de l’escola bressol", 68700),
    ("2 Béns i serveis", "338 22609", "Festa major i festes populars", 42800),
    ("2 Béns i serveis", "342 21200", "Manteniment del pavelló", 18600),
    ("2 Béns i serveis", "163 22700", "Neteja viària i d’edificis", 44900),
    ("4 Transferències", "231 48000", "Ajuts d’urgència social", 9500),
    ("4 Transferències", "334 48000", "Subvencions a entitats", 16000),
    ("6 Inversions", "1532 61900", "Urbanització del carrer Major", 312480),
    ("6 Inversions", "161 62300", "Renovació de la xarxa d’aigua", 74200),
    ("6 Inversions", "332 62500", "Equipament de la biblioteca", 8900),
    ("9 Passius financers", "011 91300", "Amortització de préstecs", 27300),
)
INCOMES = (
    ("1 Impostos directes", "11200", "Impost sobre béns immobles de naturalesa rústica", 12800),
    ("1 Impostos directes", "11300", "Impost sobre béns immobles de naturalesa urbana", 268900),
    ("1 Impostos directes", "11500", "Impost sobre vehicles de tracció mecànica", 61200),
    ("2 Impostos indirectes", "29000", "Impost sobre construccions, instal·lacions i obres", 24500),
    ("3 Taxes", "30000", "Taxa pel servei d’aigua", 58300),
    ("3 Taxes", "30200", "Taxa de recollida de residus", 88600),
    ("3 Taxes", "34200", "Preus públics de l’escola bressol", 29400),
    ("3 Taxes", "33500", "Ocupació de la via pública i mercat", 6900),
    ("4 Transferències", "42000", "Participació en els tributs de l’Estat", 176400),
    ("4 Transferències", "45000", "Fons de cooperació local", 74300),
    ("4 Transferències", "46100", "Diputació: programes de suport", 62780),
    ("5 Patrimonials", "54100", "Lloguer d’immobles", 7400),
    ("7 Transferències de capital", "75000", "Pla d’obres i serveis", 198000),
    ("7 Transferències de capital", "76100", "Diputació: inversions", 74400),
)


def festival(day: date) -> list[Sheet]:
    dice = _dice("festival", day)
    acts = (
        "Pregó i repic de campanes, Cercavila de gegants, Correfoc, Orquestra de tarda, Ball de nit, Havaneres, "
        "Sopar popular, Trobada de puntaires, Festa de l’escuma, Gimcana infantil, Concurs de coques, Ofici solemne, "
        "Ballada de sardanes, Castell de focs, Lloguer d’escenari i so, Lavabos portàtils, Seguretat i vigilància, "
        "Ambulància, Assegurança, Cartells i programes, Premis, Connexions elèctriques"
    ).split(", ")
    rows = [(act, dice.choice(PAYERS), dice.randrange(180, 5200, 20), dice.randrange(0, 900, 25)) for act in acts]
    header = ("Acte o despesa", "Qui ho gestiona", "Despesa (€)", "Ingrés (€)")
    return [Sheet("Pressupost", f"Pressupost de la festa major {day.year}", header, rows, (2, 3))]


PAYERS = ("Ajuntament", "Comissió de Festes", "Colla gegantera", "Associació de veïns", "Club de futbol")


def water(day: date) -> list[Sheet]:
    dice = _dice("water", day)
    rows = []
    for month in MONTHS:
        pumped = dice.randrange(5200, 9400, 10)
        billed = round(pumped * dice.uniform(0.66, 0.83))
        rows.append((month.capitalize(), pumped, billed, pumped - billed, round(dice.uniform(0.4, 0.9), 2)))
    header = ("Mes", "Aigua subministrada (m³)", "Aigua registrada (m³)", "Diferència (m³)", "Clor residual (mg/l)")
    title = f"Balanç mensual de la xarxa d’aigua, {day.year - 1}"
    sectors = [(s, dice.randrange(14, 96), dice.randrange(0, 5), dice.randrange(1968, 2016)) for s in STREETS]
    return [
        Sheet("Balanç", title, header, rows, (1, 2, 3)),
        Sheet("Trams", "Trams de la xarxa", ("Tram", "Comptadors", "Avaries", "Any de la canonada"), sectors, (1, 2)),
    ]


def niches(day: date) -> list[Sheet]:
    dice = _dice("niches", day)
    rows = []
    for block in "ABCD":
        for number in range(1, 19):
            granted = dice.randrange(1974, day.year)
            state = dice.choice(("ocupat", "ocupat", "ocupat", "lliure", "concessió vençuda"))
            rows.append((f"{block}-{number:02d}", f"Fila {(number - 1) % 4 + 1}", state, granted, granted + 50))
    header = ("Nínxol", "Fila", "Estat", "Any de la concessió", "Any de venciment")
    return [Sheet("Nínxols", "Quadre de nínxols del cementiri municipal", header, rows)]


def trees(day: date) -> list[Sheet]:
    dice = _dice("trees", day)
    species = (
        "plàtan (Platanus × hispanica)",
        "til·ler (Tilia platyphyllos)",
        "lledoner (Celtis australis)",
        "morera (Morus alba)",
        "alzina (Quercus ilex)",
        "xiprer (Cupressus sempervirens)",
        "om de Sibèria (Ulmus pumila)",
    )
    rows = [
        (
            f"ARB-{number:04d}",
            dice.choice(species),
            dice.choice(STREETS),
            dice.randrange(28, 240),
            dice.choice(("bo", "bo", "regular", "dolent")),
            dice.choice(("cap", "poda de formació", "poda de neteja", "revisió del tronc", "substitució")),
        )
        for number in range(1, 141)
    ]
    header = ("Arbre", "Espècie", "Situació", "Perímetre del tronc (cm)", "Estat", "Actuació")
    return [Sheet("Cens", f"Cens de l’arbrat viari {day.year}", header, rows)]


def home_help(day: date) -> list[Sheet]:
    dice = _dice("home help", day)
    services = ("atenció personal", "neteja de la llar", "acompanyament", "àpats a domicili")
    rows = [
        (f"SAD-{n:03d}", dice.choice(services), hours := dice.randrange(8, 64, 2), hours * 4, round(hours * 4.1, 2))
        for n in range(1, 28)
    ]
    header = ("Referència", "Servei", "Hores mensuals", "Hores trimestrals", "Copagament mensual (€)")
    return [Sheet("Hores", "Hores del servei d’ajuda a domicili", header, rows, (2, 3, 4))]


YES_NO = ("sí", "no")


def market(day: date) -> list[Sheet]:
    dice = _dice("market", day)
    goods = "fruita i verdura, embotits, roba, calçat, flors, formatges, bacallà, llegums cuits, mel".split(", ")
    rows = [
        (
            f"Parada {n:02d}",
            dice.choice(goods),
            metres := dice.randrange(3, 10),
            metres * 58,
            dice.choice(("sí", "no")),
        )
        for n in range(1, 25)
    ]
    header = ("Parada", "Producte", "Metres lineals", "Taxa anual (€)", "Rebut domiciliat")
    return [Sheet("Parades", f"Quadre de parades del mercat setmanal {day.year}", header, rows, (2, 3))]


def assets(day: date) -> list[Sheet]:
    dice = _dice("assets", day)
    things = (
        "Casa de la vila, Antigues escoles, Consultori, Pavelló, Piscina, Biblioteca, Escola bressol, Cementiri, "
        "Dipòsit d’aigua, Nau de la brigada, Font de Baix, Ermita de Sant Roc, Rentadors, Local de joves, "
        "Camp de futbol, Parc infantil, Deixalleria, Furgoneta de la brigada, Tractor, Desbrossadora, Escenari, "
        "Taules i cadires, Equip de so, Retrat de l’hereu Puig, Rellotge del campanar"
    ).split(", ")
    kinds = ("domini públic", "servei públic", "patrimonial")
    rows = [
        (f"BÉ-{n:03d}", thing, dice.choice(STREETS), dice.choice(kinds), dice.randrange(900, 940000, 100))
        for n, thing in enumerate(things, start=1)
    ]
    header = ("Número", "Bé", "Situació", "Naturalesa", "Valor (€)")
    return [Sheet("Inventari", f"Inventari de béns a 31 de desembre de {day.year - 1}", header, rows, (4,))]


def works_register(day: date) -> list[Sheet]:
    dice = _dice("works", day)
    works = (
        "reforma de bany, canvi de teulada, rehabilitació de façana, plaques solars, obertura de rasa, tanca".split(
            ", "
        )
    )
    rows = []
    for number in range(1, 43):
        asked = day - timedelta(days=400 - number * 9)
        state = dice.choice(("comunicació admesa", "llicència atorgada", "pendent d’esmena", "desistida"))
        budgeted = dice.randrange(900, 38000, 50)
        street = f"{dice.choice(STREETS)}, {dice.randrange(1, 60)}"
        rows.append(
            (f"OM-{number:03d}", asked, dice.choice(works), street, budgeted, round(budgeted * 0.034, 2), state)
        )
    header = ("Número", "Data", "Obra", "Adreça", "Pressupost (€)", "ICIO (€)", "Estat")
    return [Sheet("Obres menors", "Registre de llicències i comunicacions d’obres", header, rows, (4, 5))]


def measurements(day: date) -> list[Sheet]:
    dice = _dice("measurements", day)
    rows = []
    for chapter, (works, unit, low, high) in enumerate(WORKS, start=1):
        for number, work in enumerate(works.split(", "), start=1):
            amount, price = dice.randrange(low, high), round(dice.uniform(6, 64), 2)
            rows.append((f"{chapter}.{number:02d} {work}", unit, amount, price, round(amount * price, 2)))
    header = ("Partida", "Unitat", "Amidament", "Preu (€)", "Import (€)")
    return [Sheet("Amidaments", "Amidaments i preus unitaris", header, rows, (4,))]


WORKS = (
    (
        "Enderroc de paviment, Enderroc de vorada, Tall de paviment, Transport a abocador, Aplec de llambordes",
        "m²",
        90,
        900,
    ),
    (
        "Excavació de rasa, Estrebada, Llit de sorra, Rebliment seleccionat, Compactació, Cinta de senyalització",
        "m³",
        40,
        320,
    ),
    (
        "Canonada de polietilè de 110 mm, Connexió a xarxa, Prova de pressió, Xarxa provisional, Desinfecció",
        "m",
        60,
        240,
    ),
    (
        "Tub de clavegueram de 315 mm, Tub de pluvials de 400 mm, Connexió de baixants, Reixa lineal, Inspecció",
        "m",
        40,
        230,
    ),
    (
        "Pou de registre, Embornal, Arqueta de telecomunicacions, Arqueta elèctrica, Tapa de fosa, Escomesa",
        "u",
        6,
        80,
    ),
    (
        "Base de formigó, Llosa de pedra natural, Reguera de peça, Encintat de pedra, Llambordes, Franja tàctil",
        "m²",
        60,
        620,
    ),
    (
        "Punt de llum LED, Línia d’enllumenat, Quadre de comandament, Connexió a terra, Desmuntatge de fanal",
        "u",
        2,
        30,
    ),
    (
        "Lledoner, Escocell, Banc, Paperera, Pilona extraïble, Senyal vertical, Marca viària, Reg per degoteig",
        "u",
        2,
        18,
    ),
)


FIGURES: dict[str, Callable[[date], list[Sheet]]] = {
    "budget": budget,
    "festival": festival,
    "measurements": measurements,
    "water": water,
    "niches": niches,
    "trees": trees,
    "home_help": home_help,
    "market": market,
    "assets": assets,
    "works_register": works_register,
}
