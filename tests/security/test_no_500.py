"""No address breaks, whoever asks and however oddly: each address × each kind of person × what nobody should send.

A refusal is a 4xx with a sentence; only the health page and a search without an index may say 503.
"""

from itertools import product
from urllib.parse import quote

import pytest
from django.urls import reverse

from tests.test_access_matrix import MATRIX, PLAIN, world  # noqa: F401 - a fixture of that table

pytestmark = pytest.mark.django_db

PARAMETERS = (
    "q tipus serie any pagina nom versio w baixa data vista cal organ document estat classe next recuperacio"
).split()
ODD = {
    "nothing": "",
    "a zero": "\x00",
    "half a character": b"\xed\xa0\x80",
    "ten thousand letters": "x" * 10_000,
    "twenty figures": "9" * 20,
    "five thousand figures": "9" * 5_000,
    "less than nothing": "-1",
    "figures of another script": "١٢٣",
    "a figure that is no number": "²",
    "a day that is not": "2026-13-45",
    "the last day of all": "9999-12-31",
    "signs of the search": '"* ( [ \\ -',
    "markup": "<script>alert(1)</script>",
    "a header": "a\r\nSet-Cookie: x=y",
    "the name of an address": "people:account",
}
# Larger than a key, larger than the database counts, larger than Python reads.
NUMBERS = (0, 2**31, 2**63, 10**20, "9" * 5_000)
DEEP = (
    "documents:detail documents:file documents:node records:list search:results calendars:agenda meetings:item "
    "meetings:papers meetings:list people:sign_in"
).split()
FIELDS = (
    "username password code name node subject parties title date tags document_type summary calendar start_day "
    "start_hour end_day end_hour all_day event_type visibility repeats until sequence description body kind day "
    "begins ends place reason part majority item step paper document theme language next old_password"
).split()
METHODS = ("head", "options", "put", "trace", "post")
TURNS = 5
PASSING = {503}


def address_of(world, name: str, **changed) -> str:  # noqa: F811
    return PLAIN.get(name) or reverse(name, kwargs=world.arguments.get(name, {}) | changed)


def broken(client, method: str, address: str, data=None) -> bool:
    client.raise_request_exception = False
    asked = getattr(client, method)
    response = asked(address) if data is None else asked(address, data)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code >= 500 and response.status_code not in PASSING


def mixture(names, turn: int) -> dict:
    """Something odd for each name; each turn gives each name another."""
    values = list(ODD.values())
    return {name: values[(place + 4 * turn) % len(values)] for place, name in enumerate(names)}


def query_of(values: dict) -> str:
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in values.items())


def form_of(values: dict) -> dict:
    """Forms carry text: half a character arrives as the sign for one that cannot be read."""
    return {
        name: value if isinstance(value, str) else value.decode(errors="replace") for name, value in values.items()
    }


# The stranger stands for those without rights, the secretary for those whose pages go deepest.
@pytest.mark.parametrize("who", ["visitor", "stranger", "secretary"])
def test_no_question_breaks_a_page(world, who):  # noqa: F811
    found = [
        (turn, name)
        for turn in range(TURNS)
        for name in MATRIX
        if broken(world.clients[who], "get", f"{address_of(world, name)}?{query_of(mixture(PARAMETERS, turn))}")
    ]
    assert found == []


@pytest.mark.parametrize("name", DEEP)
def test_no_parameter_breaks_a_page_by_itself(world, name):  # noqa: F811
    """Beside others a page may refuse early; each is asked alone too."""
    found = [
        (odd, parameter)
        for odd in ("five thousand figures", "twenty figures", "a zero")
        for parameter in PARAMETERS
        if broken(world.clients["secretary"], "get", f"{address_of(world, name)}?{query_of({parameter: ODD[odd]})}")
    ]
    assert found == []


@pytest.mark.parametrize("who", ["secretary"])
def test_no_number_in_an_address_breaks_it(world, who):  # noqa: F811
    """What is too large for the database is simply not there."""
    found = []
    for name, arguments in world.arguments.items():
        real = reverse(name, kwargs=arguments)
        for argument, number in product({"pk", "number"} & arguments.keys(), NUMBERS):
            odd = real.replace(f"/{arguments[argument]}/", f"/{number}/").replace("/1.webp", f"/{number}.webp")
            found += [(name, number)] if broken(world.clients[who], MATRIX[name][0], odd) else []
    assert found == []


@pytest.mark.parametrize("who", ["stranger", "secretary"])
def test_no_method_breaks_an_address(world, who):  # noqa: F811
    found = [
        (method, name)
        for name in MATRIX
        if name != "people:sign_out"
        for method in METHODS
        if broken(world.clients[who], method, address_of(world, name))
    ]
    assert found == []


@pytest.mark.parametrize("who", ["visitor", "secretary"])
def test_no_form_breaks_when_it_is_filled_with_nonsense(world, who):  # noqa: F811
    found = [
        (turn, name)
        for turn in range(TURNS)
        for name in MATRIX
        if name != "people:sign_out"
        and broken(world.clients[who], "post", address_of(world, name), form_of(mixture(FIELDS, turn)))
    ]
    assert found == []


def test_the_editor_does_not_stumble_over_large_numbers(world):  # noqa: F811
    for number, page in product((2**31, 2**63, 10**20), ("pages/{}/", "pages/{}/edit/", "choose-page/{}/")):
        assert world.clients["secretary"].get(f"/editor/{page.format(number)}").status_code == 404


def test_a_user_name_without_end_is_refused_like_any_other(client, town):
    """The record of failures has 255 letters for it, and PostgreSQL counts them."""
    answers = [client.post("/entra/", {"username": name, "password": "x"}) for name in ("ningu", "x" * 10_000)]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].context["form"].errors["__all__"] == answers[1].context["form"].errors["username"]
