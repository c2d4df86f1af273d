"""Reading an address that somebody typed, without lending them the machine's own position in the network.

The name is resolved once, every address it stands for is checked, and the connection goes to the address that was
checked: a name that changes its mind in between (rebinding) gains nothing. Each redirection is a new address and goes
through the same. No proxy, no cookie, no password, no compression; limits of size and of time.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.calendars.errors import AgendaError

Address = IPv4Address | IPv6Address
PORTS = {"https": 443, "http": 80}
# Below it stand the other services of a machine: post, names, shells.
FIRST_FREE_PORT = 1024
REDIRECTIONS = {301, 302, 303, 307, 308}
PIECE = 64 * 1024
LONGEST = 1_000
NAT64 = IPv6Network("64:ff9b::/96")
NO_ADDRESS = gettext_lazy("This is not the address of a calendar. Copy it again from where the calendar is offered.")
INSIDE = gettext_lazy("This address leads into a private network. Only calendars on the Internet can be read.")
TOO_BIG = gettext_lazy("The calendar at this address is bigger than %(n)d MB.")
NO_ANSWER = gettext_lazy("The other side does not answer. Check the address; it is tried again every hour.")
NO_SUCH_NAME = gettext_lazy("Nobody on the Internet goes by “%(name)s”. Check the address, or try again in a while.")
BAD_CERTIFICATE = gettext_lazy("The other side cannot prove who it is (its certificate is not valid).")


class FetchRefused(AgendaError):
    """An address that is not read, or did not answer."""


def is_public(address: Address) -> bool:
    """On the Internet, and not here, beside us or for many. Addresses inside others count as those they carry."""
    if isinstance(address, IPv6Address) and (inner := _carried(address)):
        return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def resolve(host: str, port: int) -> list[str]:
    return [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def allowed_schemes() -> frozenset[str]:
    return frozenset({"https", "http"} if settings.AGENDA_SUBSCRIPTIONS_OVER_HTTP else {"https"})


@dataclass(frozen=True)
class Rules:
    """How far reading may go."""

    allows: Callable[[Address], bool] = is_public
    resolve: Callable[[str, int], list[str]] = resolve
    schemes: frozenset[str] = field(default_factory=allowed_schemes)
    megabytes: int = 5
    # Seconds: for finding out what a name stands for while somebody waits, for one step, and for all of it.
    name: float = 4
    step: float = 10
    whole: float = 60
    redirections: int = 5
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)


@dataclass(frozen=True)
class Answer:
    """What the other side has; nothing when it is still what we read last."""

    body: bytes | None
    etag: str = ""
    last_modified: str = ""


def normalised(address: str) -> str:
    """An address as people copy it: webcal:// is https://, and https:// is what is meant without a word."""
    address = address.strip()
    scheme, separator, rest = address.partition("://")
    if not separator:
        return _spelled(f"https://{address}")
    return _spelled(f"https://{rest}" if scheme.lower() in {"webcal", "webcals"} else address)


def _spelled(address: str) -> str:
    """One spelling for one place, so that it is known again: without its usual port and what a browser keeps."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        # `check` says that it is none.
        return address
    where = parts.netloc.lower().removesuffix(f":{port}" if port and port == PORTS.get(parts.scheme) else "")
    return parts._replace(netloc=where, path=parts.path or "/", fragment="").geturl()


def check(address: str, rules: Rules) -> SplitResult:
    """Refuse what can be seen to be wrong without asking anybody."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as problem:
        raise FetchRefused(NO_ADDRESS) from problem
    if parts.scheme not in PORTS or not host or parts.username is not None or len(address) > LONGEST:
        raise FetchRefused(NO_ADDRESS)
    if port is not None and port < FIRST_FREE_PORT and port not in PORTS.values():
        raise FetchRefused(NO_ADDRESS)
    if parts.scheme not in rules.schemes:
        raise FetchRefused(_("Only addresses that begin with https:// are read."))
    if (literal := _literal(host)) and not rules.allows(literal):
        raise FetchRefused(INSIDE)
    return parts


def look_up(address: str, rules: Rules) -> None:
    """Refuse at once what could never be read: a name that nobody has, or one that stands for an address inside."""
    parts = check(address, rules)
    asked = ThreadPoolExecutor(max_workers=1)
    try:
        asked.submit(_checked, str(parts.hostname), parts.port or PORTS[parts.scheme], rules).result(rules.name)
    except FetchRefused:
        raise
    except (OSError, ValueError) as problem:
        raise FetchRefused(NO_SUCH_NAME % {"name": parts.hostname}) from problem
    finally:
        asked.shutdown(wait=False)


def fetch(address: str, rules: Rules, *, etag: str = "", last_modified: str = "") -> Answer:
    """What is at an address, if it is newer than that."""
    headers = {"Accept": "text/calendar, */*;q=0.5", "Accept-Encoding": "identity", "User-Agent": "CasaGran/1.0"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": last_modified} if last_modified else {}
    for _hop in range(rules.redirections + 1):
        with _opened(check(address, rules), headers, rules) as response:
            if response.status not in REDIRECTIONS:
                return _answer(response, rules)
            address = urljoin(address, response.headers.get("Location", ""))
    raise FetchRefused(_("This address sends on to another one again and again. Ask for the right one."))


@contextmanager
def _opened(parts: SplitResult, headers: dict[str, str], rules: Rules) -> Iterator[HTTPResponse]:
    """One request to an address that was checked; its connection is cut when the time is over."""
    with _told():
        connection = _connect(parts, rules)
        timer = threading.Timer(rules.whole, _cut, [connection.sock])
        timer.start()
        try:
            if isinstance(connection.sock, ssl.SSLSocket):
                # Within the time: whoever shakes hands a byte at a time would hold us for days.
                connection.sock.do_handshake()
            connection.request("GET", _target(parts), headers=headers)
            with connection.getresponse() as response:
                yield response
            if timer.finished.is_set():
                raise FetchRefused(NO_ANSWER)
        finally:
            timer.cancel()
            connection.close()


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong on the way, as a sentence."""
    try:
        yield
    except ssl.SSLCertVerificationError as problem:
        raise FetchRefused(BAD_CERTIFICATE) from problem
    except AgendaError:
        raise
    except (OSError, HTTPException, ValueError) as problem:
        raise FetchRefused(NO_ANSWER) from problem


def _connect(parts: SplitResult, rules: Rules) -> HTTPConnection:
    host = str(parts.hostname)
    port = parts.port or PORTS[parts.scheme]
    wire = socket.create_connection((_checked(host, port, rules), port), timeout=rules.step)
    if parts.scheme == "https":
        try:
            wire = rules.trust.wrap_socket(wire, server_hostname=host, do_handshake_on_connect=False)
        except OSError:
            wire.close()
            raise
    # The name goes into the Host header; the wire is already laid to the address that was checked.
    connection = HTTPConnection(host, port, timeout=rules.step)
    connection.sock = wire
    return connection


def _checked(host: str, port: int, rules: Rules) -> str:
    """The first address of a name, when all of them may be asked."""
    found = rules.resolve(host, port)
    if not found or not all(rules.allows(ip_address(each)) for each in found):
        raise FetchRefused(INSIDE)
    return found[0]


def _cut(wire: socket.socket) -> None:
    try:
        wire.shutdown(socket.SHUT_RDWR)
    except OSError:
        # It has ended by itself in this very moment.
        return


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return f"{path}?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else path


def _answer(response: HTTPResponse, rules: Rules) -> Answer:
    if response.status == 304:
        return Answer(None)
    if response.status != 200:
        raise FetchRefused(_refusal(response.status))
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise FetchRefused(_("The other side sends the calendar compressed in a way that is not read."))
    headers = response.headers
    body = _body(response, rules)
    return Answer(body, headers.get("ETag", "")[:255], headers.get("Last-Modified", "")[:100])


def _refusal(status: int) -> str | Promise:
    if status in {401, 403}:
        return _("The other side asks for a password. Use the public address of the calendar.")
    if status in {404, 410}:
        return _("There is no longer a calendar at this address.")
    return _("The other side answers with an error (%(status)d). It is tried again every hour.") % {"status": status}


def _body(response: HTTPResponse, rules: Rules) -> bytes:
    limit = rules.megabytes * 1024 * 1024
    pieces, size = [], 0
    while piece := response.read(PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise FetchRefused(TOO_BIG % {"n": rules.megabytes})
    if response.length:
        # Less came than was announced.
        raise FetchRefused(NO_ANSWER)
    return b"".join(pieces)


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
