"""The agenda as an ordinary clerk asks for it: its views, its feed, an event in a program.

Time on the wall, and time of the processor beside an empty signed-in page of the same run: on a machine that others
use too only the second says something.
"""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle, islice
from typing import TextIO

from django.test import Client
from django.utils import timezone

from agenda.caldav.passwords import create_password, revoke_password
from agenda.calendars.feeds import create_token, revoke_token
from agenda.calendars.models import Event, Occurrence
from intranet.people.models import User
from tests.benchmarks.measures import enter, get_timed, measure, person_of
from tests.caldav.program import basic

FULL_FEEDS = 10
COLUMNS = ("median_ms", "p95_ms", "budget_ms", "cpu_ms", "times_empty_page", "queries")
BUDGETS = {"month": 30, "feed_full": 150, "feed_unchanged": 5}


def all_of_them(runs: int) -> dict:
    """Of each what it took, the budget where the design has one, and how many empty pages that is."""
    clerk = person_of("clerk")
    empty = timed(enter(person_of("stranger")), ["/accessibilitat/"], runs)
    found: dict = {"as": clerk.username, "events": Event.objects.count(), "dates": Occurrence.objects.count()}
    found["lines"] = {"empty_signed_in_page": empty}
    for name, result in (*_views(clerk, runs), *_feed(clerk, runs), *_caldav(clerk, runs)):
        ratio = round(result["cpu_ms"] / empty["cpu_ms"], 1)
        found["lines"][name] = {**result, "budget_ms": BUDGETS.get(name), "times_empty_page": ratio}
    return found


def timed(client: Client, addresses: list[str], runs: int, **headers) -> dict:
    """As `measure`, and the processor's time of a request."""
    found = measure(client, addresses, runs, **headers)
    start = time.process_time()
    for address in islice(cycle(addresses), runs):
        get_timed(client, address, **headers)
    return found | {"cpu_ms": round((time.process_time() - start) * 1000 / runs, 1)}


def show(found: dict, out: TextIO) -> None:
    out.write(f"\n{found['events']:,} events, {found['dates']:,} dates, as {found['as']}; milliseconds\n")
    heads = ("median", "p95", "budget", "processor", "× empty", "queries")
    out.write(f"{'':22}{''.join(f'{each:>10}' for each in heads)}\n")
    for name, line in found["lines"].items():
        numbers = [
            line.get(key) for key in ("median_ms", "p95_ms", "budget_ms", "cpu_ms", "times_empty_page", "queries")
        ]
        out.write(f"{name:22}{''.join(f'{each or str():>10}' for each in numbers)}\n")


def _views(clerk: User, runs: int) -> Iterator[tuple[str, dict]]:
    client, days = enter(clerk), [timezone.localdate() + timedelta(days=30 * ahead) for ahead in range(3)]
    for name, view in (("month", "mes"), ("week", "setmana"), ("day", "dia"), ("list", "llista")):
        yield name, timed(client, [_address(view, day) for day in days], runs)
    yield "first_look", timed(client, ["/agenda/"], runs)


def _address(view: str, day: date) -> str:
    return f"/agenda/?vista={view}&data={day.isoformat()}"


def _feed(clerk: User, runs: int) -> Iterator[tuple[str, dict]]:
    token, secret = create_token(clerk, "mesura")
    client, address = Client(), f"/agenda/feed/{secret}.ics"
    response = client.get(address)
    sent = response.content.count(b"BEGIN:VEVENT\r\n")
    yield "feed_full", {**timed(client, [address], min(runs, FULL_FEEDS)), "events_sent": sent}
    yield "feed_unchanged", timed(client, [address], runs, HTTP_IF_NONE_MATCH=response["ETag"])
    revoke_token(clerk, token)


def _caldav(clerk: User, runs: int) -> Iterator[tuple[str, dict]]:
    password, secret = create_password(clerk, "mesura", "read")
    calendar = Event.objects.readable(clerk).latest("pk").calendar_id
    header = {"HTTP_AUTHORIZATION": basic(clerk.get_username(), secret)}
    yield "caldav_event", timed(Client(), [_one_event(clerk, calendar)], runs, **header)
    revoke_password(clerk, password)


def _one_event(clerk: User, calendar: int) -> str:
    uid = Event.objects.readable(clerk).filter(calendar=calendar).latest("pk").uid
    return f"/caldav/calendaris/{calendar}/{uid}.ics"
