"""Decisions about meetings, in plain words."""

from django.db.models import Max, QuerySet

from agenda.meetings.models import Meeting
from intranet.access.models import Level
from intranet.access.policies import require
from intranet.access.scopes import readable_scopes
from intranet.people.models import Body


def bodies_convened_by(user) -> QuerySet[Body]:
    """The bodies whose meetings this person prepares and convenes (the secretary's)."""
    return Body.objects.filter(scope__in=readable_scopes(user, level=Level.MANAGE))


def require_convener(user, body: Body) -> None:
    """Stop unless this person convenes the meetings of that body."""
    require(user, body, Level.MANAGE)


def convenes(scopes: QuerySet, meeting: Meeting) -> bool:
    """The same, asked of scopes already found for a person: one query, for pages that show a meeting."""
    level = scopes.filter(scope=meeting.body.scope_id).aggregate(level=Max("level"))["level"]
    return (level or 0) >= Level.MANAGE
