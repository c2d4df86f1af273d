"""Who sees what an event is, who sees only that the time is taken, and who sees nothing (R17)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from agenda.calendars.errors import AgendaError
from agenda.calendars.feeds import body_of
from agenda.calendars.ical import Draft
from agenda.calendars.models import Event, Occurrence, VisibilityScope
from agenda.calendars.search_source import EventSource
from agenda.calendars.services import create_calendar, create_event, delete_event, import_event, update_event
from agenda.calendars.visibility import scope_for
from intranet.access.models import AuditEvent, Level
from intranet.access.scopes import readable_scope_ids
from intranet.people.municipality import town_scope
from search import consumer
from search.models import OutboxEntry
from tests.calendars.samples import MADRID, hours, vcalendar
from tests.factories import give, make_body, make_calendar, make_event, make_person, make_scope, make_unit

pytestmark = pytest.mark.django_db
SECRET = "Metge de la rodilla"
PLACE = "Hospital de Berga"
NOTE = "Ressonància a les onze"


@pytest.fixture
def bernat(calendar):
    """A colleague of Anna's who writes in the same calendar."""
    person = make_person("bernat.clerk", units=[make_unit("Registre")])
    give(person, calendar.scope, "edit")
    return person


@pytest.fixture
def today_at_ten():
    return timezone.now().astimezone(MADRID).replace(hour=10, minute=0, second=0, microsecond=0)


@pytest.fixture
def secret(calendar, anna, today_at_ten):
    return create_event(
        anna,
        calendar,
        summary=SECRET,
        start=today_at_ten,
        end=today_at_ten + hours(1),
        event_type=Event.Type.ABSENCE,
        visibility="private",
        location=PLACE,
        description=NOTE,
    )


def readers(event) -> set[str]:
    people = type(event.organizer).objects.all()
    return {each.username for each in people if Event.objects.readable(each).filter(pk=event.pk).exists()}


@pytest.fixture
def council(anna, bernat, stranger):
    board = make_body("Junta de Govern", kind="local_board")
    return {
        "mayor": make_person("alcalde.a", roles=["mayor"]),
        "board": make_person("regidora.b", roles=["councillor"], bodies=[board]),
        "opposition": make_person("regidora.c", roles=["councillor"]),
    }


@pytest.mark.parametrize(
    ("visibility", "expected"),
    [
        ("everyone", {"anna.clerk", "bernat.clerk", "alcalde.a", "regidora.b", "regidora.c", "estrany.total"}),
        ("staff", {"anna.clerk", "bernat.clerk"}),
        ("government", {"alcalde.a", "regidora.b"}),
        ("private", {"anna.clerk"}),
    ],
)
def test_r17_each_visibility_has_its_readers_and_nobody_else(
    calendar, council, anna, today_at_ten, visibility, expected
):
    event = create_event(
        anna, calendar, summary="Tema", start=today_at_ten, end=today_at_ten + hours(1), visibility=visibility
    )
    assert readers(event) == expected
    assert all(Event.objects.known_to(person).filter(pk=event.pk).exists() for person in council.values())


def test_who_does_not_see_the_calendar_does_not_even_see_that_time_is_taken(stranger, today_at_ten):
    hidden = make_calendar("Serveis socials")
    event = make_event(hidden, "Visita", today_at_ten, today_at_ten + hours(1))
    assert not Event.objects.known_to(stranger).filter(pk=event.pk).exists()
    assert not Occurrence.objects.known_to(stranger).exists()
    assert "Visita" not in body_of(stranger)
    assert "BEGIN:VEVENT" not in body_of(stranger)


def test_private_events_of_two_people_in_one_calendar_are_apart(calendar, anna, bernat, today_at_ten):
    times = {"start": today_at_ten, "end": today_at_ten + hours(1), "visibility": "private"}
    of_anna = create_event(anna, calendar, summary="Anna", **times)
    of_bernat = create_event(bernat, calendar, summary="Bernat", **times)
    assert readers(of_anna) == {"anna.clerk"}
    assert readers(of_bernat) == {"bernat.clerk"}


def test_the_owner_of_a_calendar_reads_what_the_secretary_writes_privately_in_it(anna, today_at_ten):
    mayor = make_person("alcalde.a")
    diary = create_calendar("Alcaldia", "person", parent=town_scope(), owner=mayor)
    give(anna, diary.scope, "edit")
    event = create_event(
        anna, diary, summary="Dinar", start=today_at_ten, end=today_at_ten + hours(1), visibility="private"
    )
    assert readers(event) == {"alcalde.a", "anna.clerk"}


def test_scopes_are_made_once_for_each_visibility(calendar, anna, today_at_ten):
    for visibility in ("staff", "staff", "private", "private", "everyone"):
        make_event(calendar, "x", today_at_ten, today_at_ten + hours(1), owner=anna, visibility=visibility)
    assert VisibilityScope.objects.count() == 2


def test_a_board_formed_later_belongs_to_the_government_too(calendar):
    scope_for(calendar, "government")
    newcomer = make_person("nova.regidora", bodies=[make_body("Junta nova", kind="local_board")])
    assert scope_for(calendar, "government").pk in readable_scope_ids(newcomer)


def test_a_private_event_must_belong_to_somebody(calendar, today_at_ten):
    with pytest.raises(AgendaError):
        create_event(
            None, calendar, summary="x", start=today_at_ten, end=today_at_ten + hours(1), visibility="private"
        )
    assert not Event.objects.exists()


# --- Writing --------------------------------------------------------------------------------------


def test_who_may_not_write_in_a_calendar_is_refused_and_a_hidden_one_does_not_exist(calendar, stranger, today_at_ten):
    times = {"start": today_at_ten, "end": today_at_ten + hours(1)}
    with pytest.raises(PermissionDenied):
        create_event(stranger, calendar, summary="x", **times)
    with pytest.raises(Http404):
        create_event(stranger, make_calendar("Oculta"), summary="x", **times)
    with pytest.raises(PermissionDenied):
        import_event(stranger, calendar, vcalendar("DTSTART:20261124T100000"))
    assert not Event.objects.exists()


def test_a_colleague_who_writes_in_the_calendar_cannot_touch_what_shows_as_busy(
    calendar, secret, bernat, today_at_ten
):
    draft = Draft(summary="Robat", start=today_at_ten, end=today_at_ten + hours(1))
    with pytest.raises(Http404):
        update_event(bernat, secret, draft, visibility="everyone")
    with pytest.raises(Http404):
        delete_event(bernat, secret)
    with pytest.raises(Http404):
        import_event(bernat, calendar, secret.ics, visibility="everyone")
    secret.refresh_from_db()
    assert secret.summary == SECRET


def test_an_event_that_becomes_private_moves_its_occurrences_and_its_place_in_the_search(
    calendar, anna, bernat, today_at_ten
):
    event = create_event(anna, calendar, summary="Obert", start=today_at_ten, end=today_at_ten + hours(1))
    OutboxEntry.objects.all().delete()
    draft = Draft(summary="Tancat", start=today_at_ten, end=today_at_ten + hours(1), rrule=None)
    update_event(anna, event, draft, visibility="private")
    assert not Occurrence.objects.readable(bernat).exists()
    assert Occurrence.objects.known_to(bernat).count() == 1
    [entry] = EventSource().entries([event.pk])
    assert entry.scope_id not in readable_scope_ids(bernat)
    assert entry.scope_id in readable_scope_ids(anna)


def test_the_record_of_accesses_never_holds_a_title(secret, anna):
    delete_event(anna, secret)
    said = str(list(AuditEvent.objects.values_list("action", "data")))
    assert "event.created" in said
    assert "event.deleted" in said
    assert SECRET not in said


# --- The leak test: every way out ------------------------------------------------------------------


@pytest.fixture
def secret_series(calendar, anna, today_at_ten):
    first = today_at_ten - timedelta(days=7)
    return create_event(
        anna,
        calendar,
        summary=SECRET,
        start=first,
        end=first + hours(1),
        visibility="private",
        location=PLACE,
        description=NOTE,
        rrule="FREQ=WEEKLY;COUNT=6",
    )


@pytest.fixture
def secret_days(calendar, anna):
    today = date.today()
    return create_event(
        anna,
        calendar,
        summary=SECRET,
        start=today,
        end=today + timedelta(days=3),
        visibility="private",
        location=PLACE,
    )


@pytest.mark.parametrize("person", ["bernat", "stranger"])
@pytest.mark.parametrize(
    "address",
    [
        "/agenda/",
        "/agenda/?vista=mes",
        "/agenda/?vista=setmana",
        "/agenda/?vista=dia",
        "/agenda/?vista=llista",
        "/agenda/?vista=llista&cal=1",
        "/",
    ],
)
def test_no_screen_tells_more_than_busy(request, signed_in, anna, secret, secret_series, secret_days, person, address):
    page = signed_in(request.getfixturevalue(person)).get(address).content.decode()
    for told in (SECRET, PLACE, NOTE, "rodilla", secret.uid, secret.get_absolute_url(), "absencia"):
        assert told not in page
    assert secret_series.get_absolute_url() not in page
    assert SECRET in signed_in(anna).get(address).content.decode()


@pytest.mark.parametrize("person", ["bernat", "stranger"])
def test_no_address_of_a_busy_event_answers(request, signed_in, secret, person):
    client = signed_in(request.getfixturevalue(person))
    page = secret.get_absolute_url()
    for address in (page, f"{page}esdeveniment.ics", f"{page}edita/"):
        response = client.get(address)
        assert response.status_code == 404
        assert SECRET not in response.content.decode()
    assert client.post(f"{page}esborra/").status_code == 404
    assert Event.objects.filter(pk=secret.pk).exists()


@pytest.mark.parametrize("person", ["bernat", "stranger"])
def test_the_feed_of_others_has_the_times_of_a_secret_and_nothing_else(request, secret, secret_series, anna, person):
    body = body_of(request.getfixturevalue(person))
    for told in (SECRET, PLACE, NOTE, "rodilla", secret.uid, secret_series.uid, "CATEGORIES"):
        assert told not in body
    assert body.count("BEGIN:VEVENT") == 2
    assert body.count("CLASS:PRIVATE") == 2
    assert "RRULE:FREQ=WEEKLY;COUNT=6" in body
    assert SECRET in body_of(anna)


def test_the_search_box_finds_a_secret_only_for_its_owner(signed_in, secret, anna, bernat):
    consumer.deliver()
    json = {"headers": {"Accept": "application/json"}}
    for query in ("rodilla", "Ressonància", "Hospital"):
        assert signed_in(bernat).get("/cerca/", {"q": query}, **json).json()["total"] == 0
        assert signed_in(anna).get("/cerca/", {"q": query}, **json).json()["total"] == 1


def test_a_right_that_ends_takes_the_title_away_at_once(calendar, today_at_ten):
    scope = make_scope("calendar", "Temporal")
    temporary = make_calendar("Temporal", scope=scope)
    guest = make_person("convidada.una")
    grant = give(guest, scope, Level.READ.name)
    make_event(temporary, "Secret de consell", today_at_ten, today_at_ten + hours(1))
    assert "Secret de consell" in body_of(guest)
    type(grant).objects.filter(pk=grant.pk).update(valid_to=timezone.now())
    scope.effective_grants.filter(principal=guest.principal).update(valid_to=timezone.now())
    assert "Secret de consell" not in body_of(guest)
