"""The official agenda (R17): what is said in it, by whom it is put there, and what never leaves the house."""

from datetime import date, timedelta

import icalendar
import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.utils import timezone

from agenda.calendars import official
from agenda.calendars.models import Event
from agenda.calendars.services import create_calendar, create_event, update_event
from intranet.access.models import AuditEvent
from intranet.people.municipality import town_scope
from tests.calendars.samples import at, hours
from tests.factories import give, make_person

pytestmark = pytest.mark.django_db
PAGE, FEED = "/agenda/oficial/", "/agenda/oficial.ics"


@pytest.fixture
def mayor(town):
    return make_person("joan.vilaseca", roles=["mayor"])


@pytest.fixture
def office(mayor):
    return create_calendar("Alcaldia", "person", parent=town_scope(), owner=mayor)


@pytest.fixture
def visitor():
    return Client()


def tomorrow(hour: str = "18:00"):
    return at(f"{timezone.localdate() + timedelta(days=1)} {hour}")


def act(user, calendar, summary="Inauguració de la biblioteca", **fields) -> Event:
    fields = {"event_type": "acte", "location": "Plaça Major", "description": "Convidats: secret."} | fields
    return create_event(user, calendar, summary=summary, start=tomorrow(), end=tomorrow() + hours(1), **fields)


def everything(visitor) -> str:
    return visitor.get(PAGE).content.decode() + visitor.get(FEED).content.decode()


def test_a_visitor_reads_title_place_and_time_and_nothing_else(office, mayor, visitor):
    event = act(mayor, office)
    assert "Inauguració" not in everything(visitor)
    official.publish(mayor, event)
    page, feed = visitor.get(PAGE).content.decode(), visitor.get(FEED).content.decode()
    for text in (page, feed):
        assert "Inauguració de la biblioteca" in text
        assert "Plaça Major" in text
        assert "secret" not in text
        assert mayor.username not in text
        assert event.uid not in text
    assert f"/agenda/esdeveniment/{event.pk}/" not in page


def test_what_is_not_flagged_leaves_no_trace(office, mayor, calendar, visitor):
    official.publish(mayor, act(mayor, office))
    act(mayor, office, "Reunió interna")
    act(mayor, office, "Dentista", visibility="private")
    create_event(None, calendar, summary="Obres", start=tomorrow(), end=tomorrow() + hours(1))
    text = everything(visitor)
    for hidden in ("interna", "Dentista", "Obres", "Ocupat"):
        assert hidden not in text
    assert text.count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"visibility": "private"},
        {"visibility": "staff"},
        {"visibility": "government"},
        {"event_type": "absencia"},
        {"event_type": "reserva"},
        {"event_type": "sessio"},
    ],
)
def test_only_open_events_of_public_kinds_can_be_published(office, mayor, fields):
    event = act(mayor, office, **fields)
    with pytest.raises((PermissionDenied, Http404)):
        official.publish(mayor, event)
    assert not Event.objects.filter(is_public=True).exists()


def test_only_calendars_of_who_holds_office_or_of_the_town_are_official(office, mayor, calendar, anna):
    clerk = create_calendar("Anna", "person", parent=town_scope(), owner=anna)
    with pytest.raises(PermissionDenied):
        official.publish(anna, act(anna, clerk))
    official.publish(anna, act(anna, calendar))
    ended = mayor.roles.get()
    ended.start_date, ended.end_date = date(2020, 1, 1), timezone.localdate() - timedelta(days=1)
    ended.save()
    with pytest.raises(PermissionDenied):
        official.publish(mayor, act(mayor, office))


def test_what_stops_being_open_leaves_by_itself(office, mayor, visitor):
    from agenda.calendars.ical import Draft

    event = act(mayor, office)
    official.publish(mayor, event)
    draft = Draft(summary="Dinar", start=tomorrow(), end=tomorrow() + hours(1), category="acte", rrule=None)
    update_event(mayor, Event.objects.get(pk=event.pk), draft, visibility="private")
    assert not Event.objects.get(pk=event.pk).is_public
    assert "Dinar" not in everything(visitor)
    assert AuditEvent.objects.filter(action="event.unpublished", object_id=event.pk).exists()


def test_both_ways_are_recorded_once_each(office, mayor):
    event = act(mayor, office)
    for step in (official.publish, official.publish, official.withdraw, official.withdraw):
        step(mayor, event)
    actions = AuditEvent.objects.filter(object_id=event.pk, action__contains="publish").order_by("pk")
    assert list(actions.values_list("action", "actor")) == [
        ("event.published", mayor.pk),
        ("event.unpublished", mayor.pk),
    ]


def test_the_switch_is_on_the_page_of_the_event_for_who_may_change_it(office, mayor, signed_in, stranger, visitor):
    event = act(mayor, office)
    give(stranger, office.scope)
    address = f"/agenda/esdeveniment/{event.pk}/oficial/"
    assert "publica" in signed_in(mayor).get(event.get_absolute_url()).content.decode()
    assert "publica" not in signed_in(stranger).get(event.get_absolute_url()).content.decode()
    assert signed_in(stranger).post(address, {"publica": "1"}).status_code == 403
    assert visitor.post(address, {"publica": "1"}).status_code in {302, 401}
    assert not Event.objects.get().is_public
    assert signed_in(mayor).post(address, {"publica": "1"}).status_code == 302
    assert Event.objects.get().is_public
    signed_in(mayor).post(address)
    assert not Event.objects.get().is_public


def test_a_stranger_publishes_nothing_hidden(office, mayor, stranger):
    event = act(mayor, office, visibility="private")
    with pytest.raises(Http404):
        official.publish(stranger, event)


def test_each_date_of_a_series_is_an_entry_of_the_feed_with_times_that_programs_read(office, mayor, visitor):
    event = act(mayor, office, "Atenció ciutadana", rrule="FREQ=WEEKLY;COUNT=3")
    official.publish(mayor, event)
    response = visitor.get(FEED)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    found = icalendar.Calendar.from_ical(response.content)
    assert [each.start for each in found.events] == [tomorrow() + timedelta(days=7 * n) for n in range(3)]
    assert len({str(each["UID"]) for each in found.events}) == 3
    assert "RRULE" not in response.content.decode()


def test_whole_days_are_whole_days_in_the_feed(office, mayor, visitor):
    day = timezone.localdate() + timedelta(days=3)
    event = create_event(mayor, office, summary="Fira", start=day, end=day + timedelta(days=2), event_type="acte")
    official.publish(mayor, event)
    [found] = icalendar.Calendar.from_ical(visitor.get(FEED).content).events
    assert (found.start, found.end) == (day, day + timedelta(days=2))


def test_an_unchanged_feed_is_not_sent_again(office, mayor, visitor):
    official.publish(mayor, act(mayor, office))
    etag = visitor.get(FEED)["ETag"]
    assert visitor.get(FEED, headers={"if-none-match": etag}).status_code == 304
    act(mayor, office, "Una altra")
    assert visitor.get(FEED, headers={"if-none-match": etag}).status_code == 304
    official.publish(mayor, Event.objects.get(summary="Una altra"))
    assert visitor.get(FEED, headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize("month", ["2026-13", "ahir", "", "0001-01", "9999-12", "%00", "2026-1" * 99])
def test_a_month_that_is_none_shows_today_and_says_so(town, visitor, month):
    response = visitor.get(f"{PAGE}?mes={month}")
    assert response.status_code == 400
    assert "message--attention" in response.content.decode()


def test_earlier_months_stay_readable(office, mayor, visitor):
    event = create_event(
        mayor, office, summary="Visita", start=at("2026-03-05 10:00"), end=at("2026-03-05 11:00"), event_type="visita"
    )
    official.publish(mayor, event)
    assert "Visita" in visitor.get(f"{PAGE}?mes=2026-03").content.decode()
    assert "10:00" not in visitor.get(f"{PAGE}?mes=2026-04").content.decode()


def test_queries_do_not_grow_with_the_acts(office, mayor, visitor, django_assert_max_num_queries):
    for number in range(12):
        official.publish(mayor, act(mayor, office, f"Acte {number}"))
    with django_assert_max_num_queries(6):
        visitor.get(PAGE)
    with django_assert_max_num_queries(4):
        visitor.get(FEED)
