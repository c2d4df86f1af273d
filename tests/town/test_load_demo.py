"""The demo town as `make run` fills it: who is there, what stands, and who may read what."""

import json
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from agenda.calendars.guests.delegations import acts_for
from agenda.calendars.guests.desk import waiting_for
from agenda.calendars.guests.models import Attendee
from agenda.calendars.models import Event
from agenda.calendars.rooms.models import Room, Slot
from agenda.meetings import diary
from agenda.meetings.models import Meeting, Receipt
from docs_library.classification.models import ClassificationNode
from docs_library.documents.models import Document, DocumentVersion
from docs_library.records.models import CaseFile
from intranet.access import audit
from intranet.pages.models import ProcedurePage
from intranet.people.models import Body, User
from intranet.town.loading import load_demo
from search.care import list_needs
from search.models import PinnedAnswer, SynonymGroup

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]


@pytest.fixture(scope="module")
def vilaexemple(django_db_setup, django_db_blocker):
    """Loaded once for the module, inside a transaction that is undone at its end."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            yield load_demo()
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


def person(username: str) -> User:
    return User.objects.get(username=username)


def test_everything_that_is_promised_stands(vilaexemple):
    assert User.objects.count() == 14
    assert Body.objects.count() == 3
    assert Document.objects.count() >= 80
    assert Event.objects.filter(meeting__isnull=True).count() == 60
    assert Event.objects.filter(is_recurring=True).count() == 15
    assert CaseFile.objects.count() == 10
    assert ProcedurePage.objects.live().count() == 8
    assert ClassificationNode.objects.filter(parent=None).count() == 13
    assert ClassificationNode.objects.exclude(parent=None).count() >= 120
    assert set(ClassificationNode.objects.values_list("note", flat=True)) == {"Quadre inicial, no és la taula oficial"}


def test_the_search_is_kept_from_the_first_day(vilaexemple):
    assert SynonymGroup.objects.count() >= 25
    assert PinnedAnswer.objects.count() == 3
    needs = {need.text for need in list_needs(person("elisenda.roca"))}
    assert "rebut de la brossa" in needs
    assert "ajut de menjador" in needs  # told on purpose
    assert "baixa laboral" not in needs  # one person alone


def test_the_official_agenda_has_open_acts_alone(vilaexemple):
    public = Event.objects.filter(is_public=True)
    assert public.count() >= 5
    assert set(public.values_list("visibility", flat=True)) == {"everyone"}
    assert set(public.values_list("calendar__kind", flat=True)) <= {"town", "person"}


def test_a_plenary_is_convened_with_nine_items_and_twenty_three_papers(vilaexemple):
    plenary = Meeting.objects.get(state=Meeting.State.CONVENED)
    assert plenary.items.count() == 9
    assert sum(item.papers.count() for item in plenary.items.all()) == 23
    assert Receipt.objects.filter(convocation__meeting=plenary).count() == plenary.body.memberships.in_force().count()
    assert plenary.event is not None
    assert Meeting.objects.filter(minutes__isnull=False).exists()


def test_the_meetings_are_in_their_rooms_and_the_place_says_where(vilaexemple):
    rooms = {meeting.body.short_name: diary.room_of(meeting) for meeting in Meeting.objects.select_related("body")}
    assert {name: str(room) for name, room in rooms.items()} == {"Ple": "Sala de plens", "JGL": "Sala petita"}
    for meeting in Meeting.objects.select_related("event", "body"):
        room = rooms[meeting.body.short_name]
        assert meeting.place == f"{room}, {room.place}"
        assert Slot.objects.filter(room=room, booking__event=meeting.event).count() == 1


def test_two_rooms_besides_the_hall_have_things_in_them_and_a_keeper(vilaexemple):
    kept = Room.objects.filter(kind="room", keeper__isnull=False).exclude(calendar__name="Sala de plens")
    assert {str(room) for room in kept if room.has} == {"Sala petita", "Pavelló"}
    assert Event.objects.filter(is_recurring=True, bookings__room__in=kept).exists()


@pytest.mark.parametrize("username", ["marta.soler", "joan.vilaseca"])
def test_an_invitation_waits_on_the_desk_of_councillor_and_mayor(vilaexemple, username):
    assert len(waiting_for(person(username))["invitations"]) == 1


def test_guests_have_said_everything_that_can_be_said_and_one_is_from_outside(vilaexemple):
    assert set(Attendee.objects.values_list("answer", flat=True)) == set(Attendee.Answer)
    outside = Attendee.objects.exclude(email="")
    assert outside.exists() and all(each.email.endswith(".example") for each in outside)


def test_the_secretary_acts_for_the_mayor(vilaexemple):
    assert acts_for(person("elisenda.roca"), person("joan.vilaseca").pk)
    assert not acts_for(person("laura.marti"), person("joan.vilaseca").pk)


def test_every_member_of_the_plenary_reads_every_paper_and_support_reads_none(vilaexemple):
    """L22: all groups get the same."""
    papers = Document.objects.filter(papers__item__meeting__state=Meeting.State.CONVENED)
    for username in ("marta.soler", "ramon.bosch", "joan.vilaseca", "jordi.pons"):
        assert papers.readable(person(username)).count() == 23, username
    assert Document.objects.readable(person("silvia.ortiz")).count() == 0


def test_social_services_are_for_social_services(vilaexemple):
    restricted = Document.objects.filter(node__code__startswith="L01")
    assert restricted.count() >= 4
    assert restricted.readable(person("carme.batlle")).count() == restricted.count()
    for username in ("laura.marti", "marta.soler", "joan.vilaseca", "silvia.ortiz", "xavier.planas"):
        assert not restricted.readable(person(username)).exists(), username


def test_a_seat_that_ended_and_one_that_has_not_begun_open_nothing(vilaexemple):
    """Design §2: access follows the mandate. Montserrat left the board, Jordi joins the accounts next month."""
    board = Meeting.objects.filter(body__kind=Body.Kind.LOCAL_BOARD)
    assert board.readable(person("albert.ferrer")).exists()
    assert not board.readable(person("montserrat.vidal")).exists()
    accounts = Body.objects.get(kind=Body.Kind.ACCOUNTS)
    assert not accounts.memberships.in_force().filter(person__username="jordi.pons").exists()
    assert accounts.memberships.filter(person__username="jordi.pons").exists()


def test_every_document_was_read_or_says_why_not(vilaexemple):
    states = set(DocumentVersion.objects.values_list("text_state", flat=True))
    assert states == {DocumentVersion.TextState.READY}


def test_the_record_of_accesses_is_whole_after_loading(vilaexemple):
    assert audit.verify() is None


def test_the_people_are_printed_for_machines(vilaexemple):
    out = StringIO()
    call_command("demo_people", "--json", stdout=out)
    people = {each["username"]: each for each in json.loads(out.getvalue())}
    assert len(people) == 14
    assert people["marta.soler"]["roles"] == ["councillor"]
    assert set(people["marta.soler"]) == {"username", "name", "roles", "password", "totp_secret"}


def test_a_town_is_not_built_over_another(vilaexemple):
    with pytest.raises(CommandError, match="already"):
        call_command("load_demo", stdout=StringIO())


def test_the_demo_people_are_refused_in_a_real_town(settings, db):
    settings.DEMO_TOWN = False
    for command in ("demo_people", "load_demo"):
        with pytest.raises(ImproperlyConfigured):
            call_command(command, stdout=StringIO())
