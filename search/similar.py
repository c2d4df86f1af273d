"""More like this: what else the person may read that speaks of the same."""

from intranet.access.scopes import readable_scope_ids
from search import consumer
from search.engines import get_engine
from search.engines.base import EngineUnavailable
from search.offers import Offer, offers_of
from search.sources import entry_id

SHOWN = 5


def similar_to(user, type_key: str, pk: int) -> list[Offer]:
    """Nothing while the index is being mended: whoever asks can do without."""
    try:
        found = get_engine().similar(entry_id(type_key, pk), readable_scope_ids(user), limit=SHOWN)
    except EngineUnavailable:
        consumer.wake()
        return []
    return offers_of("", found)
