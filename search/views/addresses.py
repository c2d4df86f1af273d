"""Where to go back to: always a search, and never an address that somebody sent."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse

from search.query import MAX_LENGTH

PARAMS = ("q", "tipus", "serie", "any", "destaca")


def results_of(params: Mapping[str, str]) -> str:
    """The results of what those parameters ask for."""
    asked = {name: params[name][:MAX_LENGTH] for name in PARAMS if params.get(name)}
    address = reverse("search:results")
    return f"{address}?{urlencode(asked)}" if asked else address
