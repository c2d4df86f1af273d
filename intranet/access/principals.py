"""Which principals a person is, at an instant.

The rooms that know why somebody is in a set (memberships, roles, units) register a provider; this module only asks.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

from intranet.access.models import Principal

Provider = Callable[[object, datetime], Iterable[int]]
_providers: list[Provider] = []
_remembered: ContextVar[dict[int, set[int]] | None] = ContextVar("remembered_principals", default=None)


def register(provider: Provider) -> Provider:
    """Add a source of principals: given a person and an instant, the ids of what that person then is."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def principals_of(user, at: datetime | None = None) -> set[int]:
    """Ids of every principal that `user` is at `at` (now by default). Nobody for a visitor or a disabled account.

    Asked again for every request: a mandate that ends tonight ends access tonight.
    """
    if not user.is_authenticated or not user.is_active:
        return set()
    known = _remembered.get()
    if known is None or at is not None:
        return _ask(user, at or timezone.now())
    if user.pk not in known:
        known[user.pk] = _ask(user, timezone.now())
    return known[user.pk]


def _ask(user, moment: datetime) -> set[int]:
    return {pk for provider in _providers for pk in provider(user, moment)}


@contextmanager
def remembered() -> Iterator[None]:
    """While a request lasts, what a person is now is asked once, however many lists the page has."""
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def principal(kind: Principal.Kind, key: str = "", name: str = "") -> Principal:
    """The principal of that kind and key, made at first use."""
    found, _created = Principal.objects.get_or_create(kind=kind, key=key, defaults={"name": name or str(kind.label)})
    return found


def everyone_signed_in() -> Principal:
    return principal(Principal.Kind.SIGNED_IN)


def staff() -> Principal:
    return principal(Principal.Kind.STAFF)


def role(code: str, name: str = "") -> Principal:
    return principal(Principal.Kind.ROLE, code, name or code)
