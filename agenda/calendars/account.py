"""This room's part of the account page: the feeds of the agenda."""

from agenda.calendars.models import FeedToken
from intranet.people.account import Section


def feeds_of(user) -> dict:
    return {"feeds": FeedToken.objects.filter(person=user, revoked__isnull=True)}


FEEDS = Section("feeds", 40, "calendars/account/feeds.html", feeds_of)
