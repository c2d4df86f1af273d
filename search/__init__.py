"""One box that finds everything a person may read, and never hints at the rest.

Apps say what can be found (`sources`) and announce their changes (`outbox.touch`); a consumer carries the changes to
one engine behind a small protocol (`engines.base`), and the views ask that engine under the scopes of the person.
"""

from typing import Any


def health() -> dict[str, Any]:
    """The part of the health page that is about search."""
    from search import status  # models cannot be loaded while Django is still setting up its apps

    return status.health()
