"""R17, R16: the agenda leads from a sitting to its papers, for who may read them and for nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import give, make_person

pytestmark = pytest.mark.django_db


def list_from(meeting) -> str:
    return f"/agenda/?vista=llista&data={timezone.localdate(meeting.starts_at).isoformat()}"


def test_a_councillor_goes_from_the_agenda_to_the_sitting(house, signed_in):
    meeting = house.convened()
    client = signed_in(house.councillor)
    link = f'href="{meeting.get_absolute_url()}"'
    assert link in client.get(list_from(meeting)).content.decode()
    assert link in client.get(meeting.event.get_absolute_url()).content.decode()
    assert client.get(meeting.get_absolute_url()).status_code == 200


def test_who_may_not_read_the_meeting_is_offered_nothing(house, signed_in):
    meeting = house.convened()
    outsider = make_person("laura.marti")
    give(outsider, meeting.event.calendar.scope)
    client = signed_in(outsider)
    for address in (list_from(meeting), meeting.event.get_absolute_url()):
        page = client.get(address)
        assert page.status_code == 200
        assert meeting.event.summary in page.content.decode()
        assert meeting.get_absolute_url() not in page.content.decode()


def test_the_list_asks_once_for_all_sittings(house, signed_in):
    client = signed_in(house.councillor)
    meeting = house.convened()
    client.get(list_from(meeting))

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(list_from(meeting))
        return len(captured)

    before = cost()
    for _number in range(3):
        house.convened()
    assert cost() == before
