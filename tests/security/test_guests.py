"""What guests say to whoever invites, what of a hidden event can be asked, and how much anybody may ask at once."""

import pytest

from agenda.caldav.passwords import create_password
from agenda.calendars.guests.errors import TooManyGuests
from agenda.calendars.guests.services import answer, set_guests
from agenda.calendars.guests.wanted import read
from tests.caldav.program import Answers, Program, path_of
from tests.factories import give, make_calendar, make_person
from tests.guests.samples import invite
from tests.rooms.samples import next_monday

pytestmark = pytest.mark.django_db
ILL = "Soc a l’hospital de dia"


@pytest.fixture
def calendar(town):
    return make_calendar("Ajuntament")


@pytest.fixture
def anna(calendar):
    person = make_person("anna.clerk", roles=["clerk"])
    give(person, calendar.scope, "edit")
    return person


@pytest.fixture
def marta(calendar):
    person = make_person("marta.soler", roles=["councillor"])
    give(person, calendar.scope)
    return person


def phone_of(person) -> Program:
    _password, secret = create_password(person, "Mòbil", "write")
    return Program(person.get_username(), secret)


def test_a_word_to_whoever_invites_is_not_for_everybody(calendar, anna, marta, stranger, signed_in):
    give(stranger, calendar.scope)
    event = invite(anna, calendar, "Marta Soler, Estrany Total")
    answer(marta, event.attendees.get(person=marta), "DECLINED", comment=ILL)
    page = event.get_absolute_url()
    assert ILL in signed_in(anna).get(page).content.decode()
    assert ILL in signed_in(marta).get(page).content.decode()
    shown = signed_in(stranger).get(page).content.decode()
    assert "Marta Soler" in shown
    assert ILL not in shown


def test_who_is_no_longer_invited_hears_from_their_phone_that_it_is_gone(calendar, anna, marta):
    """What is left in its place is "busy"; the title does not stay in the telephone."""
    event = invite(anna, calendar, "Marta Soler", visibility="private")
    phone, path = phone_of(marta), path_of(calendar)
    before = phone.sync(path)
    assert before.names() == [f"{event.uid}.ics"]
    set_guests(anna, event, [])
    later = phone.ask("REPORT", path, SYNC.format(token=before.token))
    if later.status_code == 207:
        assert f"{event.uid}.ics" in Answers(later).gone()
    else:
        assert b"valid-sync-token" in later.content
    assert phone.sync(path).names() == [f"ocupat-{event.pk}@casagran.ics"]


SYNC = (
    '<D:sync-collection xmlns:D="DAV:"><D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level>'
    "<D:prop><D:getetag/></D:prop></D:sync-collection>"
)


def test_nobody_asks_for_thousands_of_names_at_once(anna, django_assert_max_num_queries):
    with django_assert_max_num_queries(5), pytest.raises(TooManyGuests):
        read([], ",".join(f"nom {number}" for number in range(1_000)))
    with django_assert_max_num_queries(5), pytest.raises(TooManyGuests):
        read([f"u{number}" for number in range(900)])


@pytest.mark.parametrize(
    "take",
    [
        "2027-01-11T10:00:00+01:00@" + "9" * 5_000,
        "0001-01-01T00:00:00+14:00@",
        "9999-12-31T23:59:00-14:00@1",
        "@",
        "x",
    ],
)
def test_a_time_that_no_clock_shows_is_only_no_longer_free(calendar, anna, signed_in, take):
    posted = {
        "summary": "Pressupost",
        "calendar": calendar.pk,
        "minutes": 60,
        "first_day": f"{next_monday():%Y-%m-%d}",
        "opens": "09:00",
        "closes": "14:00",
        "room": "",
        "take": take,
    }
    assert signed_in(anna).post("/agenda/troba-hora/", posted).status_code == 200
    assert not calendar.events.exists()
