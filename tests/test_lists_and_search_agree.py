"""Whatever a list shows search finds, and the other way round (design §2; demands 3 and 4 of the peers).

For random people, grants, cuts and revocations over real documents, case files, meetings and events. The index is
built once, before any grant is given: what a person may see is never written into it.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agenda.calendars.models import Event
from agenda.meetings.models import Meeting
from docs_library.documents.models import Document
from docs_library.records.models import CaseFile
from intranet.access import services
from search import indexing
from search.engines import get_engine
from tests.factories import (
    give,
    make_body,
    make_calendar,
    make_case_file,
    make_document,
    make_event,
    make_meeting,
    make_node,
    make_person,
    make_scope,
)

WORD = "xiprerada"
BRANCHES = 3
PEOPLE = 3
JSON = {"HTTP_ACCEPT": "application/json"}
LISTS = {"document": Document, "casefile": CaseFile, "meeting": Meeting, "event": Event}

acts = st.lists(
    st.tuples(
        st.sampled_from(["give", "take", "cut", "join"]),
        st.integers(0, BRANCHES * 2),
        st.integers(0, PEOPLE - 1),
    ),
    min_size=1,
    max_size=8,
)


@pytest.fixture
def branches(town, tmp_path, settings):
    """Three branches, each with a thing of every kind at its root and in a scope below it."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    scopes = []
    for _branch in range(BRANCHES):
        root = make_scope("node")
        scopes += [root, make_scope("node", parent=root)]
    for scope in scopes:
        _things(scope)
    get_engine().rebuild(indexing.all_entries(), reason="test")
    return scopes


def _things(scope) -> None:
    node = make_node(scope=scope, title=f"Sèrie {WORD}")
    document = make_document(f"INF {WORD.upper()} 01032026", node=node)
    make_case_file(f"EXPEDIENT {WORD.upper()} {scope.pk}", node=node, documents=[document])
    body = make_body(f"Comissió {WORD} {scope.pk}")
    meeting = make_meeting(body, items=[{"title": f"Punt {WORD}"}])
    Meeting.objects.filter(pk=meeting.pk).update(scope=scope, place=WORD)
    start = timezone.now() + timedelta(days=1)
    calendar = make_calendar(scope=scope)
    make_event(calendar, f"Visita {WORD}", start, start + timedelta(hours=1))


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts)
def test_a_person_finds_what_the_lists_show_and_nothing_else(branches, signed_in, acts):
    people = [make_person() for _number in range(PEOPLE)]
    standing = []
    for act, where, who in acts:
        scope = branches[where % len(branches)]
        if act == "give":
            standing.append(give(people[who], scope))
        elif act == "take" and standing:
            services.revoke(None, standing.pop(where % len(standing)))
        else:
            services.set_inheritance(None, scope, inherits=act == "join")
    for person in people:
        found = _found(signed_in(person))
        listed = {
            kind: set(model.objects.readable(person).values_list("pk", flat=True)) for kind, model in LISTS.items()
        }
        assert {kind: found.get(kind, set()) for kind in LISTS} == listed


def _found(client) -> dict[str, set[int]]:
    """Every hit on every page, by kind; and the total and the facets say the same as the hits."""
    hits, page = [], 1
    while True:
        answer = client.get("/cerca/", {"q": WORD, "pagina": page}, **JSON).json()
        hits += answer["hits"]
        if len(hits) >= answer["total"] or not answer["hits"]:
            break
        page += 1
    assert answer["total"] == len(hits)
    found: dict[str, set[int]] = {}
    for hit in hits:
        kind, _colon, pk = hit["id"].partition(":")
        found.setdefault(kind, set()).add(int(pk))
    return found
