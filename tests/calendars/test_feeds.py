"""Feeds: the secret in the address, what it gives, and how cheaply it says that nothing changed."""

from datetime import timedelta

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agenda.calendars import feeds
from agenda.calendars.ical import Draft
from agenda.calendars.models import FeedToken
from agenda.calendars.services import create_event, create_events, delete_event, import_event, update_event
from intranet.access.models import AuditEvent
from intranet.access.principals import remembered
from tests.calendars.samples import at, hours, vcalendar
from tests.factories import give, make_calendar, make_event, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(town):
    return make_person("marta.soler", roles=["councillor"])


@pytest.fixture
def calendar(person):
    calendar = make_calendar("Ple")
    give(person, calendar.scope, "edit")
    return calendar


@pytest.fixture
def address(person):
    _token, secret = feeds.create_token(person, "Mòbil")
    return f"/agenda/feed/{secret}.ics"


def soon(days: int = 1):
    return timezone.now() + timedelta(days=days)


def test_a_program_reads_the_feed_without_session_or_second_factor(address, calendar):
    make_event(calendar, "Ple ordinari", soon(), soon() + hours(2))
    response = Client().get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in response["Cache-Control"]
    assert not response.cookies
    parsed = icalendar.Calendar.from_ical(response.content)
    assert [str(each["SUMMARY"]) for each in parsed.events] == ["Ple ordinari"]
    assert parsed["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert str(parsed["X-PUBLISHED-TTL"]) == "PT1H"


def test_the_secret_is_long_and_only_its_hash_is_kept(person):
    token, secret = feeds.create_token(person, "Tauleta")
    assert len(secret) >= 43
    assert secret not in str(FeedToken.objects.filter(pk=token.pk).values())
    assert secret not in str(list(AuditEvent.objects.values_list("data")))


def test_forged_revoked_and_retired_are_the_same_404(address, person):
    assert Client().get("/agenda/feed/inventat.ics").status_code == 404
    assert Client().get(f"/agenda/feed/{'x' * 5000}.ics").status_code == 404
    person.is_active = False
    person.save()
    assert Client().get(address).status_code == 404
    person.is_active = True
    person.save()
    assert Client().get(address).status_code == 200
    feeds.revoke_token(person, FeedToken.objects.get())
    assert Client().get(address).status_code == 404
    assert Client().post(address).status_code == 405


def etag_after(address: str) -> str:
    return Client().get(address)["ETag"]


def test_nothing_new_is_a_304_without_a_body(address, calendar, django_assert_max_num_queries):
    make_event(calendar, "Ple ordinari", soon(), soon() + hours(2))
    etag = etag_after(address)
    with django_assert_max_num_queries(8):
        response = Client().get(address, headers={"If-None-Match": etag})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)


def test_whatever_changes_the_feed_changes_its_tag(address, calendar, person):
    seen = {etag_after(address)}
    event = create_event(person, calendar, summary="Acte", start=soon(), end=soon() + hours(1))
    seen.add(etag_after(address))
    draft = Draft(summary="Acte públic", start=soon(), end=soon() + hours(1))
    update_event(person, event, draft, visibility="everyone")
    seen.add(etag_after(address))
    other = make_calendar("Una altra")
    make_event(other, "De fora", soon(), soon() + hours(1))
    assert etag_after(address) in seen
    give(person, other.scope)
    seen.add(etag_after(address))
    delete_event(person, event)
    seen.add(etag_after(address))
    assert len(seen) == 5


def test_the_time_of_the_last_use_is_kept_and_written_once_a_minute(address, calendar):
    Client().get(address)
    first = FeedToken.objects.get().last_used
    assert first is not None
    Client().get(address)
    assert FeedToken.objects.get().last_used == first
    FeedToken.objects.update(last_used=first - timedelta(minutes=2))
    Client().get(address, headers={"If-None-Match": etag_after(address)})
    assert FeedToken.objects.get().last_used > first - timedelta(minutes=2)


def test_series_stay_series_and_say_how_recent_they_are(calendar, person):
    event = create_event(
        person, calendar, summary="JGL", start=soon(), end=soon() + hours(1), rrule="FREQ=WEEKLY;INTERVAL=2"
    )
    draft = Draft(summary="Junta de Govern", start=soon(), end=soon() + hours(1), rrule=None)
    update_event(person, event, draft, visibility="everyone")
    [found] = icalendar.Calendar.from_ical(feeds.body_of(person)).events
    assert "RRULE" in found
    assert found["SEQUENCE"] == 1
    assert "LAST-MODIFIED" in found


def test_each_zone_is_described_once_and_before_the_events(calendar, person):
    for number in range(3):
        make_event(calendar, f"Acte {number}", soon(number), soon(number) + hours(1))
    import_event(None, calendar, vcalendar("DTSTART;TZID=America/New_York:20991124T100000", uid="ny"))
    body = feeds.body_of(person)
    assert body.count("BEGIN:VTIMEZONE") == 2
    assert body.rindex("BEGIN:VTIMEZONE") < body.index("BEGIN:VEVENT")
    assert not icalendar.Calendar.from_ical(body).get_missing_tzids()


def test_what_is_long_over_stays_away_and_a_living_series_stays(calendar, person):
    make_event(calendar, "Vell", soon(-200), soon(-200) + hours(1))
    make_event(calendar, "Recent", soon(-20), soon(-20) + hours(1))
    make_event(calendar, "Sèrie viva", soon(-600), soon(-600) + hours(1), rrule="FREQ=WEEKLY")
    make_event(calendar, "Sèrie acabada", soon(-600), soon(-600) + hours(1), rrule="FREQ=WEEKLY;COUNT=4")
    found = {str(each["SUMMARY"]) for each in icalendar.Calendar.from_ical(feeds.body_of(person)).events}
    assert found == {"Recent", "Sèrie viva"}


def test_busy_keeps_the_shape_of_a_series_and_strips_all_else(calendar, stranger):
    give(stranger, calendar.scope)
    source = vcalendar(
        'DTSTART;TZID=Europe/Madrid;X-NOTA="secret; u":20991103T100000',
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;COUNT=8",
        "EXDATE;TZID=Europe/Madrid:20991110T100000,20991117T100000,20991124T100000,20991201T100000",
        "SUMMARY:secret",
        "ATTENDEE;CN=secret:mailto:secret@exemple",
        "X-SECRET:secret",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:secret",
        "TRIGGER:-PT15M",
        "END:VALARM",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:secret",
        "DTSTAMP:20260101T000000Z",
        "RECURRENCE-ID;TZID=Europe/Madrid:20991208T100000",
        "DTSTART;TZID=Europe/Madrid:20991208T160000",
        "SUMMARY:secret",
        uid="secret",
    )
    import_event(None, calendar, source, visibility="private", organizer=make_person("amo.u"))
    body = feeds.body_of(stranger)
    assert "secret" not in body.lower()
    series, moved = icalendar.Calendar.from_ical(body).events
    assert len(series["EXDATE"].dts) == 4
    assert series["DURATION"].dt == timedelta(hours=1)
    assert moved["RECURRENCE-ID"].dt == at("2099-12-08 10:00")
    assert {str(each["CLASS"]) for each in (series, moved)} == {"PRIVATE"}
    assert series["UID"] == moved["UID"]
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))


def test_the_number_of_queries_does_not_grow_with_the_events(calendar, person):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured, remembered():
            feeds.body_of(person)
        return len(captured)

    def fill(count):
        drafts = [Draft(summary=f"Acte {n}", start=soon(n), end=soon(n) + hours(1)) for n in range(1, count)]
        create_events(None, calendar, drafts, organizer=person)

    fill(3)
    cost()
    before = cost()
    fill(60)
    assert cost() == before <= 5
    assert feeds.body_of(person).count("BEGIN:VEVENT") == 61


# --- The page where feeds are made ----------------------------------------------------------------


def test_a_person_makes_a_feed_and_sees_its_address_once(signed_in, person, calendar):
    client = signed_in(person)
    page = client.post("/agenda/subscripcions/", {"name": "Mòbil de la feina"}, follow=True)
    address = page.context["address"]
    assert address.startswith("http://testserver/agenda/feed/")
    assert address in page.content.decode()
    assert address not in client.get("/agenda/subscripcions/").content.decode()
    assert "Mòbil de la feina" in client.get("/compte/").content.decode()
    assert Client().get(address.removeprefix("http://testserver")).status_code == 200


def test_a_feed_without_a_name_is_refused_with_a_sentence(signed_in, person):
    response = signed_in(person).post("/agenda/subscripcions/", {"name": ""})
    assert response.status_code == 400
    assert not FeedToken.objects.exists()


def test_only_its_person_ends_a_feed(signed_in, person, stranger, address):
    token = FeedToken.objects.get()
    assert signed_in(stranger).post(f"/agenda/subscripcions/{token.pk}/revoca/").status_code == 404
    assert Client().get(address).status_code == 200
    assert signed_in(person).post(f"/agenda/subscripcions/{token.pk}/revoca/").status_code == 302
    assert Client().get(address).status_code == 404
    assert signed_in(person).post(f"/agenda/subscripcions/{token.pk}/revoca/").status_code == 404


def test_nobody_gathers_feeds_without_end(signed_in, person):
    client = signed_in(person)
    for number in range(20):
        feeds.create_token(person, f"Aparell {number}")
    assert client.post("/agenda/subscripcions/", {"name": "Un més"}).status_code == 400
    assert FeedToken.objects.count() == 20
