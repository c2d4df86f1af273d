"""Settings that would leave the door ajar stop the start."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, connection

from intranet.people.models import Municipality
from intranet.people.networks import validate_networks

DOOR = "intranet.people.middleware.DoorMiddleware"
BEFORE_THE_DOOR = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
)
CLIENT_IP = "intranet.people.networks.client_ip"
LOCAL_HOSTS = {"127.0.0.1", "localhost", "[::1]", "testserver"}


@register(Tags.security)
def check_door(app_configs, **kwargs) -> list[CheckMessage]:
    """Without the door every page is open; before its neighbours it knows nobody."""
    layers = list(settings.MIDDLEWARE)
    if DOOR not in layers:
        return [Error("Nobody guards the door.", hint=f"Add {DOOR} to MIDDLEWARE.", id="people.E001")]
    place = layers.index(DOOR)
    late = [layer for layer in BEFORE_THE_DOOR if layer not in layers[:place]]
    if late:
        return [Error(f"The door opens before {late[0]}.", hint=f"Put {DOOR} after it.", id="people.E002")]
    return []


@register(Tags.security)
def check_one_address(app_configs, **kwargs) -> list[CheckMessage]:
    """The lock-out and the second factor must agree on where a request comes from."""
    if settings.AXES_CLIENT_IP_CALLABLE == CLIENT_IP:
        return []
    return [
        Error(
            "The lock-out reads addresses its own way.",
            hint=f"AXES_CLIENT_IP_CALLABLE = '{CLIENT_IP}'",
            id="people.E003",
        )
    ]


@register(Tags.security)
def check_cookies(app_configs, **kwargs) -> list[CheckMessage]:
    """Cookies without Secure are for this machine only."""
    if settings.SESSION_COOKIE_SECURE or LOCAL_HOSTS.issuperset(settings.ALLOWED_HOSTS):
        return []
    hint = "Use intranet.settings.production, behind TLS."
    return [Error("The session cookie would travel unencrypted.", hint=hint, id="people.E004")]


@register(Tags.database)
def check_networks(app_configs, databases=None, **kwargs) -> list[CheckMessage]:
    """Networks that cannot be read count as outside: safe, but surely not what was meant."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        for networks in _town_networks():
            validate_networks(networks)
    except ValidationError as error:
        return [Warning(" ".join(error.messages), hint="Correct the networks of the town hall.", id="people.W005")]
    return []


def _town_networks() -> list[list]:
    """Before the first migration there is no table to ask."""
    if Municipality._meta.db_table not in connection.introspection.table_names():
        return []
    return list(Municipality.objects.values_list("trusted_networks", flat=True))
