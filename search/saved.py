"""Saved searches: kept under a name, asked again with a click, and told of when something new appears in them.

What is new is what its owner has not been told of and may read now. The ids of what was found before are kept with
the search, so that an old document that was filed today, was made readable today or was given the word today counts
as new, which neither its date nor its number would say.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from intranet.access.scopes import readable_scope_ids
from search import sources
from search.analysis import clean_text
from search.engines import get_engine
from search.engines.base import Engine, Hit
from search.models import MAX_NAME, SavedSearch
from search.query import SearchQuery, parse_query
from search.synonyms import with_synonyms

MAX_SAVED = 50
MAX_WATCHED = 500
"""A search with more results than this says nothing by being told that there is one more."""
MAX_KNOWN = 2000
AT_A_TIME = 100
NEWS_KEPT = 100
NEWS_FRESH = timedelta(days=7)
NEWS_SHOWN = 5


# --- Keeping them --------------------------------------------------------------------------------


@transaction.atomic
def save_search(user, query: SearchQuery, *, name: str = "") -> tuple[SavedSearch, bool]:
    """Keep a search under a name, its own words by default; whether it was not kept already."""
    if not query.asks_something:
        raise ValidationError(_("There is nothing to save yet: search for something first."))
    asked = fields_of(query)
    mine = SavedSearch.objects.filter(owner=user)
    if mine.count() >= MAX_SAVED and not mine.filter(**asked).exists():
        raise ValidationError(
            _("You keep %(count)d searches, which is the most. Delete one first.") % {"count": MAX_SAVED}
        )
    name = " ".join(clean_text(name).split()) or proposed_name(query)
    return SavedSearch.objects.get_or_create(owner=user, **asked, defaults={"name": name[:MAX_NAME]})


def fields_of(query: SearchQuery) -> dict[str, str]:
    """What tells one search from another."""
    years = query.years.value if query.years else ""
    return {"text": query.text, "type": query.type, "series": query.series, "years": years}


def proposed_name(query: SearchQuery) -> str:
    """The words of the search; one made of filters alone is called after them."""
    asked = fields_of(query)
    kind = sources.type_label(query.type) if query.type else ""
    return query.text or " · ".join(filter(None, [kind, asked["series"], asked["years"]]))


@transaction.atomic
def rename_search(saved: SavedSearch, name: str) -> None:
    saved.name = name
    saved.save(update_fields=["name"])


def set_alert(saved: SavedSearch, alert: str) -> None:
    """How often to tell its owner. What is found today is known: news are what comes after."""
    if alert != SavedSearch.Alert.NONE and saved.alert == SavedSearch.Alert.NONE:
        total, ids = ids_found(get_engine(), saved)
        if total > MAX_WATCHED:
            raise ValidationError(
                _(
                    "“%(name)s” finds %(total)d things, too many to tell you of each new one. "
                    "Add a word or a filter, and save that search."
                )
                % {"name": saved.name, "total": total}
            )
        saved.known, saved.checked_at = ids, timezone.now()
    saved.alert = alert
    saved.save(update_fields=["alert", "known", "checked_at"])


def undo_save(user, *, pk: int) -> None:
    SavedSearch.objects.filter(pk=pk, owner=user).delete()


def delete_search(saved: SavedSearch) -> dict[str, Any]:
    """Gone; what comes back is enough to keep it again, with what its owner knows of it left aside."""
    kept = {name: getattr(saved, name) for name in ("name", "text", "type", "series", "years", "alert")}
    saved.delete()
    return kept


def restore_search(user, *, alert: str, **fields: str) -> None:
    saved, _created = SavedSearch.objects.get_or_create(
        owner=user, **{name: fields[name] for name in ("text", "type", "series", "years")}, defaults=fields
    )
    set_alert(saved, alert)


# --- Asking them again ---------------------------------------------------------------------------


def query_of(saved: SavedSearch) -> SearchQuery:
    return parse_query(saved.params)


def ids_found(engine: Engine, saved: SavedSearch) -> tuple[int, list[str]]:
    """How many things its owner may find with it now, and the ids of the first of them."""
    scope_ids = readable_scope_ids(saved.owner)
    asked = replace(with_synonyms(query_of(saved)), page_size=AT_A_TIME)
    ids: list[str] = []
    total = 0
    for page in range(1, MAX_WATCHED // AT_A_TIME + 1):
        results = engine.search(asked.at_page(page), scope_ids)
        ids += [hit.id for hit in results.hits]
        total = results.total
        if len(ids) >= total:
            break
    return total, list(dict.fromkeys(ids))


def note_news(saved: SavedSearch, found: Sequence[str]) -> list[str]:
    """What of it is new, not written yet. What was known stays so, even if it cannot be read for some days."""
    known = set(saved.known)
    fresh = [entry_id for entry_id in found if entry_id not in known]
    saved.known = [*fresh, *saved.known][:MAX_KNOWN]
    saved.checked_at = timezone.now()
    if fresh:
        saved.news, saved.news_at = fresh[:NEWS_KEPT], saved.checked_at
    return fresh


def news_of(user, saved: SavedSearch) -> list[Hit]:
    """The last news as far as this person may read them now."""
    return get_engine().fetch(saved.news, readable_scope_ids(user)) if saved.news else []


# --- On other pages ------------------------------------------------------------------------------


def account_part(user) -> dict[str, int]:
    """For the account page: how many searches the person keeps, and of how many there is mail."""
    kept = SavedSearch.objects.filter(owner=user)
    watched = Count("pk", filter=~Q(alert=SavedSearch.Alert.NONE))
    return kept.aggregate(total=Count("pk"), watched=watched)


def desk_part(user) -> dict[str, list[SavedSearch]] | None:
    """For the desk: the searches with news of the last days."""
    recent = SavedSearch.objects.of(user).filter(news_at__gte=timezone.now() - NEWS_FRESH).order_by("-news_at")
    found = list(recent[:NEWS_SHOWN])
    return {"searches": found} if found else None
