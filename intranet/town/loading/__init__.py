"""Puts the demo town into the database: its content is in `intranet.town.demo`, what may be seen is decided here."""

from datetime import date

from django.db import transaction
from django.utils import timezone, translation

from intranet.town import demo
from intranet.town.loading import agenda, guests, library, meetings, pages, people, searches
from intranet.town.loading.index import Index


@transaction.atomic
def load_demo(today: date | None = None) -> Index:
    """Load Vilaexemple as of `today`: everything or nothing. The bytes of its documents are made on the way."""
    with translation.override("ca"):
        content = demo.content(today or timezone.localdate())
        index = Index()
        people.load(content, index)
        library.load(content, index)
        agenda.load(content, index)
        guests.load(content, index)
        meetings.load(content, index)
        pages.load(content, index)
        searches.load(index)
    return index
