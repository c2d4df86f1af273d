"""Every address × every kind of person × the answer. A new address that is not in the table fails the suite.

The cast: `visitor` has not come in; `stranger` has, and is granted nothing; `support` looks after the machine and sees
no file; `clerk` files in the ordinary series; `social` in the restricted one only; `councillor` sits in the plenary,
in the opposition; `secretary` manages the ordinary series and the plenary; `lead` helps people in.

Hidden is 404, visible but forbidden 403; a visitor is led to the door (302) or, where a machine asks, told (401).
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from agenda.caldav.passwords import create_password
from agenda.calendars.feeds import create_token
from agenda.calendars.guests.delegations import delegate
from agenda.calendars.guests.links import token_of
from agenda.calendars.guests.services import set_guests
from agenda.calendars.guests.wanted import Guest
from agenda.calendars.models import CalendarImport, Subscription
from agenda.calendars.rooms.door import create_key
from agenda.calendars.rooms.services import arrange_room, block_room
from agenda.calendars.services import create_calendar, create_event
from agenda.meetings.services import add_item, create_meeting
from intranet.access.principals import role
from search import indexing
from search.engines import get_engine
from search.log import note_of
from search.models import PinnedAnswer, SavedSearch, SynonymGroup
from search.query import parse_query
from tests.factories import (
    give,
    make_body,
    make_calendar,
    make_case_file,
    make_document,
    make_event,
    make_meeting,
    make_node,
    make_person,
    make_scope,
    make_unit,
)

pytestmark = pytest.mark.django_db

CAST = ("visitor", "stranger", "support", "clerk", "social", "councillor", "secretary", "lead")
PLAIN = {"wagtailadmin": "/editor/", "wagtail_serve": "/no-hi-es/", "not_here": "/editor/reports/site-history/"}


def row(method: str = "get", *, default: int, visitor: int = 302, **exceptions: int) -> tuple[str, dict[str, int]]:
    """One line of the table: the answer for everybody, and for those who differ."""
    return method, {**dict.fromkeys(CAST, default), "visitor": visitor, **exceptions}


def to_all(method: str = "get", status: int = 200):
    return row(method, default=status, visitor=status)


def to_signed_in(method: str = "get", status: int = 200):
    return row(method, default=status)


def for_ordinary_files(method: str = "get", status: int = 200, **exceptions: int):
    return row(method, default=404, **{"clerk": status, "secretary": status, **exceptions})


def for_plenary(method: str = "get", status: int = 200, **exceptions: int):
    return row(method, default=404, **{"councillor": status, "secretary": status, **exceptions})


def for_convener(method: str = "get", status: int = 200, forbidden: tuple = ("councillor",), **exceptions: int):
    return row(method, default=404, **{**dict.fromkeys(forbidden, 403), "secretary": status, **exceptions})


def for_keepers(method: str = "get", status: int = 200):
    """The secretary and the e-SET lead keep the search."""
    return row(method, default=404, secretary=status, lead=status)


# Address → the answer of each. `None` in the method means that the address is proven elsewhere, named beside it.
MATRIX = {
    "desk": to_signed_in(),
    "health": to_all(),
    # The door. Who is already in has nothing to do there and is led on.
    "people:sign_in": row(default=302, visitor=200),
    "people:second_factor": row(default=302),
    "people:enrol": row(default=302),
    "people:enrol_qr": row(default=404),
    "people:sign_out": to_all("post", 302),
    "people:language": to_all("post", 302),
    "theme:appearance": to_all("post", 302),
    "pages:accessibility": to_all(),
    "theme:guide": to_signed_in(),
    # One's own account.
    "people:account": to_signed_in(),
    "people:password": to_signed_in(),
    "people:add_device": to_signed_in(),
    "people:remove_device": to_signed_in("post", 404),  # the device is somebody else's
    "people:recovery_codes": to_signed_in(),
    "people:directory": to_signed_in(),
    "people:person": to_signed_in(),
    "people:rescue": row("post", default=403, lead=200),
    "people:unlock": row("post", default=403, lead=302),
    # Files.
    "documents:browse": to_signed_in(),
    # Who files nowhere is told so there; which classes are offered is proven in tests/documents.
    "documents:upload": to_signed_in(),
    # One of its documents is a paper of the plenary: the councillor sees the class, and in it that paper alone.
    "documents:node": for_ordinary_files(councillor=200),
    "documents:detail": for_ordinary_files(),
    "documents:file": for_ordinary_files(),
    "documents:page_image": for_ordinary_files(),
    "documents:page_marks": for_ordinary_files(),
    "documents:similar": for_ordinary_files(),
    "records:list": to_signed_in(),
    "records:open": to_signed_in(),
    "records:detail": for_ordinary_files(),
    "records:similar": for_ordinary_files(),
    "search:results": to_signed_in(),
    "search:suggestions": to_signed_in(),
    "search:save": to_signed_in("post", 302),
    "search:saved": to_signed_in(),
    "search:saved_search": to_signed_in(status=404),  # somebody else's
    "search:change_saved": to_signed_in("post", 404),
    "search:delete_saved": to_signed_in("post", 404),
    "search:report_missing": to_signed_in("post", 302),
    "search:used": to_signed_in("post", 204),
    "search:undo": to_signed_in("post", 302),
    # What is kept of the search is hidden from who does not keep it.
    "search:care": for_keepers(),
    "search:same_as": for_keepers("post", 302),
    "search:dismiss": for_keepers("post", 302),
    "search:synonyms": for_keepers(),
    "search:edit_synonyms": for_keepers(),
    "search:delete_synonyms": for_keepers("post", 302),
    "search:pinned": for_keepers(),
    "search:pin": row("post", default=404, secretary=302),  # the e-SET lead may not read what is to be pinned
    "search:unpin": for_keepers("post", 302),
    # The agenda: everybody sees the town's calendar, the clerk writes in it.
    "calendars:agenda": to_signed_in(),
    "calendars:agenda_pdf": to_signed_in(),
    "calendars:new_event": row(default=403, clerk=200, secretary=200),
    "calendars:quick_entry": row(default=403, clerk=200, secretary=200),
    "calendars:restore_event": to_signed_in("post", 302),  # nothing of one's own to restore
    "calendars:event": to_signed_in(),
    "calendars:edit_event": row(default=403, clerk=200),
    "calendars:move_event": row(default=403, clerk=200),
    "calendars:delete_event": row("post", default=403, clerk=302),
    "calendars:event_file": to_signed_in(),
    "calendars:publish_event": row("post", default=403, clerk=302),
    "calendars:import_events": row(default=403, clerk=200, secretary=200),
    "calendars:import_preview": to_signed_in(status=404),  # the import is somebody else's
    "calendars:take_import": to_signed_in("post", 404),
    "calendars:undo_import": to_signed_in("post", 404),
    "calendars:calendars": to_signed_in(),
    "calendars:own_calendar": to_signed_in("post", 302),
    "calendars:edit_calendar": row(default=403, secretary=200, lead=200),
    "calendars:subscriptions": row(default=403, clerk=200, secretary=200),
    "calendars:refresh": row("post", default=404, clerk=302),
    "calendars:unsubscribe": row("post", default=404, clerk=302),
    "calendars:official": to_all(),
    "calendars:official_feed": to_all(),
    "calendars:feeds": to_signed_in(),
    "calendars:revoke_feed": to_signed_in("post", 404),  # the feed is somebody else's
    "calendars:feed": to_all(),
    # Rooms: everybody who sees the calendar of one sees it; its keeper, here the secretary, arranges it.
    "rooms:list": to_signed_in(),
    "rooms:picker": to_signed_in(),
    "rooms:new": row(default=403, secretary=200, lead=200),
    "rooms:room": for_ordinary_files(),
    "rooms:photo": row(default=404),  # it has none
    "rooms:edit": row(default=404, clerk=403, secretary=200),
    "rooms:block": row(default=404, clerk=403, secretary=200),
    "rooms:unblock": row("post", default=404, clerk=403, secretary=302),
    "rooms:door_keys": row(default=404, clerk=403, secretary=200),
    "rooms:revoke_door_key": row("post", default=404, clerk=403, secretary=302),
    "rooms:answer": row("post", default=404, clerk=403, secretary=302),
    "rooms:door": for_ordinary_files(),
    # The secret in the address says which room it is.
    "rooms:door_screen": to_all(),
    # Calendar programs: a session counts for nothing there (tests/caldav/test_door.py).
    "caldav:discovery": to_all(status=301),
    "caldav:without_slash": to_all(status=301),
    "caldav:root": to_all(status=401),
    "caldav:resource": to_all(status=401),
    "caldav:passwords": to_signed_in(),
    "caldav:revoke_password": to_signed_in("post", 404),  # the password is somebody else's
    # Invitations: the signed link of a letter answers for whom it was sent to.
    "guests:reply": to_all(),
    "guests:picker": to_signed_in(),
    "guests:finder": row(default=403, clerk=200),
    "guests:remind": to_signed_in("post", 302),
    "guests:delegations": to_signed_in(),
    "guests:end_delegation": to_signed_in("post", 404),  # somebody else gave it
    "guests:answer": to_signed_in("post", 404),  # the invitation is somebody else's
    # Meetings: the plenary reads what is convened; the secretary prepares and convenes.
    "meetings:list": to_signed_in(),
    "meetings:create": row(default=403, secretary=200),
    "meetings:detail": for_plenary(),
    "meetings:item": for_plenary(),
    "meetings:opened": for_plenary("post", 204),
    "meetings:edit": row(default=404, secretary=200),
    "meetings:prepare": row(default=404, secretary=200),
    "meetings:change": row("post", default=404, secretary=302),
    "meetings:papers": row(default=404, secretary=200),
    "meetings:convene": row(default=404, secretary=200),
    "meetings:call_off": for_convener(),
    "meetings:held": for_convener(),
    "meetings:mail_again": for_convener("post", 302),
    # Pages written in the editor are proven in tests/pages.
    "pages:procedures": to_signed_in(status=404),
    "pages:mark_procedure_read": to_signed_in("post", 404),
    "wagtail_serve": to_signed_in(status=404),
    # The editor is for those who write pages; its insides are Wagtail's, and proven in tests/pages/test_editor.py.
    "wagtailadmin": row(default=403, secretary=200),
    "not_here": row(default=403, secretary=404),
}


@dataclass
class World:
    people: dict
    clients: dict[str, Client]
    arguments: dict[str, dict]
    posted: dict[str, dict]


@pytest.fixture
def world(town, signed_in) -> World:
    people = _people()
    arguments, posted = _things(people)
    clients = {name: signed_in(person) for name, person in people.items()}
    get_engine().rebuild(indexing.all_entries(), reason="test")
    return World(people, {"visitor": Client(), **clients}, arguments, posted)


def _people() -> dict:
    editors = Group.objects.create(name="Redacció")
    editors.permissions.add(Permission.objects.get(codename="access_admin"))
    people = {
        "stranger": make_person("estrany.total"),
        "support": make_person("silvia.ortiz", roles=["support"]),
        "clerk": make_person("laura.marti", roles=["clerk"], units=[make_unit("Registre")]),
        "social": make_person("carme.batlle", roles=["social_services"], units=[make_unit("Serveis socials")]),
        "councillor": make_person("marta.soler", roles=["councillor"]),
        "secretary": make_person("elisenda.roca", roles=["secretary"], units=[make_unit("Secretaria")]),
    }
    people["lead"] = make_person("anna.riera", roles=["method_lead"])
    people["secretary"].groups.add(editors)
    return people


def _things(people: dict) -> tuple[dict[str, dict], dict[str, dict]]:
    """The arguments of each address, and what is posted to it."""
    root = make_scope("node", "Arxiu")
    give(role("clerk"), root, "edit")
    give(role("secretary"), root, "manage")
    closed = make_scope("node", "Serveis socials", parent=root, inherits=False)
    give(role("social_services"), closed, "edit")
    node = make_node("A01", "Llicències", scope=make_scope("node", parent=root))
    make_document(node=make_node("L01", "Ajuts", scope=closed))
    document = make_document(node=node)
    case_file = make_case_file(node=node, documents=[document])
    body = make_body("Ple", members=[people["councillor"]])
    give(role("secretary"), body.scope, "manage")
    papers = make_scope("papers", parent=root)
    give(body, papers)
    paper = make_document(node=node, scope=papers)
    meeting = make_meeting(body, items=[{"title": "Aprovació de l’acta", "papers": [paper]}])
    start = timezone.now() + timedelta(days=20)
    draft = create_meeting(
        people["secretary"], body, starts_at=start, ends_at=start + timedelta(hours=2), place="Sala de plens"
    )
    item = add_item(people["secretary"], draft, "Punt en preparació", no_document_reason="A la sessió.")
    event = _event(people)
    rooms, rooms_posted = _room(people, root)
    set_guests(None, event, [Guest(email="pere@fora.example")])
    guest = event.attendees.get()
    given = delegate(make_person("algu.mes"), people["clerk"], start=timezone.localdate())
    _token, secret = create_token(people["stranger"], "mòbil")
    someone = make_person("algu.altre")
    create_token(someone, "tauleta")
    # Nobody knocks at a door that was tried a moment ago.
    outside = Subscription.objects.create(
        calendar=event.calendar, url="https://vila.example/a.ics", name="Festes", tried_at=timezone.now()
    )
    brought = CalendarImport.objects.create(person=someone, calendar=event.calendar, filename="agenda.ics")
    device = someone.totpdevice_set.create(name="mòbil", confirmed=True)
    drafting = ("edit", "prepare", "change", "convene")
    group = SynonymGroup.objects.create()
    pin = PinnedAnswer.objects.create(words="llicència", key="llicenc", entry=f"document:{document.pk}")
    saved = SavedSearch.objects.create(owner=someone, name="obres", text="obres")
    posted = {
        "search:save": {"q": "obres"},
        "search:report_missing": {"q": "obres"},
        "search:used": {"nota": note_of(parse_query({"q": "obres"}), 0)},
        "search:same_as": {"text": "obres", "other": "treballs"},
        "search:dismiss": {"clau": "obr"},
        "search:pin": {"q": "llicència", "entrada": f"document:{document.pk}"},
        "meetings:opened": {"document": meeting.items.get().papers.get().pk},
        "meetings:change": {"item": item.pk, "step": "later"},
        **rooms_posted,
    }
    arguments = {
        "documents:node": {"pk": node.pk},
        **{f"documents:{name}": {"pk": document.pk} for name in ("detail", "file")},
        "documents:page_image": {"pk": document.pk, "number": 1},
        "documents:page_marks": {"pk": document.pk, "number": 1},
        "documents:similar": {"pk": document.pk},
        "records:detail": {"pk": case_file.pk},
        "records:similar": {"pk": case_file.pk},
        "people:person": {"pk": people["councillor"].pk},
        "people:rescue": {"pk": people["councillor"].pk},
        "people:unlock": {"pk": people["councillor"].pk},
        "people:remove_device": {"pk": device.pk},
        **{
            f"calendars:{name}": {"pk": event.pk}
            for name in ("event", "edit_event", "move_event", "delete_event", "event_file", "publish_event")
        },
        "calendars:feed": {"secret": secret},
        **{f"search:{name}": {"pk": saved.pk} for name in ("saved_search", "change_saved", "delete_saved")},
        **{f"search:{name}": {"pk": group.pk} for name in ("edit_synonyms", "delete_synonyms")},
        "search:unpin": {"pk": pin.pk},
        "guests:reply": {"token": token_of(guest)},
        "calendars:edit_calendar": {"pk": event.calendar_id},
        "guests:answer": {"pk": guest.pk},
        "guests:end_delegation": {"pk": given.pk},
        "guests:remind": {"pk": event.pk},
        **{f"calendars:{name}": {"pk": brought.pk} for name in ("import_preview", "take_import", "undo_import")},
        **{f"calendars:{name}": {"pk": outside.pk} for name in ("refresh", "unsubscribe")},
        "caldav:resource": {"path": f"calendaris/{event.calendar_id}/"},
        "caldav:revoke_password": {"pk": create_password(someone, "Mòbil", "read")[0].pk},
        "calendars:revoke_feed": {"pk": someone.feed_tokens.get().pk},
        **{f"meetings:{name}": {"pk": meeting.pk} for name in ("detail", "opened", "call_off", "held", "mail_again")},
        "meetings:item": {"pk": meeting.pk, "number": 1},
        **{f"meetings:{name}": {"pk": draft.pk} for name in drafting},
        "meetings:papers": {"pk": draft.pk, "number": 1},
        "pages:mark_procedure_read": {"pk": 999_999},
        **rooms,
    }
    return arguments, posted


def _room(people: dict, root) -> tuple[dict[str, dict], dict[str, dict]]:
    """A room of the ordinary series, kept by the secretary, with somebody who asks for it and a screen at its door."""
    calendar = create_calendar("Sala petita", "room", parent=root)
    room = arrange_room(None, calendar.room, keeper=people["secretary"].principal, needs_approval=True)
    start = timezone.now() + timedelta(days=2)
    block = block_room(None, room, starts_at=start, ends_at=start + timedelta(hours=1), reason="Obres")
    hour = {"start": start + timedelta(days=1), "end": start + timedelta(days=1, hours=1)}
    booking = create_event(people["clerk"], calendar, summary="Assaig", **hour).bookings.get()
    _key, secret = create_key(people["secretary"], room, "porta")
    ended, _secret = create_key(people["secretary"], room, "passadís")
    every = ("room", "photo", "edit", "block", "door_keys", "door")
    arguments = {
        **{f"rooms:{name}": {"pk": room.pk} for name in every},
        "rooms:unblock": {"pk": room.pk, "block": block.pk},
        "rooms:revoke_door_key": {"pk": room.pk, "key": ended.pk},
        "rooms:answer": {"pk": booking.pk},
        "rooms:door_screen": {"pk": room.pk, "secret": secret},
    }
    return arguments, {"rooms:answer": {"answer": "yes"}}


def _event(people: dict):
    calendar = make_calendar("Ajuntament")
    for person in people.values():
        give(person, calendar.scope)
    start = timezone.now() + timedelta(days=1)
    return make_event(calendar, "Reunió de l’equip", start, start + timedelta(hours=1), owner=people["clerk"])


def _names(resolver: URLResolver, namespace: str = "") -> set[str]:
    """Every named address of ours; the editor's count as one, and an address without a name counts as missing."""
    found = set()
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            found.add(f"{namespace}{each.name or each.pattern}")
        elif str(each.pattern) == "editor/":
            found.add("wagtailadmin")
        else:
            found |= _names(each, f"{each.namespace}:" if each.namespace else namespace)
    return found


def test_every_address_is_in_the_table():
    # Wagtail's sign-in and sign-out are led to our door: tests/people/test_doors.py.
    other_doors = {"editor/login/", "editor/logout/"}
    assert _names(get_resolver()) - other_doors == set(MATRIX)


@pytest.mark.parametrize("name", MATRIX)
def test_each_person_gets_the_answer_of_the_table(world, name):
    method, expected = MATRIX[name]
    address = PLAIN.get(name) or reverse(name, kwargs=world.arguments.get(name, {}))
    answers = {}
    # Whoever changes the thing comes last, so that the others still find it.
    for who in sorted(CAST, key=lambda each: expected[each] in {200, 302}):
        response = getattr(world.clients[who], method)(address, world.posted.get(name))
        answers[who] = response.status_code
        if response.streaming:
            b"".join(response.streaming_content)
    assert answers == {who: expected[who] for who in answers}
