"""The letter that says in which saved searches there is something new.

It is made as its reader: under what that person may read at that moment. It names the person's own searches and says
how many things are new, never which: a letter may be forwarded, and what it links to asks who comes.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from search.engines import get_engine
from search.engines.base import EngineUnavailable
from search.models import SavedSearch
from search.saved import ids_found, note_news

logger = logging.getLogger(__name__)
NOTED = ["known", "news", "news_at", "checked_at"]


@dataclass(frozen=True, slots=True)
class News:
    saved: SavedSearch
    count: int

    @property
    def url(self) -> str:
        return settings.WAGTAILADMIN_BASE_URL + self.saved.get_absolute_url()


def people_to_tell() -> list[int]:
    """Those with a search whose turn it is."""
    due = SavedSearch.objects.due(timezone.now()).order_by("owner")
    return list(due.values_list("owner", flat=True).distinct())


def send_digest(person_id: int) -> int:
    """One letter about all the searches whose turn it is; how many have news. Asking twice on a day changes nothing,
    nor do two workers who ask at once.

    What was told is written down after the letter has left: one that could not leave is sent the next time.
    """
    due = SavedSearch.objects.due(timezone.now()).filter(owner=person_id).select_related("owner")
    taken = {saved: saved.checked_at for saved in due if _claim(saved)}
    told: list[SavedSearch] = []
    try:
        looked = [(saved, fresh) for saved in taken if (fresh := _look(saved)) is not None]
        news = [News(saved, len(fresh)) for saved, fresh in looked if fresh]
        if news:
            _send(get_user_model().objects.get(pk=person_id), news)
        told = [saved for saved, _fresh in looked]
    finally:
        _write_down(told, {saved: before for saved, before in taken.items() if saved not in told})
    return len(news)


def _claim(saved: SavedSearch) -> bool:
    """For this worker alone. Who dies on the way leaves it to the next day, when its news are still news."""
    mine = SavedSearch.objects.filter(pk=saved.pk, checked_at=saved.checked_at)
    return bool(mine.update(checked_at=timezone.now()))


@transaction.atomic
def _write_down(told: Iterable[SavedSearch], untold: Mapping[SavedSearch, datetime | None]) -> None:
    """What was told is known; the turn of the others stays theirs."""
    for saved in told:
        saved.save(update_fields=NOTED)
    for saved, before in untold.items():
        SavedSearch.objects.filter(pk=saved.pk).update(checked_at=before)


def _look(saved: SavedSearch) -> list[str] | None:
    """What is new in it; nothing is concluded while the index does not answer."""
    try:
        _total, found = ids_found(get_engine(), saved)
    except EngineUnavailable:
        logger.warning("Saved search %s waits for the index", saved.pk)
        return None
    return note_news(saved, found)


def _send(person, news: list[News]) -> None:
    if not person.email:
        return
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "person": person,
            "news": news,
            "all_url": settings.WAGTAILADMIN_BASE_URL + reverse("search:saved"),
        }
        letter = EmailMultiAlternatives(
            subject=_("There is something new in your saved searches"),
            body=render_to_string("search/mail/digest.txt", context),
            to=[person.email],
        )
        letter.attach_alternative(render_to_string("search/mail/digest.html", context), "text/html")
        letter.send()
