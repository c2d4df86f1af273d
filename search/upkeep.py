"""What is kept about searching, brought to the analysis of today: a newer release may stem otherwise."""

from django.db import transaction

from search.keys import words_key
from search.models import PinnedAnswer
from search.query import parse_query


@transaction.atomic
def refresh_keys() -> int:
    """Daily, and so at each start: pins answer by the stems that searches have now. How many had changed.

    Synonyms are read by their text, and what was looked for is forgotten in some weeks: both take care of themselves.
    """
    changed = [(pin, key) for pin in PinnedAnswer.objects.all() if (key := _key(pin)) and key != pin.key]
    for pin, key in changed:
        if PinnedAnswer.objects.filter(key=key, entry=pin.entry).exists():
            pin.delete()
        else:
            PinnedAnswer.objects.filter(pk=pin.pk).update(key=key)
    return len(changed)


def _key(pin: PinnedAnswer) -> str:
    return words_key(parse_query({"q": pin.words}))
