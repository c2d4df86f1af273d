"""The fourteen people of Vilaexemple, their units, groups, bodies and memberships."""

from datetime import date, timedelta

from intranet.town.demo.days import LOCAL_HOLIDAYS, term_around
from intranet.town.demo.shapes import (
    DemoBody,
    DemoGroup,
    DemoMembership,
    DemoPerson,
    DemoTerm,
    DemoTown,
    DemoUnit,
)

TOWN = DemoTown(
    name="Vilaexemple",
    ine_code="0899990000",
    dir3_code="L01089999",
    population=870,
    legal_members=7,
    local_holidays=LOCAL_HOLIDAYS,
    address="Plaça de la Vila, 1 · 08999 Vilaexemple",
    phone="930 000 100",
)

UNITS = (
    DemoUnit("secretaria", "Secretaria"),
    DemoUnit("registre", "Registre i atenció"),
    DemoUnit("serveis-socials", "Serveis socials"),
    DemoUnit("serveis-tecnics", "Serveis tècnics"),
    DemoUnit("alcaldia", "Alcaldia"),
)

GROUPS = (
    DemoGroup("vila-viva", "Vila Viva", "VV", in_government=True),
    DemoGroup("progres-rural", "Progrés Rural", "PR", in_government=True),
    DemoGroup("arrel-veinal", "Arrel Veïnal", "AV", in_government=False),
)

BODIES = (
    DemoBody("ple", "Ple de l’Ajuntament", "Ple", "plenary", 0),
    DemoBody("jgl", "Junta de Govern Local", "JGL", "local_board", 1),
    DemoBody("comptes", "Comissió Especial de Comptes", "Comptes", "accounts", 2),
)


def _elected(username: str, first: str, last: str, extension: int, position: str, group: str, **extra) -> DemoPerson:
    fields = {"roles": ("councillor",), "units": (), **extra}
    return DemoPerson(username, first, last, f"930 000 {extension}", position=position, group=group, **fields)


def _employee(
    username: str, first: str, last: str, extension: int, position: str, role: str, *units: str, **extra
) -> DemoPerson:
    fields = {"is_staff_member": True, "roles": (role,), **extra}
    return DemoPerson(username, first, last, f"930 000 {extension}", position=position, units=units, **fields)


PEOPLE = (
    _elected(
        "joan.vilaseca",
        "Joan",
        "Vilaseca Mas",
        101,
        "Alcalde",
        "vila-viva",
        roles=("mayor", "councillor"),
        units=("alcaldia",),
    ),
    _elected(
        "nuria.casals",
        "Núria",
        "Casals Oliva",
        102,
        "Primera tinenta d’alcalde, regidora d’Hisenda i Règim Intern",
        "vila-viva",
    ),
    _elected(
        "albert.ferrer",
        "Albert",
        "Ferrer Puig",
        103,
        "Segon tinent d’alcalde, regidor d’Urbanisme i Serveis",
        "vila-viva",
    ),
    _elected(
        "montserrat.vidal", "Montserrat", "Vidal Roura", 104, "Regidora de Cultura, Educació i Festes", "vila-viva"
    ),
    _elected("jordi.pons", "Jordi", "Pons Carreras", 105, "Regidor de Medi Ambient i Joventut", "progres-rural"),
    _elected("marta.soler", "Marta", "Soler Vives", 106, "Regidora, portaveu d’Arrel Veïnal", "arrel-veinal"),
    _elected("ramon.bosch", "Ramon", "Bosch Ferran", 107, "Regidor d’Arrel Veïnal", "arrel-veinal"),
    _employee(
        "elisenda.roca", "Elisenda", "Roca Font", 110, "Secretària-interventora", "secretary", "secretaria", "alcaldia"
    ),
    _employee("laura.marti", "Laura", "Martí Sala", 111, "Administrativa de registre i atenció", "clerk", "registre"),
    _employee(
        "carme.batlle",
        "Carme",
        "Batlle Pujol",
        112,
        "Administrativa de serveis socials",
        "clerk",
        "serveis-socials",
        roles=("clerk", "social_services"),
    ),
    _employee("dolors.grau", "Dolors", "Grau Serra", 113, "Arxivera comarcal de referència", "archivist"),
    _employee(
        "anna.riera",
        "Anna",
        "Riera Costa",
        114,
        "Tècnica d’administració, responsable e-SET",
        "method_lead",
        "secretaria",
    ),
    _employee("xavier.planas", "Xavier", "Planas Coll", 115, "Arquitecte tècnic", "technician", "serveis-tecnics"),
    _employee(
        "silvia.ortiz",
        "Sílvia",
        "Ortiz Camps",
        116,
        "Tècnica de suport del Consell Comarcal",
        "support",
        is_staff_member=False,
    ),
)

BY_USERNAME = {person.username: person for person in PEOPLE}
COUNCILLORS = tuple(person for person in PEOPLE if "councillor" in person.roles)
SECRETARY = "elisenda.roca"


def term(today: date) -> DemoTerm:
    start, end = term_around(today)
    return DemoTerm(f"Mandat {start.year}-{end.year}", start, end)


def memberships(today: date) -> tuple[DemoMembership, ...]:
    mandate = term(today)
    return (
        *_unit_memberships(mandate),
        *_plenary(mandate),
        *_local_board(mandate, today),
        *_accounts(mandate, today),
    )


def _unit_memberships(mandate: DemoTerm) -> list[DemoMembership]:
    """Elected people belong to a unit while the term lasts; staff, until they leave."""
    return [
        DemoMembership(p.username, p.position, mandate.start, mandate.end if p.group else None, unit=unit)
        for p in PEOPLE
        for unit in p.units
    ]


def _seat(body: str, username: str, position: str, start: date, end: date) -> DemoMembership:
    return DemoMembership(username, position, start, end, body=body, group=BY_USERNAME[username].group)


def _plenary(mandate: DemoTerm) -> list[DemoMembership]:
    positions = {"joan.vilaseca": "President", SECRETARY: "Secretària"}
    seats = [*(person.username for person in COUNCILLORS), SECRETARY]
    return [
        _seat("ple", name, positions.get(name, BY_USERNAME[name].position), mandate.start, mandate.end)
        for name in seats
    ]


def _local_board(mandate: DemoTerm, today: date) -> list[DemoMembership]:
    """The chair and at most a third of the legal number: one seat changed hands some months ago."""
    change = today - timedelta(days=100)
    return [
        _seat("jgl", "joan.vilaseca", "President", mandate.start, mandate.end),
        _seat("jgl", "nuria.casals", "Vocal", mandate.start, mandate.end),
        _seat("jgl", "montserrat.vidal", "Vocal", mandate.start, change - timedelta(days=1)),
        _seat("jgl", "albert.ferrer", "Vocal", change, mandate.end),
        _seat("jgl", SECRETARY, "Secretària", mandate.start, mandate.end),
    ]


def _accounts(mandate: DemoTerm, today: date) -> list[DemoMembership]:
    """One voice for each group; the councillor of Progrés Rural takes the seat next month."""
    next_month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return [
        _seat("comptes", "joan.vilaseca", "President", mandate.start, mandate.end),
        _seat("comptes", "nuria.casals", "Vocal", mandate.start, mandate.end),
        _seat("comptes", "marta.soler", "Vocal", mandate.start, mandate.end),
        _seat("comptes", "jordi.pons", "Vocal", next_month, mandate.end),
        _seat("comptes", SECRETARY, "Secretària", mandate.start, mandate.end),
    ]
