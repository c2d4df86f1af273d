"""Answers to one date of a series: on the page, by link and by letter; what they free, and how long they count."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agenda.calendars import ical, series, splitting, taking_part
from agenda.calendars.date_addresses import code_of, with_date
from agenda.calendars.guests import mailbox
from agenda.calendars.guests.busy import busy_spans
from agenda.calendars.guests.dates import ahead
from agenda.calendars.guests.errors import TooLate
from agenda.calendars.guests.models import DateAnswer
from agenda.calendars.guests.services import answer
from agenda.calendars.ical import Draft
from agenda.calendars.querysets import touching_q
from agenda.calendars.services import update_event
from intranet.access.models import AuditEvent
from tests.factories import make_person
from tests.guests.samples import invite, link_in, next_monday
from tests.guests.test_replies import PERE, google
from tests.guests.test_replies import calendar as reply

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


@pytest.fixture
def event(anna, calendar, marta):
    """Six Mondays at ten."""
    return invite(anna, calendar, f"Marta Soler, {PERE}", rrule="FREQ=WEEKLY;COUNT=6", description="Xifres")


@pytest.fixture
def dates(event):
    return list(ahead(event))


@pytest.fixture
def mine(event, marta):
    return event.attendees.get(person=marta)


def said(event, who: str) -> dict:
    """What the object says of somebody: by the date, None for the series."""
    event.refresh_from_db()
    found = {}
    for each in ical.parse(event.ics).events:
        date = splitting.given(each) if "RECURRENCE-ID" in each else None
        [line] = [row for row in each["ATTENDEE"] if who in row]
        found[date] = line.params["PARTSTAT"]
    return found


def busy(person) -> list:
    start = next_monday(0)
    return [begun for begun, _over in busy_spans([person.pk], start, start + 8 * WEEK)]


def test_who_declines_one_date_is_free_then_and_comes_to_the_others(event, dates, mine, marta):
    second = dates[1]
    answer(marta, mine, "ACCEPTED")
    answer(marta, mine, "DECLINED", date=second.recurrence_id, comment="Metge")
    mine.refresh_from_db()
    assert (mine.answer, mine.dates.get().comment) == ("ACCEPTED", "Metge")
    assert busy(marta) == [each.starts_at for each in dates if each != second]
    assert said(event, marta.email) == {None: "ACCEPTED", second.recurrence_id: "DECLINED"}
    assert said(event, PERE) == {None: "NEEDS-ACTION", second.recurrence_id: "NEEDS-ACTION"}
    kept = AuditEvent.objects.filter(action="invitation.answered").latest("pk").data
    assert kept["date"] == second.recurrence_id.isoformat()


def test_who_declines_the_whole_but_for_one_date_is_busy_on_that_one(event, dates, mine, marta, stranger):
    answer(marta, mine, "DECLINED")
    answer(marta, mine, "ACCEPTED", date=dates[2].recurrence_id)
    dates = list(ahead(event))
    assert busy(marta) == [dates[2].starts_at]
    whenever = touching_q(dates[0].day, dates[-1].day)
    assert list(taking_part.occurrences_of([marta.pk, stranger.pk], whenever)) == [(marta.pk, dates[2].pk)]
    assert busy(stranger) == []


def test_the_dates_themselves_stay_as_they_were(event, dates, mine, marta):
    before = list(event.occurrences.values_list("recurrence_id", "starts_at", "ends_at", "summary", "location"))
    answer(marta, mine, "DECLINED", date=dates[1].recurrence_id)
    after = event.occurrences.values_list("recurrence_id", "starts_at", "ends_at", "summary", "location")
    assert list(after) == before


def test_an_answer_is_no_change_of_its_date(event, dates, mine, marta, anna):
    answer(marta, mine, "DECLINED", date=dates[1].recurrence_id)
    event.refresh_from_db()
    assert ical.parse(event.ics).exceptions == 0
    change(anna, event, dates[2], draft(dates[2].starts_at, summary="Una altra cosa"), "one")
    event.refresh_from_db()
    assert ical.parse(event.ics).exceptions == 1


def test_the_same_answer_to_a_date_as_to_the_whole_makes_no_exception(event, dates, mine, marta):
    answer(marta, mine, "ACCEPTED")
    answer(marta, mine, "ACCEPTED", date=dates[1].recurrence_id)
    assert said(event, marta.email) == {None: "ACCEPTED"}


def test_something_said_of_the_whole_takes_the_place_of_what_was_said_of_its_dates(event, dates, mine, marta):
    answer(marta, mine, "DECLINED", date=dates[1].recurrence_id)
    answer(marta, mine, "TENTATIVE")
    assert not DateAnswer.objects.exists()
    assert set(said(event, marta.email).values()) == {"TENTATIVE"}


def test_a_date_that_is_none_or_is_over_is_not_answered(anna, calendar, event, mine, marta):
    with pytest.raises(TooLate):
        answer(marta, mine, "DECLINED", date=next_monday(11))
    old = invite(anna, calendar, "Marta Soler", at=next_monday(weeks=-3), rrule="FREQ=WEEKLY;COUNT=9")
    with pytest.raises(TooLate):
        answer(marta, old.attendees.get(), "DECLINED", date=old.occurrences.earliest("starts_at").recurrence_id)
    single = invite(anna, calendar, "Marta Soler", at=next_monday(15))
    with pytest.raises(TooLate):
        answer(marta, single.attendees.get(), "DECLINED", date=single.starts_at)
    assert not DateAnswer.objects.exists()


# --- What becomes of it when the series changes -------------------------------------------------------------


def draft(at, **fields) -> Draft:
    said = {"summary": "Reunió", "start": at, "end": at + timedelta(hours=1), "rrule": None, "category": "reunio"}
    return Draft(**said | fields)


def change(user, event, date, wanted, reach):
    return series.change(
        user, event, wanted, reach=reach, recurrence_id=date.recurrence_id, visibility=event.visibility
    )


def test_a_new_title_leaves_the_answers_and_a_new_hour_asks_anew(event, dates, mine, marta, anna):
    answer(marta, mine, "DECLINED", date=dates[1].recurrence_id)
    change(anna, event, dates[0], draft(dates[0].starts_at, summary="Un altre títol"), "all")
    assert said(event, marta.email)[dates[1].recurrence_id] == "DECLINED"
    change(anna, event, dates[0], draft(dates[0].starts_at + timedelta(hours=2), summary="Un altre títol"), "all")
    assert not DateAnswer.objects.exists()
    assert set(said(event, marta.email).values()) == {"NEEDS-ACTION"}


def test_only_the_date_that_moves_is_asked_anew(event, dates, mine, marta, anna):
    for date in dates[1:3]:
        answer(marta, mine, "DECLINED", date=date.recurrence_id)
    change(anna, event, dates[1], draft(dates[1].starts_at + timedelta(hours=3)), "one")
    found = said(event, marta.email)
    assert found[dates[1].recurrence_id] == "NEEDS-ACTION"
    assert found[dates[2].recurrence_id] == "DECLINED"
    assert DateAnswer.objects.get().recurrence_id == dates[2].recurrence_id


def test_a_date_that_is_left_out_does_not_come_back_with_its_answer(event, dates, mine, marta, anna):
    answer(marta, mine, "DECLINED", date=dates[1].recurrence_id)
    series.remove(anna, event, reach="one", recurrence_id=dates[1].recurrence_id)
    assert not DateAnswer.objects.exists()
    assert event.occurrences.count() == 5
    answer(marta, mine, "DECLINED", date=dates[4].recurrence_id)
    series.remove(anna, event, reach="following", recurrence_id=dates[3].recurrence_id)
    assert not DateAnswer.objects.exists()
    assert event.occurrences.count() == 2


def test_a_series_that_becomes_single_has_no_answers_to_dates(event, dates, mine, marta, anna):
    answer(marta, mine, "DECLINED", date=dates[0].recurrence_id)
    update_event(anna, event, draft(dates[0].starts_at, rrule=""), visibility="everyone")
    assert not DateAnswer.objects.exists()


def test_many_answers_never_make_an_object_that_cannot_be_read_again(anna, calendar, marta, elisenda):
    event = invite(anna, calendar, "Marta Soler, Elisenda Roca", rrule="FREQ=DAILY", description="x" * 30_000)
    mine = event.attendees.get(person=marta)
    for date in list(ahead(event))[:20]:
        answer(marta, mine, "DECLINED", date=date.recurrence_id)
    event.refresh_from_db()
    assert len(event.ics) < ical.MAX_BYTES // 2
    assert len(busy(marta)) == 56 - 20


# --- The page, the link, the letter -------------------------------------------------------------------------


def test_the_page_of_a_date_takes_an_answer_for_it_alone_and_everybody_reads_it(
    event, dates, mine, marta, anna, elisenda, signed_in
):
    client, date = signed_in(marta), dates[1]
    page = client.get(with_date(event.get_absolute_url(), date.recurrence_id)).content.decode()
    assert f'name="vegada" value="{code_of(date.recurrence_id)}"' in page
    posted = {"answer": "DECLINED", "vegada": code_of(date.recurrence_id)}
    assert client.post(f"/agenda/invitacio/{mine.pk}/respon/", posted).status_code == 302
    assert DateAnswer.objects.get().answered_by == marta
    for person in (anna, elisenda):
        text = signed_in(person).get(event.get_absolute_url()).content.decode()
        assert f'datetime="{timezone.localtime(date.recurrence_id).isoformat()}"' in text
        assert DateAnswer.objects.get().get_answer_display() in text


@pytest.mark.parametrize("date", ["ahir", "", "20261399T000000Z", "20200101T100000Z"])
def test_a_senseless_date_answers_nothing(event, mine, marta, signed_in, date):
    signed_in(marta).post(f"/agenda/invitacio/{mine.pk}/respon/", {"answer": "DECLINED", "vegada": date})
    mine.refresh_from_db()
    assert (mine.answer, DateAnswer.objects.count()) == ("NEEDS-ACTION", 0)


def test_nobody_answers_a_date_for_somebody_else(event, dates, mine, elisenda, stranger, signed_in):
    posted = {"answer": "DECLINED", "vegada": code_of(dates[1].recurrence_id)}
    for person in (elisenda, stranger, make_person()):
        assert signed_in(person).post(f"/agenda/invitacio/{mine.pk}/respon/", posted).status_code == 404
    assert not DateAnswer.objects.exists()


def test_a_link_answers_one_date_without_an_account(event, dates, mailoutbox):
    link = link_in(next(mail for mail in mailoutbox if mail.to == [PERE]))
    client, code = Client(), code_of(dates[3].recurrence_id)
    assert f'value="{code}"' in client.get(link).content.decode()
    assert client.post(link, {"answer": "DECLINED", "vegada": code}).status_code == 200
    assert said(event, PERE) == {None: "NEEDS-ACTION", dates[3].recurrence_id: "DECLINED"}
    assert client.post(link, {"answer": "DECLINED", "vegada": "20200101T100000Z"}).status_code == 400


def test_a_letter_answers_one_date(event, dates):
    date = dates[2].recurrence_id
    line = f"RECURRENCE-ID:{code_of(date)}"
    assert mailbox.take(google(reply(event.uid, answer="DECLINED", lines=[line])))
    assert said(event, PERE) == {None: "NEEDS-ACTION", date: "DECLINED"}
    wall = timezone.localtime(dates[3].recurrence_id)
    line = f"RECURRENCE-ID;TZID=Romance Standard Time:{wall:%Y%m%dT%H%M%S}"
    assert mailbox.take(google(reply(event.uid, answer="TENTATIVE", lines=[line])))
    assert said(event, PERE)[dates[3].recurrence_id] == "TENTATIVE"
    for senseless in ("RECURRENCE-ID:20200101T100000Z", "RECURRENCE-ID:ahir", "RECURRENCE-ID;VALUE=DATE:20261130"):
        assert not mailbox.take(google(reply(event.uid, answer="DECLINED", lines=[senseless])))


def test_a_letter_answers_the_whole_and_some_of_its_dates_in_whatever_order(event, dates):
    date = dates[2].recurrence_id
    whole = reply(event.uid, answer="ACCEPTED")
    single = reply(event.uid, answer="DECLINED", lines=[f"RECURRENCE-ID:{code_of(date)}"])
    component = single[single.index("BEGIN:VEVENT") : single.index("END:VCALENDAR")]
    assert mailbox.take(google(whole.replace("BEGIN:VEVENT", f"{component}BEGIN:VEVENT", 1)))
    assert said(event, PERE) == {None: "ACCEPTED", date: "DECLINED"}


def test_the_later_answer_counts_whether_it_is_of_the_whole_or_of_a_date(event, dates):
    now, date = timezone.now(), dates[2].recurrence_id
    line = f"RECURRENCE-ID:{code_of(date)}"
    assert mailbox.take(google(reply(event.uid, answer="DECLINED", at=now, lines=[line])))
    assert not mailbox.take(google(reply(event.uid, at=now - timedelta(hours=2), lines=[line])))
    assert mailbox.take(google(reply(event.uid, at=now - timedelta(hours=1))))
    assert said(event, PERE) == {None: "ACCEPTED", date: "DECLINED"}
    assert mailbox.take(google(reply(event.uid, at=now)))
    assert not mailbox.take(google(reply(event.uid, answer="DECLINED", at=now - timedelta(hours=1), lines=[line])))
    assert set(said(event, PERE).values()) == {"ACCEPTED"}


def test_the_page_costs_no_more_queries_with_more_answers(event, dates, mine, marta, anna, signed_in):
    client = signed_in(anna)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(event.get_absolute_url())
        return len(captured)

    cost()
    before = cost()
    for date in dates[1:]:
        answer(marta, mine, "DECLINED", date=date.recurrence_id)
    assert cost() == before
