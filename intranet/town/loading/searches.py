"""What the demo town keeps of its search: synonyms, pinned answers, saved searches, and some that were of no use."""

from datetime import timedelta

from intranet.pages.models import ProcedurePage
from intranet.town.demo.searches import PINNED, SAVED, USES, DemoUse
from intranet.town.loading.index import Index
from search.keys import search_key, words_key
from search.log import this_week
from search.models import PinnedAnswer, SavedSearch, SearchUse
from search.query import parse_query
from search.sources import entry_id
from search.usual_synonyms import load_usual_synonyms


def load(index: Index) -> None:
    load_usual_synonyms()
    procedures = dict(ProcedurePage.objects.values_list("slug", "pk"))
    PinnedAnswer.objects.bulk_create(_pin(words, procedures[slug]) for words, slug in PINNED)
    SavedSearch.objects.bulk_create(
        SavedSearch(owner=index.people[owner], name=name, text=text) for owner, name, text in SAVED
    )
    SearchUse.objects.bulk_create(_use(use, seeker) for use in USES for seeker in range(use.people))


def _pin(words: str, procedure: int) -> PinnedAnswer:
    return PinnedAnswer(words=words, key=words_key(parse_query({"q": words})), entry=entry_id("procedure", procedure))


def _use(use: DemoUse, seeker: int) -> SearchUse:
    return SearchUse(
        week=this_week() - timedelta(weeks=use.weeks_ago),
        key=search_key(parse_query({"q": use.text})),
        # No secret made these, so they are nobody.
        seeker=f"demo-{seeker}",
        text=use.text,
        found=use.found,
        reported=use.reported,
    )
