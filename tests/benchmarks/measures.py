"""Each measure is one kind of request by an ordinary person, repeated; the budget is on the 95th percentile."""

import resource
import statistics
import time
from collections.abc import Callable
from itertools import cycle

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from agenda.meetings.models import Meeting
from docs_library.documents.models import Document
from intranet.access.models import Level, Scope
from intranet.access.services import grant, revoke
from intranet.people.models import User
from intranet.town.seeding.words import vocabulary

JSON = {"HTTP_ACCEPT": "application/json"}
WARM_UP = 3


def all_of_them(runs: int) -> dict:
    clerk, councillor, stranger = (person_of(role) for role in ("clerk", "councillor", "stranger"))
    empty = measure(enter(stranger), ["/accessibilitat/"], runs)
    results = {"empty_signed_in_page": empty}
    for name, (person, addresses, budget, headers) in _pages(clerk, councillor).items():
        result = measure(enter(person), addresses, runs, **headers)
        results[name] = {
            "as": person.username,
            **result,
            "budget_ms": budget,
            "times_empty_page": round(result["p95_ms"] / empty["p95_ms"], 1),
        }
    results["memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return results


def _pages(clerk: User, councillor: User) -> dict[str, tuple]:
    documents = list(Document.objects.readable(clerk).order_by("-pk").values_list("pk", "node_id")[:200:7])
    meeting = Meeting.objects.readable(councillor).latest("pk")
    return {
        "desk": (councillor, ["/"], 40, {}),
        "class_listing": (clerk, [f"/documents/classe/{node}/" for _pk, node in documents], 40, {}),
        "document_page": (clerk, [f"/documents/{pk}/" for pk, _node in documents], 40, {}),
        "meeting_200_papers": (councillor, [f"/sessions/{meeting.pk}/"], 40, {}),
    }


def measure(client: Client, addresses: list[str], runs: int, **headers) -> dict:
    around = cycle(addresses)
    for _run in range(WARM_UP):
        get_timed(client, next(around), **headers)
    with CaptureQueriesContext(connection) as queries:
        get_timed(client, next(around), **headers)
    # Counted now: the next request empties the log.
    asked = len(queries)
    times = [get_timed(client, next(around), **headers) for _run in range(runs)]
    return {**spread(times), "queries": asked}


def get_timed(client: Client, address: str, status: tuple = (200, 304), **headers) -> float:
    start = time.perf_counter()
    response = client.get(address, **headers)
    if getattr(response, "streaming", False):
        b"".join(response.streaming_content)
    elapsed = time.perf_counter() - start
    if response.status_code not in status:
        raise RuntimeError(f"{address} answered {response.status_code}")
    return elapsed


def spread(times: list[float]) -> dict:
    milliseconds = sorted(each * 1000 for each in times)
    return {
        "median_ms": round(statistics.median(milliseconds), 1),
        "p95_ms": round(milliseconds[max(0, int(len(milliseconds) * 0.95) - 1)], 1),
    }


def grant_and_revoke(stranger: User) -> dict:
    """From the grant on the whole library until a search shows a hit, and from the revocation until it shows none."""
    root = Scope.objects.filter(kind=Scope.Kind.NODE, name__startswith="Arxiu sintètic").latest("pk")
    client, address = enter(stranger), f"/cerca/?q={vocabulary()[0][25]}&tipus=document"
    seconds = {}
    start = time.perf_counter()
    given = grant(None, root, stranger.principal, Level.READ, reason="mesura")
    seconds["granted"] = until(lambda: client.get(address, **JSON).json()["total"] > 0, start)
    start = time.perf_counter()
    revoke(None, given, reason="mesura")
    seconds["revoked"] = until(lambda: client.get(address, **JSON).json()["total"] == 0, start)
    return {**seconds, "budget_seconds": 1}


def until(true: Callable[[], bool], start: float) -> float:
    while not true():
        if time.perf_counter() - start > 30:
            raise RuntimeError("The search does not follow the grant")
    return round(time.perf_counter() - start, 3)


def person_of(role: str) -> User:
    return User.objects.filter(username__startswith="sintetic", username__endswith=f".{role}").latest("pk")


def enter(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    device, _created = TOTPDevice.objects.get_or_create(user=person, name="mesura", confirmed=True)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return client
