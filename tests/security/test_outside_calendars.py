"""Outside calendars as a way in: other services of a machine, hands that are shaken for days, rooms without asking."""

import socket
import threading
import time

import pytest

from agenda.calendars.errors import AgendaError
from agenda.calendars.intake import fetching, subscriptions
from agenda.calendars.intake.fetching import FetchRefused, Rules
from agenda.calendars.rooms.services import create_room
from tests.factories import give, make_person

pytestmark = pytest.mark.django_db
OUTSIDE = "https://calendaris.example/festes.ics"
HELLO = b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc"


@pytest.mark.parametrize("port", [0, 1, 22, 25, 53, 110, 445, 465, 587, 993])
def test_other_services_of_a_machine_are_not_asked(port):
    with pytest.raises(FetchRefused):
        fetching.check(f"https://calendaris.example:{port}/a.ics", Rules())


@pytest.mark.parametrize("port", [80, 443, 8443, 5232])
def test_ports_where_calendars_are_offered_are(port):
    assert fetching.check(f"https://calendaris.example:{port}/a.ics", Rules()).port == port


@pytest.fixture
def dawdler():
    """A server that begins to say who it is, and sends another byte just before anybody gives up."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        wire, _address = listening.accept()
        with wire:
            for byte in HELLO + b"\0" * 200:
                if over.wait(0.1):
                    return
                try:
                    wire.sendall(bytes([byte]))
                except OSError:
                    return

    thread = threading.Thread(target=serve)
    thread.start()
    yield listening.getsockname()[1]
    over.set()
    listening.close()
    thread.join(timeout=5)


def test_nobody_holds_the_worker_by_shaking_hands_slowly(dawdler):
    rules = Rules(allows=lambda address: address.is_loopback, step=1, whole=1)
    started = time.monotonic()
    with pytest.raises(FetchRefused):
        fetching.fetch(f"https://127.0.0.1:{dawdler}/a.ics", rules)
    assert time.monotonic() - started < 8


def test_an_outside_calendar_takes_no_room_without_its_keeper(town):
    clerk, keeper = make_person("laura.marti"), make_person("anna.clerk")
    room = create_room(None, "Sala de plens", needs_approval=True, keeper=keeper.principal)
    give(clerk, room.calendar.scope, "edit")
    with pytest.raises(AgendaError):
        subscriptions.subscribe(clerk, room.calendar, OUTSIDE, name="Meu")
    assert not room.calendar.subscriptions.exists()
    known = Rules(resolve=lambda _host, _port: ["93.184.215.14"])
    assert subscriptions.subscribe(keeper, room.calendar, OUTSIDE, name="Escola", rules=known).pk
