"""The rooms of Vilaexemple and the things that people share: what fits, what there is, who keeps it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoRoom:
    """A room by the key of its calendar, or a thing with a calendar of its own."""

    name: str
    kind: str = "room"  # Room.Kind
    calendar: str = ""
    capacity: int | None = None
    equipment: str = ""
    place: str = ""
    keeper: str = ""
    needs_approval: bool = False
    longest_hours: int = 0
    # Opening and closing hour of a working day and of the weekend; nothing is always open.
    week: tuple[int, int] | None = None
    weekend: tuple[int, int] | None = None


ROOMS = (
    DemoRoom(
        "Sala petita",
        calendar="sala-petita",
        capacity=12,
        equipment="Pantalla\nPissarra\nCàmera per a videoconferències",
        place="Casa de la vila, planta baixa",
        keeper="carme.batlle",
    ),
    DemoRoom(
        "Sala de plens",
        calendar="sala-plens",
        capacity=60,
        equipment="Pantalla\nMicròfons\nEnregistrament\nAccés sense graons",
        place="Casa de la vila, primera planta",
        keeper="laura.marti",
    ),
    DemoRoom(
        "Pavelló",
        calendar="pavello",
        capacity=300,
        equipment="Vestidors\nMarcador\nAccés sense graons",
        place="Carrer de l’Esport, 2",
        keeper="laura.marti",
        needs_approval=True,
        longest_hours=8,
        week=(8, 23),
        weekend=(9, 22),
    ),
    DemoRoom("Furgoneta de la brigada", kind="vehicle", capacity=3, place="Magatzem municipal"),
    DemoRoom("Projector portàtil", kind="equipment", place="Registre"),
)
