"""Who else wants to know that events of a calendar change: called inside the transaction of the write.

    changes.register(listener)     # listener(calendar_id, revision, event_ids, is_gone)

The revision of the calendar has just grown, so its row is locked: listeners see revisions in the order in which they
are committed. Events that go are told of while they are still there.
"""

from collections.abc import Callable

Listener = Callable[[int, int, list[int], bool], None]
_listeners: list[Listener] = []


def register(listener: Listener) -> None:
    if listener not in _listeners:
        _listeners.append(listener)


def tell(calendar_id: int, revision: int, events: list[int], *, is_gone: bool) -> None:
    for listener in _listeners:
        listener(calendar_id, revision, events, is_gone)
