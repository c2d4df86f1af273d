"""Outside calendars: what is read, what is never asked, and how the person learns of it (design §7; ASVS 1.3.6)."""

import socket
import subprocess
import threading
import time
from datetime import timedelta
from ipaddress import ip_address

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.http import Http404
from django.utils import timezone

from agenda.calendars.errors import AgendaError
from agenda.calendars.intake import fetching, subscriptions
from agenda.calendars.intake.fetching import FetchRefused, Rules
from agenda.calendars.models import Event, Occurrence, Subscription
from agenda.calendars.services import create_calendar, create_event, delete_event
from intranet.access.models import AuditEvent
from intranet.people.municipality import town_scope
from tests.calendars.foreign import GOOGLE, file_of, simple
from tests.calendars.outside import answer, serving
from tests.calendars.samples import at
from tests.conftest import needs_program
from tests.factories import give

pytestmark = pytest.mark.django_db
PAGE = "/agenda/externs/"
# The machine itself is let in by this rule alone, and by nothing in the product.
HERE = Rules(allows=lambda address: address.is_loopback, schemes=frozenset({"http", "https"}), step=2, whole=3)


def elsewhere(*schemes: str) -> Rules:
    """A name that somebody on the Internet has, without asking the Internet."""
    return Rules(resolve=lambda _host, _port: ["93.184.215.14"], schemes=frozenset(schemes or {"https"}))


@pytest.fixture(scope="module")
def server():
    with serving() as outside:
        yield outside


@pytest.fixture
def outside(server):
    server.pages.clear()
    server.asked.clear()
    server.pages["/agenda.ics"] = file_of(simple("1", "Festa major"), simple("2", "Fira"))
    return server


@pytest.fixture
def holidays(calendar, anna, outside):
    return subscriptions.subscribe(anna, calendar, outside.url(), name="Festes", rules=HERE)


def read_again(found: Subscription, rules: Rules = HERE) -> Subscription:
    Subscription.objects.filter(pk=found.pk).update(tried_at=None)
    subscriptions.refresh(found.pk, rules=rules)
    return Subscription.objects.get(pk=found.pk)


def titles() -> set[str]:
    return set(Event.objects.values_list("summary", flat=True))


# --- Which addresses are asked at all -------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1",
        "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a00:1::",
        "64:ff9b::7f00:1", "64:ff9b::a00:1", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_of_the_machine_and_of_its_network_are_never_asked(address):
    assert not fetching.is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07::1", "64:ff9b::808:808"])
def test_addresses_on_the_internet_are(address):
    assert fetching.is_public(ip_address(address))


def test_the_product_refuses_the_machine_itself_and_a_rule_of_the_test_lets_it_in(outside):
    refusing = Rules(schemes=frozenset({"http"}))
    with pytest.raises(FetchRefused) as refused:
        fetching.fetch(outside.url(), refusing)
    assert str(refused.value) == str(fetching.INSIDE)
    assert not outside.asked
    assert fetching.fetch(outside.url(), HERE).body == outside.pages["/agenda.ics"]


def test_a_name_that_stands_for_the_machine_is_refused_after_asking_what_it_stands_for(outside):
    with pytest.raises(FetchRefused) as refused:
        fetching.fetch(outside.url(host="localhost"), Rules(schemes=frozenset({"http"})))
    assert str(refused.value) == str(fetching.INSIDE)
    assert not outside.asked


def test_a_name_is_refused_when_one_of_its_addresses_is_inside(outside):
    rules = Rules(resolve=lambda _host, _port: ["93.184.215.14", "10.0.0.1"], schemes=frozenset({"http"}))
    with pytest.raises(FetchRefused):
        fetching.fetch("http://vila.example/agenda.ics", rules)


def test_a_redirection_to_the_inside_is_refused(outside):
    outside.pages["/agenda.ics"] = answer(302, Location="http://10.0.0.1/secret")
    with pytest.raises(FetchRefused) as refused:
        fetching.fetch(outside.url(), HERE)
    assert str(refused.value) == str(fetching.INSIDE)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://vila.example/a.ics", "gopher://x", "http://:80/"])
def test_a_redirection_to_what_is_no_web_address_is_refused(outside, target):
    outside.pages["/agenda.ics"] = answer(301, Location=target)
    with pytest.raises(FetchRefused):
        fetching.fetch(outside.url(), HERE)
    assert len(outside.asked) == 1


def test_a_name_that_changes_its_mind_gains_nothing(outside):
    """Rebinding: the second answer would lead elsewhere; the first was checked, and is the one connected to."""
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    rules = Rules(allows=HERE.allows, resolve=lambda _host, _port: answers.pop(0), schemes=frozenset({"http"}), step=2)
    body = fetching.fetch(outside.url(host="vila.example"), rules).body
    assert body == outside.pages["/agenda.ics"]
    assert answers == [["10.0.0.1"]]
    assert outside.asked[0]["host"] == f"vila.example:{outside.port}"


def test_each_redirection_is_resolved_and_checked_anew(outside):
    outside.pages["/agenda.ics"] = answer(307, Location=outside.url("/nou.ics", host="altre.example"))
    outside.pages["/nou.ics"] = b"nou"
    seen = []

    def resolve(host, _port):
        seen.append(host)
        return ["127.0.0.1"]

    rules = Rules(allows=HERE.allows, resolve=resolve, schemes=frozenset({"http"}), step=2)
    assert fetching.fetch(outside.url(host="vila.example"), rules).body == b"nou"
    assert seen == ["vila.example", "altre.example"]


def test_a_relative_redirection_is_followed_and_a_circle_is_not(outside):
    outside.pages["/agenda.ics"] = answer(302, Location="/nou.ics")
    outside.pages["/nou.ics"] = b"nou"
    assert fetching.fetch(outside.url(), HERE).body == b"nou"
    outside.pages["/nou.ics"] = answer(302, Location="/agenda.ics")
    with pytest.raises(FetchRefused):
        fetching.fetch(outside.url(), HERE)
    assert len(outside.asked) < 12


@pytest.mark.parametrize(
    "address",
    [
        "", "https://", "ftp://vila.example/a.ics", "file:///etc/passwd", "javascript:alert(1)", "http://vila.example/",
        "https://anna:secret@vila.example/", "https://vila.example:0/", "https://vila.example:99999/", "https://[::1/",
        "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest/", "https://" + "a" * 1000,
    ],
)  # fmt: skip
def test_a_senseless_address_is_refused_when_it_is_written(calendar, anna, address):
    with pytest.raises(AgendaError) as refused:
        subscriptions.subscribe(anna, calendar, address, name="x")
    assert str(refused.value).endswith(".")
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "webcal://vila.example/a.ics", "https://vila.example/a.ics", "vila.example/a.ics",
        "HTTPS://Vila.Example:443/a.ics#avui",
    ],
)  # fmt: skip
def test_addresses_are_taken_as_people_copy_them(calendar, anna, address):
    made = subscriptions.subscribe(anna, calendar, address, name="x", rules=elsewhere())
    assert made.url == "https://vila.example/a.ics"


def test_plain_http_is_read_only_where_the_town_says_so(calendar, anna, settings):
    with pytest.raises(AgendaError):
        subscriptions.subscribe(anna, calendar, "http://vila.example/a.ics", name="x")
    settings.AGENDA_SUBSCRIPTIONS_OVER_HTTP = True
    rules = elsewhere(*fetching.allowed_schemes())
    assert subscriptions.subscribe(anna, calendar, "http://vila.example/a.ics", name="x", rules=rules).pk


@pytest.mark.parametrize("found", [["10.0.0.1"], ["93.184.215.14", "127.0.0.1"], []])
def test_a_name_that_leads_inside_is_refused_when_it_is_written(calendar, anna, found):
    with pytest.raises(FetchRefused) as refused:
        subscriptions.subscribe(anna, calendar, "vila.example/a.ics", name="x", rules=Rules(resolve=lambda *_: found))
    assert str(refused.value) == str(fetching.INSIDE)
    assert not Subscription.objects.exists()


def test_a_name_that_nobody_has_or_that_nobody_tells_in_time_is_refused_with_a_sentence(calendar, anna):
    told = threading.Event()

    def unknown(_host, _port):
        raise socket.gaierror(socket.EAI_NONAME)

    def silent(_host, _port):
        told.wait(5)
        return []

    for resolve in (unknown, silent):
        rules = Rules(resolve=resolve, name=0.2)
        with pytest.raises(FetchRefused) as refused:
            subscriptions.subscribe(anna, calendar, "blabla", name="x", rules=rules)
        assert "blabla" in str(refused.value)
    told.set()
    assert not Subscription.objects.exists()


# --- How much, how long -----------------------------------------------------------------------------------


def test_too_much_is_cut_off_whether_it_was_announced_or_not(outside):
    outside.pages["/agenda.ics"] = b"x" * (2 * 1024 * 1024)

    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65_536)

    outside.pages["/endless.ics"] = endless
    rules = Rules(allows=HERE.allows, schemes=frozenset({"http"}), megabytes=1, step=2)
    for path in ("/agenda.ics", "/endless.ics"):
        with pytest.raises(FetchRefused) as refused:
            fetching.fetch(outside.url(path), rules)
        assert "1 MB" in str(refused.value)


def test_who_drips_or_keeps_silent_is_left(outside):
    def drips(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        for _byte in range(50):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)

    outside.pages["/drips.ics"] = drips
    outside.pages["/silent.ics"] = lambda _handler: time.sleep(2)
    rules = Rules(allows=HERE.allows, schemes=frozenset({"http"}), step=0.5, whole=1)
    for path in ("/drips.ics", "/silent.ics"):
        begun = time.monotonic()
        with pytest.raises(FetchRefused):
            fetching.fetch(outside.url(path), rules)
        assert time.monotonic() - begun < 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 500, 503])
def test_a_refusal_of_the_other_side_is_said_in_words(outside, status):
    outside.pages["/agenda.ics"] = answer(status, b"no")
    with pytest.raises(FetchRefused) as refused:
        fetching.fetch(outside.url(), HERE)
    assert str(refused.value).endswith(".")


def test_a_compressed_answer_is_not_unpacked(outside):
    outside.pages["/agenda.ics"] = answer(200, b"\x1f\x8b", Content_Encoding="gzip")
    with pytest.raises(FetchRefused):
        fetching.fetch(outside.url(), HERE)
    assert outside.asked[0]["Accept-Encoding"] == "identity"


def test_nobody_there_is_said_in_words():
    with socket.socket() as deaf, pytest.raises(FetchRefused) as refused:
        deaf.bind(("127.0.0.1", 0))
        fetching.fetch(f"http://127.0.0.1:{deaf.getsockname()[1]}/", HERE)
    assert str(refused.value) == str(fetching.NO_ANSWER)


def test_who_cannot_prove_who_they_are_is_not_read(tmp_path):
    with serving(certificate=_own_certificate(tmp_path)) as outside:
        outside.pages["/agenda.ics"] = b"x"
        with pytest.raises(FetchRefused) as refused:
            fetching.fetch(outside.url(), HERE)
        assert str(refused.value) == str(fetching.BAD_CERTIFICATE)
        trusting = Rules(allows=HERE.allows, step=2)
        trusting.trust.load_verify_locations(tmp_path / "server.pem")
        assert fetching.fetch(outside.url(), trusting).body == b"x"


def _own_certificate(folder):
    """One that nobody vouches for."""
    key, certificate, path = folder / "key.pem", folder / "cert.pem", folder / "server.pem"
    command = f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -keyout {key} -out {certificate}"
    san = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([needs_program("openssl"), *command.split(), *san], check=True, capture_output=True)
    path.write_bytes(key.read_bytes() + certificate.read_bytes())
    return path


# --- What becomes of it in the agenda -----------------------------------------------------------------------


def test_its_events_appear_for_all_readers_and_are_changed_by_nobody(calendar, holidays, anna, stranger, signed_in):
    found = read_again(holidays)
    assert titles() == {"Festa major", "Fira"}
    assert (found.problem, found.skipped, found.etag) == ("", 0, '"v1"')
    give(stranger, calendar.scope)
    event = Event.objects.get(summary="Fira")
    client = signed_in(anna)
    page = client.get(event.get_absolute_url()).content.decode()
    assert "Festes" in page
    assert "edita/" not in page
    assert signed_in(stranger).get(event.get_absolute_url()).status_code == 200
    assert client.get(f"{event.get_absolute_url()}edita/").status_code == 403
    assert client.post(f"{event.get_absolute_url()}esborra/").status_code == 403
    with pytest.raises(PermissionDenied):
        delete_event(anna, event)


def test_what_is_unchanged_is_not_sent_again(holidays, outside):
    read_again(holidays)
    outside.pages["/agenda.ics"] = answer(304)
    found = read_again(holidays)
    assert outside.asked[-1]["If-None-Match"] == '"v1"'
    assert found.problem == ""
    assert Event.objects.count() == 2


def test_the_same_again_leaves_no_trace(calendar, holidays):
    read_again(holidays)
    calendar.refresh_from_db()
    before = calendar.revision, AuditEvent.objects.count()
    read_again(holidays)
    calendar.refresh_from_db()
    assert (calendar.revision, AuditEvent.objects.count()) == before


def test_what_changed_there_changes_here_and_what_went_goes(holidays, outside):
    read_again(holidays)
    before = Event.objects.get(summary="Fira").pk
    outside.pages["/agenda.ics"] = file_of(simple("2", "Fira d’hivern", "20261212T100000"), simple("3", "Reis"))
    read_again(holidays)
    assert titles() == {"Fira d’hivern", "Reis"}
    assert Event.objects.get(pk=before).starts_at == at("2026-12-12 10:00")
    assert Occurrence.objects.count() == 2


def test_a_failure_keeps_what_was_read_and_is_told_until_it_passes(holidays, outside):
    read_again(holidays)
    for broken in (b"<html>Error</html>", b"", answer(500), answer(200, b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n")):
        outside.pages["/agenda.ics"] = broken
        found = read_again(holidays)
        assert found.problem.endswith(".")
        assert Event.objects.count() == 2
    outside.pages["/agenda.ics"] = file_of(simple("1", "Festa major"))
    assert read_again(holidays).problem == ""
    assert titles() == {"Festa major"}


def test_a_calendar_of_too_many_events_is_refused(holidays, outside):
    outside.pages["/agenda.ics"] = file_of(*(simple(str(number)) for number in range(5_001)))
    assert "5" in read_again(holidays).problem
    assert not Event.objects.exists()


def test_our_own_event_of_the_same_identifier_is_left_alone(calendar, holidays, anna, outside):
    ours = create_event(
        anna, calendar, summary="Nostre", start=at("2026-11-24 10:00"), end=at("2026-11-24 11:00"), uid="1"
    )
    assert read_again(holidays).skipped == 1
    ours.refresh_from_db()
    assert (ours.summary, ours.subscription) == ("Nostre", None)
    outside.pages["/agenda.ics"] = file_of(simple("9", "Altra"))
    read_again(holidays)
    assert "Nostre" in titles()


def test_what_the_other_side_calls_a_sitting_is_none_of_ours(holidays, outside):
    outside.pages["/agenda.ics"] = file_of(simple("1", "Ple comarcal", "20261124T100000", "CATEGORIES:sessio"))
    read_again(holidays)
    assert Event.objects.get().event_type == "reunio"


def test_series_are_read_with_their_exceptions(holidays, outside):
    outside.pages["/agenda.ics"] = GOOGLE.encode()
    read_again(holidays)
    assert Event.objects.filter(is_recurring=True).count() == 1


def test_ending_it_takes_its_events_and_nobody_else_s(calendar, holidays, anna):
    read_again(holidays)
    create_event(anna, calendar, summary="Nostre", start=at("2026-11-24 10:00"), end=at("2026-11-24 11:00"))
    subscriptions.unsubscribe(anna, holidays)
    assert titles() == {"Nostre"}
    actions = AuditEvent.objects.filter(action__startswith="subscription.").values_list("action", flat=True)
    assert set(actions) == {"subscription.created", "subscription.ended"}


def test_nobody_knocks_without_pause_and_the_hourly_round_takes_those_that_are_due(holidays, outside):
    assert subscriptions.refresh(holidays.pk, rules=HERE)
    assert not subscriptions.refresh(holidays.pk, rules=HERE)
    assert len(outside.asked) == 1
    assert subscriptions.due() == []
    Subscription.objects.update(tried_at=timezone.now() - timedelta(hours=1))
    assert subscriptions.due() == [holidays.pk]


def test_the_hourly_command_tells_of_a_failure_and_goes_on(holidays, capsys):
    call_command("refresh_subscriptions")
    assert "0 of 1" in capsys.readouterr().out
    holidays.refresh_from_db()
    assert holidays.problem


def test_a_calendar_takes_each_address_once_and_not_without_end(calendar, anna):
    for number in range(subscriptions.MOST):
        subscriptions.subscribe(anna, calendar, f"https://vila.example/{number}.ics", name="x", rules=elsewhere())
    for again, why in (
        ("webcal://VILA.example/0.ics", subscriptions.THERE_ALREADY),
        ("https://vila.example/un-altre.ics", subscriptions.TOO_MANY),
    ):
        with pytest.raises(AgendaError) as refused:
            subscriptions.subscribe(anna, calendar, again, name="x")
        assert str(refused.value) == str(why)


def test_a_stranger_subscribes_and_ends_nothing(calendar, holidays, stranger):
    with pytest.raises((Http404, PermissionDenied)):
        subscriptions.subscribe(stranger, calendar, "https://vila.example/a.ics", name="x")
    with pytest.raises((Http404, PermissionDenied)):
        subscriptions.unsubscribe(stranger, holidays)


# --- The screen ------------------------------------------------------------------------------------------------


def test_the_page_says_how_each_calendar_goes(calendar, holidays, anna, signed_in, outside):
    client = signed_in(anna)
    assert "Festes" in client.get(PAGE).content.decode()
    read_again(holidays)
    outside.pages["/agenda.ics"] = answer(404)
    found = read_again(holidays)
    page = client.get(PAGE).content.decode()
    assert found.problem in page
    assert outside.url() not in page


@pytest.mark.parametrize("url", ["https://10.0.0.1/a.ics", "https://localhost/x.ics", "https://2130706433/x.ics"])
def test_the_form_refuses_beside_its_field(calendar, anna, signed_in, url):
    client = signed_in(anna)
    wrong = {"name": "x", "url": url, "calendar": calendar.pk}
    response = client.post(PAGE, wrong)
    assert response.status_code == 400
    assert response.context["form"].errors["url"]
    other = create_calendar("Alcaldia", "person", parent=town_scope())
    assert client.post(PAGE, wrong | {"calendar": other.pk}).status_code == 400
    assert not Subscription.objects.exists()


def test_who_does_not_write_in_the_calendar_does_not_know_of_it(calendar, holidays, reader, anna, signed_in):
    assert reader.get(PAGE).status_code == 403
    for step in ("actualitza", "deixa"):
        assert reader.post(f"{PAGE}{holidays.pk}/{step}/").status_code == 404
    client = signed_in(anna)
    assert client.post(f"{PAGE}{holidays.pk}/actualitza/").status_code == 302
    assert client.post(f"{PAGE}{holidays.pk}/deixa/").status_code == 302
    assert not Subscription.objects.exists()
