"""This room's part of the desk: procedures that this person has not read yet, and the latest news."""

from django.db.models import Exists, F, OuterRef

from intranet.pages.models import NewsPage, ProcedurePage, ProcedureReading

NEWS_SHOWN = 3
PROCEDURES_SHOWN = 5


def procedures_to_read(user) -> dict | None:
    """Procedures in force whose present edition `user` has not marked as read."""
    read = ProcedureReading.objects.filter(procedure=OuterRef("pk"), person=user, edition=F("procedure__edition"))
    pending = ProcedurePage.objects.live().readable(user).exclude(Exists(read)).order_by("title")
    found = list(pending.only("title", "slug", "summary", "url_path", "term")[: PROCEDURES_SHOWN + 1])
    if not found:
        return None
    return {"procedures": found[:PROCEDURES_SHOWN], "more": len(found) > PROCEDURES_SHOWN}


def latest_news(user) -> dict | None:
    news = list(NewsPage.objects.live().readable(user).order_by("-date", "-pk")[:NEWS_SHOWN])
    return {"news": news} if news else None
