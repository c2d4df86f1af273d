"""Who may read a meeting and its papers: closed while it is prepared, open to the body from the convening on (R16).

Papers are filed in classes that the members of a body need not be able to read. Each class (or case file) that gives
papers to a meeting gets one scope of exception below its own, which the body reads and to which those papers move:
whoever read them before goes on reading them.
"""

from collections.abc import Iterable
from datetime import datetime

from agenda.meetings.models import Meeting, PapersScope
from agenda.meetings.words import title_and_day
from docs_library.documents.models import Document
from intranet.access.models import EffectiveGrant, Level, Scope
from intranet.access.services import create_scope, grant, revoke, set_inheritance
from intranet.people.models import Body
from search.outbox import touch


def closed_scope(user, body: Body, name: str) -> Scope:
    """For a meeting being prepared: cut from the body's, open only to those who already work in that."""
    scope = create_scope(Scope.Kind.MEETING, name, parent=body.scope, inherits=False)
    workers = EffectiveGrant.objects.filter(scope=body.scope_id, level__gte=Level.EDIT).in_force()
    for held in workers.select_related("principal"):
        grant(user, scope, held.principal, Level(held.level), valid_to=held.valid_to, reason=body.short_name)
    return scope


def open_meeting(user, meeting: Meeting, at: datetime) -> None:
    """From now on whoever reads the body reads this, and its members in any case."""
    reason = title_and_day(meeting)
    if not meeting.scope.inherits:
        set_inheritance(user, meeting.scope, inherits=True, reason=reason)
        _end_what_flows_again(user, meeting.scope, reason)
    if not _flows(meeting.scope, meeting.body.principal_id, Level.READ):
        _let_members_read(user, meeting, meeting.scope, at)


def open_documents(user, meeting: Meeting, documents: Iterable[Document], at: datetime) -> None:
    """Let the members of the body read these, wherever they are filed now."""
    own = {meeting.scope_id, *meeting.papers_scopes.values_list("scope", flat=True)}
    fresh = Document.objects.filter(pk__in={document.pk for document in documents}).select_related("scope")
    by_container: dict[Scope, list[int]] = {}
    for document in fresh.exclude(scope__in=own).order_by("pk"):
        by_container.setdefault(document.scope, []).append(document.pk)
    for container, pks in by_container.items():
        scope = _exception_below(user, meeting, container, at)
        Document.objects.filter(pk__in=pks).update(scope=scope)
        touch("document", pks)


def close_documents(user, meeting: Meeting, *, reason: str) -> None:
    """The members no longer read what they read only because of this meeting."""
    exceptions = meeting.papers_scopes.select_related("scope")
    for exception in exceptions:
        given = exception.scope.grants.in_force().filter(principal=meeting.body.principal_id)
        for each in given.select_related("scope"):
            revoke(user, each, reason=reason[:255])


def _exception_below(user, meeting: Meeting, container: Scope, at: datetime) -> Scope:
    found = meeting.papers_scopes.select_related("scope").filter(container=container).first()
    if found:
        return found.scope
    scope = create_scope(Scope.Kind.PAPERS, f"{title_and_day(meeting)} · {container.name}", parent=container)
    _let_members_read(user, meeting, scope, at)
    PapersScope.objects.create(meeting=meeting, container=container, scope=scope)
    return scope


def _end_what_flows_again(user, scope: Scope, reason: str) -> None:
    """The grants that stood in for the body's while the scope was cut from it."""
    for given in scope.grants.in_force().select_related("scope"):
        if _flows(scope, given.principal_id, given.level):
            revoke(user, given, reason=reason)


def _flows(scope: Scope, principal_id: int, level: int) -> bool:
    """Whether this comes from above, and without an end."""
    inherited = EffectiveGrant.objects.in_force().filter(scope=scope).exclude(grant__scope=scope)
    return inherited.filter(principal=principal_id, level__gte=level, valid_to=None).exists()


def _let_members_read(user, meeting: Meeting, scope: Scope, at: datetime) -> None:
    grant(user, scope, meeting.body.principal, Level.READ, valid_from=at, reason=title_and_day(meeting))
