"""Where a request comes from, and whether that is inside the town hall (op.acc.6 R8, L29)."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

Network = IPv4Network | IPv6Network
# The address of nobody: what cannot be known is never inside, and the lock-out still has something to count by.
UNKNOWN = "0.0.0.0"  # noqa: S104 - a value to compare with, nothing listens here


def client_ip(request: HttpRequest) -> str:
    """The address of the client, believed only as far as our own proxies vouch for it.

    Each proxy adds to X-Forwarded-For, at the right, who called it; whatever the client wrote itself stays at the
    left of that. The lock-out asks the same function (AXES_CLIENT_IP_CALLABLE), so the two always agree.
    """
    proxies = settings.AXES_IPWARE_PROXY_COUNT or 0
    if not proxies:
        return _normal(request.META.get("REMOTE_ADDR", ""))
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return _normal(hops[-proxies]) if len(hops) >= proxies else UNKNOWN


def is_inside(request: HttpRequest, networks: Iterable[str]) -> bool:
    """Whether the request comes from one of these networks, in CIDR notation."""
    address = ip_address(client_ip(request))
    return str(address) != UNKNOWN and any(address in network for network in _parsed(tuple(networks)))


def validate_networks(value: object) -> None:
    """A list of networks such as 192.168.1.0/24; one that holds the whole Internet is refused."""
    if not isinstance(value, list):
        raise ValidationError(_("Write the networks as a list, for example 192.168.1.0/24."))
    for text in value:
        if (network := _network(text)) is None:
            raise ValidationError(
                _("“%(network)s” is not a network. Write it like 192.168.1.0/24."), params={"network": text}
            )
        if network.prefixlen == 0:
            raise ValidationError(_("%(network)s is the whole Internet."), params={"network": text})


@lru_cache(maxsize=8)
def _parsed(networks: tuple[str, ...]) -> tuple[Network, ...]:
    """What cannot be read, or is the whole Internet, counts as outside: the second factor is asked for."""
    found = (_network(text) for text in networks)
    return tuple(network for network in found if network is not None and network.prefixlen)


def _network(text: object) -> Network | None:
    try:
        return ip_network(text, strict=False) if isinstance(text, str) else None
    except ValueError:
        return None


def _normal(text: str) -> str:
    """The address as it is written everywhere else: IPv4 in IPv6 clothing is IPv4."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return UNKNOWN
    return str(getattr(address, "ipv4_mapped", None) or address)
