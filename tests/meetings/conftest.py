"""A plenary and a board with members, a secretary who convenes them, papers filed where councillors do not look."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from agenda.meetings import services
from agenda.meetings.models import Meeting
from intranet.access import principals
from intranet.access.models import Level
from intranet.access.services import grant
from intranet.people.models import Body, User
from tests.factories import make_body, make_document, make_node, make_person

MADRID = ZoneInfo("Europe/Madrid")


def moment(text: str) -> datetime:
    """ "27-03-2025 20:00" in the town."""
    return datetime.strptime(text, "%d-%m-%Y %H:%M").replace(tzinfo=MADRID)


@dataclass
class House:
    """Who is who in the tests of this room."""

    secretary: User
    mayor: User
    councillor: User
    plenary: Body
    board: Body
    node: object

    def document(self, title: str = "", **fields):
        return make_document(title, node=self.node, **fields)

    def draft(self, body: Body | None = None, *, starts_at: datetime | None = None, **fields) -> Meeting:
        """A meeting that only lacks its order of the day."""
        starts_at = starts_at or timezone.now().replace(second=0, microsecond=0) + timedelta(days=20)
        return services.create_meeting(
            self.secretary,
            body or self.plenary,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            place=fields.pop("place", "Sala de plens"),
            **fields,
        )

    def ready(self, body: Body | None = None, *, papers=None, **fields) -> Meeting:
        """A meeting that can be convened: one item with papers, and requests and questions."""
        meeting = self.draft(body, **fields)
        item = services.add_item(self.secretary, meeting, "Modificació de crèdit 3/26")
        for document in [self.document()] if papers is None else papers:
            services.add_paper(self.secretary, item, document)
        services.add_item(self.secretary, meeting, "Precs i preguntes", part="questions", majority="none")
        return meeting

    def convened(self, body: Body | None = None, *, at: datetime | None = None, **fields) -> Meeting:
        meeting = self.ready(body, **fields)
        services.convene(self.secretary, meeting, at=at)
        meeting.refresh_from_db()
        return meeting


@pytest.fixture
def house(town) -> House:
    plenary, board = make_body("Ple"), make_body("Junta de Govern", kind="local_board")
    node = make_node("A01", "Sessions")
    keeper = principals.role("secretary")
    for scope in (plenary.scope, board.scope, node.scope):
        grant(None, scope, keeper, Level.MANAGE, reason="prova")
    return House(
        secretary=make_person("elisenda.roca", roles=["secretary"]),
        mayor=make_person("joan.vilaseca", roles=["mayor"], bodies=[plenary, board]),
        councillor=make_person("marta.soler", roles=["councillor"], bodies=[plenary]),
        plenary=plenary,
        board=board,
        node=node,
    )
