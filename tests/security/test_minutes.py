"""Minutes filed where others read them say which body met, and nothing of a meeting that these may not read (R19)."""

from itertools import chain

import pytest

from agenda.meetings.models import Meeting
from agenda.meetings.search_sources import ItemSource, MeetingSource
from docs_library.documents.search_source import DocumentSource
from intranet.access.scopes import readable_scope_ids
from search.engines import get_engine
from search.query import parse_query
from tests.factories import give, make_body, make_document, make_meeting, make_node

pytestmark = pytest.mark.django_db
BODY = "Junta de Govern Local"


@pytest.fixture
def minutes(town):
    """The minutes of a meeting of the board, in a class that others than its members read."""
    body = make_body(BODY, kind="local_board")
    meeting = make_meeting(body, items=[{"title": "Expropiació reservada"}])
    document = make_document(node=make_node("1045"), title="ACTA JGL 24112026")
    Meeting.objects.filter(pk=meeting.pk).update(minutes=document)
    return document


def found_by(person, text: str) -> list[str]:
    results = get_engine().search(parse_query({"q": text}), readable_scope_ids(person))
    return [hit.type for hit in results.hits]


def test_who_reads_only_the_minutes_finds_them_by_the_body_and_never_the_meeting(minutes, stranger, signed_in):
    sources = (DocumentSource(), MeetingSource(), ItemSource())
    pks = (source.queryset().values_list("pk", flat=True) for source in sources)
    entries = chain.from_iterable(source.entries(list(each)) for source, each in zip(sources, pks, strict=True))
    get_engine().rebuild(entries, reason="test")
    assert found_by(stranger, f'organ:"{BODY}"') == []
    give(stranger, minutes.scope)
    assert found_by(stranger, f'organ:"{BODY}"') == ["document"]
    assert found_by(stranger, "expropiació") == []
    page = signed_in(stranger).get(f"/documents/{minutes.pk}/").content.decode()
    assert f"/sessions/{Meeting.objects.get().pk}/" not in page
    assert BODY not in page
