"""Where a request comes from."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.test import RequestFactory

from intranet.people import checks
from intranet.people.networks import UNKNOWN, client_ip, is_inside, validate_networks


def request_from(address: str, **headers):
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)


@pytest.mark.parametrize(
    ("address", "networks", "inside"),
    [
        ("192.168.7.20", ["192.168.7.0/24"], True),
        ("192.168.8.20", ["192.168.7.0/24"], False),
        ("192.168.7.20", [], False),
        ("192.168.7.20", ["192.168.7.20"], True),
        ("192.168.7.20", ["192.168.7.9/24"], True),
        ("::ffff:192.168.7.20", ["192.168.7.0/24"], True),
        ("2001:db8::7", ["2001:db8::/48"], True),
        ("2001:db9::7", ["2001:db8::/48"], False),
        ("192.168.7.20", ["nonsense", None, 7, "192.168.7.0/24"], True),
        ("203.0.113.9", ["0.0.0.0/0", "::/0"], False),
        ("", ["192.168.7.0/24"], False),
        ("nonsense", ["0.0.0.0/8"], False),
        ("127.0.0.1", ["127.0.0.1/32"], True),
    ],
)
def test_inside_means_in_one_of_the_networks(address, networks, inside):
    assert is_inside(request_from(address), networks) is inside


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "192.168.7.20", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "192.168.7.20, 203.0.113.9", "203.0.113.9"),
        (2, "192.168.7.20, 203.0.113.9, 10.1.1.1", "203.0.113.9"),
        (2, "203.0.113.9", UNKNOWN),
        (1, "", UNKNOWN),
        (1, "nonsense", UNKNOWN),
    ],
)
def test_a_forwarded_address_is_believed_as_far_as_our_proxies_go(settings, proxies, forwarded, address):
    settings.AXES_IPWARE_PROXY_COUNT = proxies
    assert client_ip(request_from("10.0.0.1", **{"X-Forwarded-For": forwarded})) == address


@pytest.mark.parametrize("value", ["192.168.7.0/24", ["x"], [7], ["0.0.0.0/0"], ["::/0"], {"a": 1}, None])
def test_networks_that_make_no_sense_are_refused(value):
    with pytest.raises(ValidationError):
        validate_networks(value)


def test_networks_that_make_sense_are_taken():
    validate_networks(["192.168.7.0/24", "2001:db8::/48", "10.0.0.7"])


def test_the_settings_in_use_leave_no_door_ajar():
    found = [*checks.check_door(None), *checks.check_one_address(None), *checks.check_cookies(None)]
    assert found == []


def test_a_house_without_its_door_does_not_start(settings):
    settings.MIDDLEWARE = [layer for layer in settings.MIDDLEWARE if layer != checks.DOOR]
    assert [error.id for error in checks.check_door(None)] == ["people.E001"]


def test_a_door_before_the_people_are_known_does_not_start(settings):
    settings.MIDDLEWARE = [checks.DOOR, *(layer for layer in settings.MIDDLEWARE if layer != checks.DOOR)]
    assert [error.id for error in checks.check_door(None)] == ["people.E002"]


def test_a_lock_out_that_reads_addresses_otherwise_does_not_start(settings):
    settings.AXES_CLIENT_IP_CALLABLE = None
    assert [error.id for error in checks.check_one_address(None)] == ["people.E003"]


def test_open_cookies_on_a_public_address_do_not_start(settings):
    settings.ALLOWED_HOSTS = ["intranet.vilaexemple.cat"]
    assert [error.id for error in checks.check_cookies(None)] == ["people.E004"]
    settings.SESSION_COOKIE_SECURE = True
    assert checks.check_cookies(None) == []


def test_networks_in_the_database_that_cannot_be_read_are_told(town):
    assert checks.check_networks(None, databases=[DEFAULT_DB_ALIAS]) == []
    town.trusted_networks = ["192.168"]
    town.save()
    assert [error.id for error in checks.check_networks(None, databases=[DEFAULT_DB_ALIAS])] == ["people.W005"]
