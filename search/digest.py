"""The letter that says in which saved searches there is something new.

It is made as its reader: under what that person may read at that moment. It names the person's own searches and says
how many things are new, never which: a letter may be forwarded, and what it links to asks who comes.
"""

import logging
from dataclasses import dataclass

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
    """One letter about all the searches whose turn it is; how many have news. Asking twice on a day changes nothing.

    What was told is written down after the letter has left: one that could not leave is sent the next time.
    """
    due = list(SavedSearch.objects.due(timezone.now()).filter(owner=person_id).select_related("owner"))
    looked = [(saved, fresh) for saved in due if (fresh := _look(saved)) is not None]
    news = [News(saved, len(fresh)) for saved, fresh in looked if fresh]
    if news:
        _send(get_user_model().objects.get(pk=person_id), news)
    with transaction.atomic():
        for saved, _fresh in looked:
            saved.save(update_fields=NOTED)
    return len(news)


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
