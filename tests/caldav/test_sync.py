"""What is new since the last time (RFC 6578)."""

import pytest

from agenda.calendars.ical import Draft
from agenda.calendars.services import delete_event, import_event, update_event
from tests.caldav.program import (
    an_event,
    condition,
    declared,
    path_of,
    soon,
)
from tests.calendars.samples import hours
from tests.factories import give, make_event, make_person

pytestmark = pytest.mark.django_db


def test_a_program_is_told_what_is_new_and_what_is_gone(phone, calendar, anna):
    first = make_event(calendar, "Primera", soon(), soon() + hours(1), uid="primera")
    second = make_event(calendar, "Segona", soon(), soon() + hours(1), uid="segona")
    start = phone.sync(path_of(calendar))
    assert start.names() == ["primera.ics", "segona.ics"]
    assert phone.sync(path_of(calendar), start.token).names() == []
    draft = Draft(summary="Primera canviada", start=soon(), end=soon() + hours(2))
    update_event(anna, first, draft, visibility="everyone")
    delete_event(anna, second)
    make_event(calendar, "Tercera", soon(), soon() + hours(1), uid="tercera")
    news = phone.sync(path_of(calendar), start.token)
    assert (news.names(), news.gone()) == (["primera.ics", "tercera.ics"], ["segona.ics"])
    assert phone.sync(path_of(calendar), news.token).of == {}


def test_what_came_and_went_in_between_is_not_spoken_of(phone, calendar, anna):
    token = phone.sync(path_of(calendar)).token
    delete_event(anna, make_event(calendar, "Breu", soon(), soon() + hours(1)))
    assert phone.sync(path_of(calendar), token).of == {}


def test_an_event_that_becomes_private_changes_its_name_for_the_others(phone, curious, calendar, anna):
    event = make_event(calendar, "Oberta", soon(), soon() + hours(1), uid="oberta", owner=anna)
    token = curious.sync(path_of(calendar)).token
    draft = Draft(summary="Tancada", start=soon(), end=soon() + hours(1))
    update_event(anna, event, draft, visibility="private")
    news = curious.sync(path_of(calendar), token)
    busy = f"ocupat-{event.pk}@casagran.ics"
    assert (news.names(), news.gone()) == ([busy], ["oberta.ics"])
    delete_event(anna, event)
    gone = curious.sync(path_of(calendar), news.token)
    assert (gone.names(), gone.gone()) == ([], [busy])


def test_a_grant_that_changes_makes_the_program_begin_anew(curious, calendar, looker):
    token = curious.sync(path_of(calendar)).token
    private = import_event(None, calendar, an_event("p", "Privada"), visibility="private", organizer=make_person())
    token = curious.sync(path_of(calendar), token).token
    give(looker, private.scope)
    body = declared(f"<D:sync-collection><D:sync-token>{token}</D:sync-token></D:sync-collection>")
    response = curious.ask("REPORT", path_of(calendar), body)
    assert (response.status_code, condition(response)) == (403, "valid-sync-token")
    assert curious.sync(path_of(calendar)).names() == ["p.ics"]


@pytest.mark.parametrize("token", ["x", "urn:casagran:sync:1:999:0123456789abcdef", "http://sabre.io/ns/sync/4"])
def test_tokens_that_are_not_ours_are_refused(phone, calendar, token):
    body = declared(f"<D:sync-collection><D:sync-token>{token}</D:sync-token></D:sync-collection>")
    response = phone.ask("REPORT", path_of(calendar), body)
    assert (response.status_code, condition(response)) == (403, "valid-sync-token")


def test_a_limit_that_does_not_hold_is_refused(phone, calendar):
    for number in range(3):
        make_event(calendar, f"Acte {number}", soon(), soon() + hours(1))

    def limited(count: int):
        limit = f"<D:limit><D:nresults>{count}</D:nresults></D:limit>"
        return phone.ask("REPORT", path_of(calendar), declared(f"<D:sync-collection>{limit}</D:sync-collection>"))

    assert limited(3).status_code == 207
    assert condition(limited(2)) == "number-of-matches-within-limits"


def test_the_tags_change_with_every_event_and_only_then(phone, calendar, anna):
    def tags() -> tuple:
        answers = phone.propfind(path_of(calendar), "CS:getctag", "D:sync-token")
        return tuple(answers.text(path_of(calendar), name) for name in ("CS:getctag", "D:sync-token"))

    seen = {tags(), tags()}
    event = make_event(calendar, "Reunió", soon(), soon() + hours(1), owner=anna)
    seen |= {tags(), tags()}
    delete_event(anna, event)
    assert len(seen | {tags()}) == 3


def test_an_unchanged_event_is_a_304(phone, calendar):
    make_event(calendar, "Reunió", soon(), soon() + hours(1), uid="r")
    response = phone.ask("GET", f"{path_of(calendar)}r.ics")
    again = phone.ask("GET", f"{path_of(calendar)}r.ics", If_None_Match=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    head = phone.ask("HEAD", f"{path_of(calendar)}r.ics")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", response["ETag"])
