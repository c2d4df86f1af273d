"""Discovery, properties, and what is hidden or busy (RFC 4791, 4918, 5397)."""

import pytest

from agenda.calendars.models import Event
from agenda.calendars.services import import_event
from tests.caldav.program import (
    DECLARED,
    Answers,
    an_event,
    condition,
    events_in,
    multiget,
    path_of,
    read,
    soon,
    span,
)
from tests.calendars.samples import hours
from tests.factories import give, make_event, make_person

pytestmark = pytest.mark.django_db


# --- Finding the way -------------------------------------------------------------------------------------


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


# --- What is hidden, and what is busy --------------------------------------------------------------------


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


# --- How a person's programs show a calendar -------------------------------------------------------------


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
