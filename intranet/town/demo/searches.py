"""What people look for in the demo town, and what its staff have done about it."""

from typing import NamedTuple


class DemoUse(NamedTuple):
    """A search of some weeks ago that was of no use, by how many people."""

    text: str
    people: int
    found: int
    weeks_ago: int
    reported: bool = False


# Words, and the procedure that answers them.
PINNED = (
    ("empadronar", "alta-padro"),
    ("reservar sala", "reserva-sales"),
    ("pagar factura", "factures"),
)
# Who keeps which search.
SAVED = (
    ("marta.soler", "Contractes menors", "contracte menor"),
    ("laura.marti", "Llicències d’obres", "llicència obres"),
    ("elisenda.roca", "Tot el de la Festa Major", "festa major"),
)
USES = (
    DemoUse("rebut de la brossa", 3, 0, 0),
    DemoUse("recollida de mobles vells", 2, 0, 0),
    DemoUse("ajut de menjador", 1, 0, 0, reported=True),
    DemoUse("targeta de la deixalleria", 2, 6, 1),
    DemoUse("colònies felines", 2, 0, 2),
    # One person alone: nobody is told of it.
    DemoUse("baixa laboral", 1, 0, 0),
)
