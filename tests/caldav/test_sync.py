"""What is new since the last time (RFC 6578)."""

import pytest

from agenda.calendars.ical import Draft
from agenda.calendars.services import delete_event, import_event, update_event
from tests.caldav.program import (
    NS,
    Answers,
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


def limited(program, calendar, count: int, token: str = "") -> Answers:
    limit = f"<D:limit><D:nresults>{count}</D:nresults></D:limit>"
    body = f"<D:sync-collection><D:sync-token>{token}</D:sync-token>{limit}<D:prop><D:getetag/></D:prop>"
    return program.report(path_of(calendar), f"{body}</D:sync-collection>")


def is_cut(answers: Answers, calendar) -> bool:
    """RFC 6578 §3.6: the calendar itself answers that there is more."""
    own = answers.of.get(path_of(calendar))
    if own is None:
        return False
    assert own.findtext("D:status", namespaces=NS).split()[1] == "507"
    assert own.find("D:error/D:number-of-matches-within-limits", NS) is not None
    return True


def everything(program, calendar, count: int, token: str = "") -> tuple[list[str], list[str], str, int]:
    """What a program that takes so many at once is told until nothing is left."""
    names, gone, parts = [], [], 0
    while True:
        answers = limited(program, calendar, count, token)
        names, gone, parts, token = names + answers.names(), gone + answers.gone(), parts + 1, answers.token
        assert len(answers.names()) + len(answers.gone()) <= count
        if not is_cut(answers, calendar):
            return names, gone, token, parts


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8])
def test_a_program_that_takes_little_at_once_is_told_all_in_parts(phone, calendar, anna, count):
    events = [make_event(calendar, f"Acte {n}", soon(), soon() + hours(1), uid=f"a{n}") for n in range(7)]
    names, gone, token, parts = everything(phone, calendar, count)
    assert (sorted(names), gone) == ([f"a{n}.ics" for n in range(7)], [])
    assert parts == -(-7 // count)
    assert token == phone.sync(path_of(calendar)).token
    for event in events[::2]:
        delete_event(anna, event)
    draft = Draft(summary="Canviat", start=soon(), end=soon() + hours(2))
    update_event(anna, events[1], draft, visibility="everyone")
    names, gone, token, _parts = everything(phone, calendar, count, token)
    assert (names, sorted(gone)) == (["a1.ics"], ["a0.ics", "a2.ics", "a4.ics", "a6.ics"])
    assert limited(phone, calendar, 1, token).of == {}


def test_what_changes_between_two_parts_is_told_too(phone, calendar, anna):
    events = [make_event(calendar, f"Acte {n}", soon(), soon() + hours(1), uid=f"a{n}") for n in range(4)]
    first = limited(phone, calendar, 2)
    assert (first.names(), is_cut(first, calendar)) == (["a0.ics", "a1.ics"], True)
    delete_event(anna, events[0])
    delete_event(anna, events[3])
    make_event(calendar, "Nou", soon(), soon() + hours(1), uid="nou")
    second = limited(phone, calendar, 5, first.token)
    assert (second.names(), is_cut(second, calendar)) == (["a2.ics", "nou.ics"], False)
    third = phone.sync(path_of(calendar), second.token)
    assert "nou.ics" in third.names()
    assert "a0.ics" in third.gone()


def test_an_event_that_changes_its_name_is_told_whole_or_not_at_all(phone, curious, calendar, anna):
    event = make_event(calendar, "Oberta", soon(), soon() + hours(1), uid="oberta", owner=anna)
    token = curious.sync(path_of(calendar)).token
    draft = Draft(summary="Tancada", start=soon(), end=soon() + hours(1))
    update_event(anna, event, draft, visibility="private")
    news = limited(curious, calendar, 2, token)
    assert (news.names(), news.gone()) == ([f"ocupat-{event.pk}@casagran.ics"], ["oberta.ics"])
    limit = "<D:limit><D:nresults>1</D:nresults></D:limit>"
    body = declared(f"<D:sync-collection><D:sync-token>{token}</D:sync-token>{limit}</D:sync-collection>")
    assert condition(curious.ask("REPORT", path_of(calendar), body)) == "number-of-matches-within-limits"


@pytest.mark.parametrize("end", [":0:5:6", "::", ":5:", "::99999999999999999999", ":99999999:1"])
def test_a_token_that_somebody_made_up_is_refused(phone, calendar, end):
    make_event(calendar, "Reunió", soon(), soon() + hours(1))
    token = phone.sync(path_of(calendar)).token
    body = declared(f"<D:sync-collection><D:sync-token>{token}{end}</D:sync-token></D:sync-collection>")
    response = phone.ask("REPORT", path_of(calendar), body)
    assert (response.status_code, condition(response)) == (403, "valid-sync-token")


def test_nobody_learns_from_the_parts_what_they_do_not_see(program, stranger, calendar, phone):
    make_event(calendar, "Reunió", soon(), soon() + hours(1))
    limit = "<D:limit><D:nresults>1</D:nresults></D:limit>"
    token = phone.sync(path_of(calendar)).token
    for text in ("", token, f"{token}::1"):
        body = declared(f"<D:sync-collection><D:sync-token>{text}</D:sync-token>{limit}</D:sync-collection>")
        assert program(stranger).ask("REPORT", path_of(calendar), body).status_code == 404


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
