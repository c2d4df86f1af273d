"""Reminders: one's own, by mail once for each date, on the desk, and as alarms in the feed."""

from datetime import timedelta

import icalendar
import pytest
from django.core.exceptions import PermissionDenied
from django.core.mail.backends.locmem import EmailBackend

from agenda.calendars import feeds, ical
from agenda.calendars.guests.models import Reminder
from agenda.calendars.guests.reminders import remind, send_due
from agenda.calendars.guests.services import set_guests
from agenda.calendars.ical import Draft
from agenda.calendars.services import update_event
from tests.guests.samples import book, invite
from tests.rooms.samples import HOUR

pytestmark = pytest.mark.django_db
HOUR_BEFORE = 60


def minutes_before(event, minutes: int):
    return event.starts_at - timedelta(minutes=minutes)


def test_a_reminder_leaves_once_and_not_before_its_time(anna, calendar, mailoutbox):
    event = book(anna, calendar, summary="Pressupost")
    remind(anna, event, HOUR_BEFORE)
    assert send_due(minutes_before(event, 61)) == 0
    assert send_due(minutes_before(event, 60)) == 1
    assert send_due(minutes_before(event, 30)) == 0
    [mail] = mailoutbox
    assert mail.to == [anna.email]
    assert "Pressupost" in mail.subject


def test_what_has_begun_is_no_longer_reminded_of(anna, calendar):
    event = book(anna, calendar)
    remind(anna, event, HOUR_BEFORE)
    assert send_due(event.starts_at) == 0


def test_each_date_of_a_series_is_reminded_of_once(anna, calendar, mailoutbox):
    event = book(anna, calendar, rrule="FREQ=DAILY;COUNT=3")
    remind(anna, event, HOUR_BEFORE)
    for date in event.occurrences.all():
        at = date.starts_at - timedelta(minutes=30)
        assert send_due(at) == 1
        assert send_due(at) == 0
    assert len(mailoutbox) == 3


def test_an_event_that_is_moved_is_reminded_of_again(anna, calendar):
    event = book(anna, calendar)
    remind(anna, event, HOUR_BEFORE)
    send_due(minutes_before(event, 60))
    start = ical.parse(event.ics).master.start - timedelta(days=1)
    draft = Draft(summary="Reunió", start=start, end=start + HOUR, rrule=None)
    event = update_event(anna, event, draft, visibility=event.visibility)
    assert send_due(minutes_before(event, 60)) == 1


def test_of_a_private_event_the_letter_says_nothing_but_when(anna, calendar, mailoutbox):
    event = book(anna, calendar, summary="Metge", location="CAP", visibility="private")
    remind(anna, event, HOUR_BEFORE)
    send_due(minutes_before(event, 60))
    text = mailoutbox[0].subject + mailoutbox[0].body
    assert "Metge" not in text
    assert "CAP" not in text


def test_who_may_no_longer_read_it_is_not_reminded(anna, calendar, marta, mailoutbox):
    event = invite(anna, calendar, "Marta Soler")
    mailoutbox.clear()
    remind(marta, event, HOUR_BEFORE)
    set_guests(anna, event, [])
    mailoutbox.clear()
    assert send_due(minutes_before(event, 60)) == 0
    assert not mailoutbox


def test_a_closed_account_is_not_reminded(anna, calendar):
    event = book(anna, calendar)
    remind(anna, event, HOUR_BEFORE)
    type(anna).objects.filter(pk=anna.pk).update(is_active=False)
    assert send_due(minutes_before(event, 60)) == 0


def test_when_the_post_is_away_the_next_minute_tries_again(anna, calendar, monkeypatch):
    event = book(anna, calendar)
    remind(anna, event, HOUR_BEFORE)

    def away(self, messages):
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", away)
        with pytest.raises(ConnectionRefusedError):
            send_due(minutes_before(event, 60))
    assert send_due(minutes_before(event, 59)) == 1


def test_nobody_is_reminded_of_what_they_cannot_read(anna, calendar, stranger, signed_in):
    event = book(anna, calendar)
    with pytest.raises(PermissionDenied):
        remind(stranger, event, HOUR_BEFORE)
    assert signed_in(stranger).post(f"/agenda/esdeveniment/{event.pk}/avis/", {"minutes": "60"}).status_code == 404


def test_the_page_sets_changes_and_takes_away_ones_own(anna, calendar, elisenda, signed_in):
    event = book(anna, calendar)
    client, address = signed_in(elisenda), f"/agenda/esdeveniment/{event.pk}/avis/"
    client.post(address, {"minutes": "60"})
    client.post(address, {"minutes": "15"})
    assert Reminder.objects.get().minutes == 15
    assert "selected>15 minuts abans" in client.get(event.get_absolute_url()).content.decode()
    client.post(address, {"minutes": "17"})
    assert Reminder.objects.get().minutes == 15
    client.post(address, {"minutes": ""})
    assert not Reminder.objects.exists()


def test_the_desk_reminds_of_what_comes_within_the_time_one_chose(anna, calendar, signed_in, stranger):
    event = book(anna, calendar, summary="Pressupost")
    remind(anna, event, HOUR_BEFORE)
    assert 'id="desk-reminders"' not in signed_in(anna).get("/").content.decode()
    remind(anna, event, 60 * 24 * 15)
    assert 'id="desk-reminders"' in signed_in(anna).get("/").content.decode()
    assert "Pressupost" not in signed_in(stranger).get("/").content.decode()


def test_the_feed_has_ones_own_alarm_and_nobody_elses(anna, calendar, elisenda):
    event = book(anna, calendar, rrule="FREQ=WEEKLY;COUNT=3")
    before = feeds.state_of(anna)
    remind(anna, event, HOUR_BEFORE)
    assert feeds.state_of(anna) != before
    [found] = icalendar.Calendar.from_ical(feeds.body_of(anna)).events
    [alarm] = found.walk("VALARM")
    assert alarm["TRIGGER"].dt == -timedelta(hours=1)
    [other] = icalendar.Calendar.from_ical(feeds.body_of(elisenda)).events
    assert not other.walk("VALARM")


def test_the_questions_do_not_grow_with_reminders(anna, calendar, elisenda, django_assert_max_num_queries):
    events = [book(anna, calendar) for _number in range(4)]
    for event in events:
        remind(anna, event, HOUR_BEFORE)
    with django_assert_max_num_queries(3):
        send_due(minutes_before(events[0], 61))
