"""Discovery, properties and reports as iOS, DAVx5 and Thunderbird ask for them (RFC 4791, 4918, 5397, 6578)."""

from datetime import UTC, timedelta

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agenda.calendars.ical import Draft
from agenda.calendars.models import Event
from agenda.calendars.services import create_events, delete_event, import_event, update_event
from tests.caldav.program import DECLARED, Answers, an_event, condition, path_of, read, soon
from tests.calendars.samples import hours
from tests.factories import give, make_calendar, make_event, make_person

pytestmark = pytest.mark.django_db


def query(inner: str, data: str = "<D:getetag/>") -> str:
    filters = f'<C:filter><C:comp-filter name="VCALENDAR">{inner}</C:comp-filter></C:filter>'
    return f"<C:calendar-query><D:prop>{data}</D:prop>{filters}</C:calendar-query>"


def events_in(inner: str = "", data: str = "<D:getetag/>") -> str:
    return query(f'<C:comp-filter name="VEVENT">{inner}</C:comp-filter>', data)


def utc(moment) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def span(start=None, end=None) -> str:
    ends = "".join(f' {name}="{utc(at)}"' for name, at in (("start", start), ("end", end)) if at)
    return f"<C:time-range{ends}/>"


# --- Finding the way ------------------------------------------------------------------------------


def test_a_program_finds_its_way_from_the_root_to_the_calendars(phone, anna, calendar):
    root = phone.propfind("/caldav/", "D:current-user-principal", "D:resourcetype")
    principal = root.text("/caldav/", "D:current-user-principal/D:href")
    assert principal == f"/caldav/persones/{anna.pk}/"
    person = phone.propfind(principal, "C:calendar-home-set", "D:displayname", "C:calendar-user-address-set")
    home = person.text(principal, "C:calendar-home-set/D:href")
    assert "mailto:anna.clerk@vilaexemple.example" in person.text(principal, "C:calendar-user-address-set")
    calendars = phone.propfind(home, "D:resourcetype", "D:displayname", "CS:getctag", "D:sync-token", depth="1")
    assert set(calendars.of) == {home, path_of(calendar)}
    assert calendars.found(path_of(calendar), "D:resourcetype/C:calendar") is not None
    assert calendars.text(path_of(calendar), "D:displayname") == "Ajuntament"


def test_the_calendars_of_a_person_are_the_same_at_both_addresses(phone, anna, calendar):
    answers = phone.propfind(f"/caldav/persones/{anna.pk}/calendaris/", "D:resourcetype", depth="1")
    assert path_of(calendar) in answers.of


def test_what_macos_asks_of_the_root_is_answered(phone):
    body = """<?xml version="1.0" encoding="UTF-8"?>
<A:propfind xmlns:A="DAV:"><A:prop><A:current-user-principal/><A:principal-URL/><A:resourcetype/></A:prop>
</A:propfind>"""
    answers = Answers(phone.ask("PROPFIND", "/caldav/", body, Depth="0"))
    assert answers.statuses("/caldav/") == {
        "current-user-principal": "200",
        "principal-URL": "404",
        "resourcetype": "200",
    }


def test_options_says_what_is_spoken(phone, calendar):
    response = phone.ask("OPTIONS", path_of(calendar))
    assert "calendar-access" in response["DAV"]
    assert {"PROPFIND", "REPORT", "PUT", "DELETE"} <= set(response["Allow"].split(", "))


def test_where_one_may_write_and_where_only_look(phone, curious, calendar):
    def privileges(program) -> set[str]:
        answers = program.propfind(path_of(calendar), "D:current-user-privilege-set")
        held = answers.found(path_of(calendar), "D:current-user-privilege-set")
        return {each[0].tag.split("}")[1] for each in held}

    assert {"read", "write", "write-content", "bind", "unbind"} <= privileges(phone)
    assert privileges(curious) == {"read", "read-current-user-privilege-set", "read-free-busy"}


def test_a_password_that_only_reads_writes_nowhere(program, anna, calendar):
    reader = program(anna, "read")
    answers = reader.propfind(path_of(calendar), "D:current-user-privilege-set")
    assert answers.found(path_of(calendar), "D:current-user-privilege-set/D:privilege/D:write") is None
    response = reader.put(f"{path_of(calendar)}u1.ics", an_event())
    assert (response.status_code, condition(response)) == (403, "need-privileges")


def test_all_and_only_names_are_answered(phone, calendar):
    everything = Answers(phone.ask("PROPFIND", path_of(calendar), Depth="0"))
    assert everything.text(path_of(calendar), "D:displayname") == "Ajuntament"
    body = f"<D:propfind {DECLARED}><D:propname/></D:propfind>"
    names = Answers(phone.ask("PROPFIND", path_of(calendar), body, Depth="0"))
    assert names.text(path_of(calendar), "D:displayname") == ""


def test_a_brief_answer_leaves_out_what_is_missing(phone, calendar):
    body = f"<D:propfind {DECLARED}><D:prop><D:displayname/><D:quota-used-bytes/></D:prop></D:propfind>"
    brief = Answers(phone.ask("PROPFIND", path_of(calendar), body, Depth="0", Prefer="return=minimal"))
    assert set(brief.statuses(path_of(calendar))) == {"displayname"}


def test_everything_at_once_is_refused(phone, calendar):
    for headers in ({"Depth": "infinity"}, {}):
        response = phone.ask("PROPFIND", path_of(calendar), **headers)
        assert (response.status_code, condition(response)) == (403, "propfind-finite-depth")


@pytest.mark.parametrize(
    "body",
    [
        "<no",
        "<D:propfind xmlns:D='DAV:'>",
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><D:propfind xmlns:D="DAV:"><D:prop>&a;</D:prop></D:propfind>',
        "<a>" * 3000 + "</a>" * 3000,
        "<?xml version='1.0' encoding='inventada'?><a/>",
        b"\xff\xfe\x00",
    ],
)
def test_broken_or_wicked_xml_is_a_400(phone, calendar, body):
    response = phone.ask("PROPFIND", path_of(calendar), body, Depth="0")
    assert response.status_code == 400


def test_too_much_xml_is_refused(phone, calendar):
    response = phone.ask("PROPFIND", path_of(calendar), "<a>" + " " * 5_000_000 + "</a>", Depth="0")
    assert (response.status_code, condition(response)) == (413, "max-body-size")


def test_methods_and_reports_that_we_do_not_speak(phone, calendar):
    assert phone.ask("LOCK", path_of(calendar)).status_code == 405
    response = phone.ask("MKCALENDAR", "/caldav/calendaris/nou/")
    assert (response.status_code, condition(response)) == (403, "calendar-collection-location-ok")
    response = phone.ask("REPORT", path_of(calendar), f"<D:principal-search-property-set {DECLARED}/>")
    assert (response.status_code, condition(response)) == (403, "supported-report")


def test_a_person_who_opens_the_address_reads_a_sentence(phone, calendar):
    assert phone.ask("GET", path_of(calendar)).status_code == 200


# --- What is hidden, and what is busy --------------------------------------------------------------


def test_a_stranger_sees_no_calendar(program, stranger, calendar, anna):
    event = make_event(calendar, "Reunió", soon(), soon() + hours(1))
    other = program(stranger)
    assert set(other.propfind("/caldav/calendaris/", "D:resourcetype", depth="1").of) == {"/caldav/calendaris/"}
    for path in (path_of(calendar), f"{path_of(calendar)}{event.uid}.ics", f"/caldav/persones/{anna.pk}/"):
        for method in ("PROPFIND", "GET", "PUT", "DELETE", "REPORT"):
            body = {"PUT": an_event(), "REPORT": f"<D:sync-collection {DECLARED}/>"}.get(method, "")
            assert other.ask(method, path, body, Depth="0").status_code == 404, (method, path)
    assert Event.objects.get().summary == "Reunió"


def test_senseless_addresses_are_a_404(phone, calendar):
    for path in ("/caldav/x/", "/caldav/calendaris/x/", f"/caldav/calendaris/{'9' * 40}/", "/caldav/persones/0/"):
        assert phone.ask("PROPFIND", path, Depth="0").status_code == 404
    assert phone.ask("GET", f"{path_of(calendar)}a%00b.ics").status_code == 404
    assert phone.ask("GET", f"{path_of(calendar)}../../x").status_code == 404


@pytest.fixture
def secret(calendar, anna):
    return import_event(
        None,
        calendar,
        an_event("secret-uid", "secret", "LOCATION:secret", "X-NOTA:secret"),
        visibility="private",
        organizer=anna,
    )


def test_what_is_private_shows_as_busy_everywhere(curious, phone, calendar, secret):
    name = f"ocupat-{secret.pk}@casagran.ics"
    assert curious.propfind(path_of(calendar), "D:getetag", depth="1").names() == ["", name]
    response = curious.ask("GET", path_of(calendar) + name)
    assert str(read(response)["SUMMARY"]) == "Ocupat"
    assert "secret" not in response.content.decode()
    data = "<D:getetag/><C:calendar-data/>"
    for answers in (
        curious.report(path_of(calendar), events_in(span(soon(), soon() + hours(1)), data)),
        curious.report(path_of(calendar), multiget([path_of(calendar) + name])),
        curious.sync(path_of(calendar)),
    ):
        assert answers.names() == [name]
        assert "secret" not in answers.response.content.decode()
    assert phone.propfind(path_of(calendar), "D:getetag", depth="1").names() == ["", "secret-uid.ics"]


def test_nobody_finds_by_its_words_or_name_what_is_busy(curious, calendar, secret):
    text = '<C:prop-filter name="SUMMARY"><C:text-match>secret</C:text-match></C:prop-filter>'
    assert curious.report(path_of(calendar), events_in(text)).names() == []
    assert curious.ask("GET", f"{path_of(calendar)}secret-uid.ics").status_code == 404
    missing = curious.report(path_of(calendar), multiget([f"{path_of(calendar)}secret-uid.ics"]))
    assert missing.gone() == ["secret-uid.ics"]


def test_what_is_busy_cannot_be_changed_or_taken_away(program, calendar, secret):
    clerk = make_person("pere.clerk")
    give(clerk, calendar.scope, "edit")
    pere = program(clerk)
    address = f"{path_of(calendar)}ocupat-{secret.pk}@casagran.ics"
    for response in (pere.put(address, an_event(f"ocupat-{secret.pk}@casagran")), pere.ask("DELETE", address)):
        assert (response.status_code, condition(response)) == (403, "need-privileges")
    response = pere.put(f"{path_of(calendar)}secret-uid.ics", an_event("secret-uid", "meu"))
    assert (response.status_code, condition(response)) == (409, "no-uid-conflict")
    assert Event.objects.get().summary == "secret"


def test_a_calendar_of_which_one_may_see_a_single_event(program, calendar, secret, stranger):
    give(stranger, secret.scope)
    other = program(stranger)
    make_event(calendar, "Un altre", soon(), soon() + hours(1))
    assert other.propfind(path_of(calendar), "D:getetag", depth="1").names() == ["", "secret-uid.ics"]


# --- Reports ---------------------------------------------------------------------------------------


def multiget(hrefs: list[str]) -> str:
    listed = "".join(f"<D:href>{href}</D:href>" for href in hrefs)
    return f"<C:calendar-multiget><D:prop><D:getetag/><C:calendar-data/></D:prop>{listed}</C:calendar-multiget>"


def test_multiget_brings_the_events_and_says_which_are_missing(phone, calendar):
    make_event(calendar, "Reunió", soon(), soon() + hours(1), uid="a b/ç@x")
    href = f"{path_of(calendar)}a%20b%2F%C3%A7@x.ics"
    answers = phone.report(
        path_of(calendar),
        multiget([href, f"{path_of(calendar)}no.ics", "/un/altre/lloc.ics", f"http://testserver{href}", "http://[x"]),
    )
    assert str(read(answers.text(href, "C:calendar-data"))["SUMMARY"]) == "Reunió"
    assert answers.gone() == ["[x", "lloc.ics", "no.ics"]
    assert phone.ask("GET", href).status_code == 200


def test_a_time_range_finds_single_events_series_and_their_exceptions(phone, calendar):
    make_event(calendar, "Sola", soon(3), soon(3) + hours(1), uid="sola")
    make_event(calendar, "Sèrie", soon(-30), soon(-30) + hours(1), uid="serie", rrule="FREQ=DAILY")
    make_event(calendar, "Acabada", soon(-30), soon(-30) + hours(1), uid="acabada", rrule="FREQ=DAILY;COUNT=3")
    make_event(calendar, "Instant", soon(3), soon(3), uid="instant")

    def found(start=None, end=None) -> list[str]:
        return [name[:-4] for name in phone.report(path_of(calendar), events_in(span(start, end))).names()]

    assert found(soon(3), soon(3) + hours(1)) == ["instant", "serie", "sola"]
    assert found(soon(3) + hours(1), soon(3) + hours(2)) == []
    assert found(soon(3) - hours(1), soon(3)) == []
    assert found(start=soon(10)) == ["serie"]
    assert found(end=soon(-29)) == ["acabada", "serie"]
    # Far from today, where nothing is written out.
    assert found(soon(3000, 9), soon(3000, 12)) == ["serie"]
    assert found(soon(3000, 12), soon(3000, 14)) == []
    assert found(soon(-3000), soon(-2999)) == []


def test_a_time_range_without_sense_is_refused(phone, calendar):
    for text in ('<C:time-range start="demà"/>', "<C:time-range/>", span(soon(2), soon(1)), span(soon(1), soon(1))):
        response = phone.ask("REPORT", path_of(calendar), declared(events_in(text)))
        assert (response.status_code, condition(response)) == (400, "valid-filter")


def declared(body: str) -> str:
    return body.replace(">", f" {DECLARED}>", 1)


def test_events_are_found_by_their_identifier_and_words(phone, calendar):
    phone.put(f"{path_of(calendar)}un.ics", an_event("un", "Acte a la Plaça", "LOCATION:Plaça"))
    phone.put(f"{path_of(calendar)}dos.ics", an_event("dos", "Visita", "CATEGORIES:visita"))

    def found(name: str, inner: str) -> list[str]:
        prop = f'<C:prop-filter name="{name}">{inner}</C:prop-filter>'
        return phone.report(path_of(calendar), events_in(prop)).names()

    assert found("UID", '<C:text-match collation="i;octet">un</C:text-match>') == ["un.ics"]
    assert found("SUMMARY", "<C:text-match>ACTE</C:text-match>") == ["un.ics"]
    assert found("SUMMARY", '<C:text-match collation="i;octet">ACTE</C:text-match>') == []
    assert found("SUMMARY", '<C:text-match negate-condition="yes">acte</C:text-match>') == ["dos.ics"]
    assert found("CATEGORIES", "<C:text-match>visita</C:text-match>") == ["dos.ics"]
    assert found("LOCATION", "<C:is-not-defined/>") == ["dos.ics"]
    assert found("LOCATION", "") == ["un.ics"]


def test_tasks_are_asked_for_and_there_are_none(phone, calendar):
    make_event(calendar, "Reunió", soon(), soon() + hours(1))
    assert phone.report(path_of(calendar), query('<C:comp-filter name="VTODO"/>')).names() == []
    without = '<C:comp-filter name="VTODO"><C:is-not-defined/></C:comp-filter>'
    assert len(phone.report(path_of(calendar), query(without)).names()) == 1
    assert len(phone.report(path_of(calendar), query("")).names()) == 1


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ('<C:comp-filter name="VALARM"/>', "supported-filter"),
        ('<C:prop-filter name="X-COSA"/>', "supported-filter"),
        ('<C:prop-filter name="SUMMARY"><C:param-filter name="LANGUAGE"/></C:prop-filter>', "supported-filter"),
        (
            '<C:prop-filter name="SUMMARY"><C:text-match collation="i;x">a</C:text-match></C:prop-filter>',
            "supported-collation",
        ),
    ],
)
def test_filters_that_we_would_not_try_are_refused(phone, calendar, inner, expected):
    response = phone.ask("REPORT", path_of(calendar), declared(events_in(inner)))
    assert (response.status_code, condition(response)) == (403, expected)


def test_repetitions_are_given_one_by_one_in_utc(phone, calendar):
    make_event(calendar, "Sèrie", soon(1), soon(1) + hours(1), rrule="FREQ=DAILY")
    expand = f'<C:calendar-data><C:expand start="{utc(soon(1))}" end="{utc(soon(4))}"/></C:calendar-data>'
    answers = phone.report(path_of(calendar), events_in(span(soon(1), soon(4)), expand))
    [href] = answers.of
    text = answers.text(href, "C:calendar-data")
    events = icalendar.Calendar.from_ical(text).events
    assert len(events) == 3
    assert "RRULE" not in text and "TZID" not in text
    assert all(each["RECURRENCE-ID"].dt == each["DTSTART"].dt for each in events)


def test_free_and_busy_without_any_detail(phone, calendar):
    make_event(calendar, "Una", soon(2, 10), soon(2, 12))
    make_event(calendar, "Que trepitja", soon(2, 11), soon(2, 13))
    phone.put(f"{path_of(calendar)}lliure.ics", an_event("lliure", "Lliure", "TRANSP:TRANSPARENT", days=2, hour=17))
    body = declared(f"<C:free-busy-query>{span(soon(2, 9), soon(2, 20))}</C:free-busy-query>")
    response = phone.ask("REPORT", path_of(calendar), body)
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/calendar")
    busy = [line for line in text.split("\r\n") if line.startswith("FREEBUSY")]
    assert len(busy) == 1 and "Una" not in text
    response = phone.ask("REPORT", path_of(calendar), declared("<C:free-busy-query></C:free-busy-query>"))
    assert (response.status_code, condition(response)) == (403, "valid-filter")


# --- What is new -------------------------------------------------------------------------------------


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


# --- How a person's programs show a calendar --------------------------------------------------------


def proppatch(program, path, inner: str) -> Answers:
    body = f"<D:propertyupdate {DECLARED}>{inner}</D:propertyupdate>"
    return Answers(program.ask("PROPPATCH", path, body))


def test_the_colour_is_each_persons_own_and_the_name_is_the_towns(phone, curious, calendar):
    path = path_of(calendar)
    kept = proppatch(phone, path, "<D:set><D:prop><A:calendar-color>#FF2968FF</A:calendar-color></D:prop></D:set>")
    assert kept.statuses(path) == {"calendar-color": "200"}
    assert phone.propfind(path, "A:calendar-color").text(path, "A:calendar-color") == "#FF2968FF"
    assert curious.propfind(path, "A:calendar-color").text(path, "A:calendar-color") is None
    refused = proppatch(
        phone,
        path,
        "<D:set><D:prop><D:displayname>Meu</D:displayname><A:calendar-order>3</A:calendar-order></D:prop></D:set>",
    )
    assert refused.statuses(path) == {"displayname": "403", "calendar-order": "424"}
    assert phone.propfind(path, "A:calendar-order").text(path, "A:calendar-order") is None
    proppatch(phone, path, "<D:remove><D:prop><A:calendar-color/></D:prop></D:remove>")
    assert phone.propfind(path, "A:calendar-color").text(path, "A:calendar-color") is None


def test_nothing_senseless_is_kept_as_a_colour(phone, calendar):
    path = path_of(calendar)
    answers = proppatch(phone, path, "<D:set><D:prop><A:calendar-color>url(x)</A:calendar-color></D:prop></D:set>")
    assert answers.statuses(path) == {"calendar-color": "403"}


# --- Cost --------------------------------------------------------------------------------------------


def test_the_number_of_queries_does_not_grow_with_events_or_calendars(phone, calendar, anna):
    requests = (
        lambda: phone.propfind("/caldav/calendaris/", "CS:getctag", "D:sync-token", "D:displayname", depth="1"),
        lambda: phone.propfind(path_of(calendar), "D:getetag", depth="1"),
        lambda: phone.report(path_of(calendar), events_in(span(soon(-10), soon(90)), "<C:calendar-data/>")),
        lambda: phone.sync(path_of(calendar)),
    )

    def costs() -> list[int]:
        return [_count(each) for each in requests]

    def fill(count: int) -> None:
        drafts = [Draft(summary=f"Acte {n}", start=soon(n), end=soon(n) + timedelta(hours=1)) for n in range(count)]
        create_events(None, calendar, drafts, organizer=anna)
        for _each in range(count // 10):
            give(anna, make_calendar().scope)

    fill(10)
    costs()
    before = costs()
    fill(80)
    assert costs() == before
    assert max(before) <= 14


def _count(action) -> int:
    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


def test_what_is_new_costs_the_same_however_many_events_there_are(phone, calendar, anna):
    token = phone.sync(path_of(calendar)).token
    make_event(calendar, "Una", soon(), soon() + hours(1), owner=anna)
    before = _count(lambda: phone.sync(path_of(calendar), token))
    for number in range(30):
        make_event(calendar, f"Acte {number}", soon(), soon() + hours(1), owner=anna)
    assert _count(lambda: phone.sync(path_of(calendar), token)) == before
