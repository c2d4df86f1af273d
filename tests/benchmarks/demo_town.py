"""The demo town for the judged set: loaded as of one day, so that its numbers and dates are those that were judged."""

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from agenda.calendars.models import Event
from agenda.meetings.models import Meeting
from docs_library.classification.models import ClassificationNode
from docs_library.documents.models import Document, DocumentType
from docs_library.documents.processing import pipeline
from docs_library.documents.services import create_document, keep_file
from docs_library.records.models import CaseFile
from intranet.pages.models import NewsPage, ProcedurePage
from intranet.people.models import User
from intranet.town import demo
from search.sources import entry_id

DAY = date(2026, 11, 16)
TRANSCRIPTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "transcripts"
CURLY, STRAIGHT = "’", "'"


def entry_ids() -> dict[str, str]:
    """Every key that a judgement may use, with the id of its entry."""
    return {key: entry_id(source, pk) for key, source, pk in _keys()}


def _keys() -> Iterator[tuple[str, str, int]]:
    content = demo.content(DAY)
    by_title = dict(Document.objects.values_list("title", "pk"))
    for document in content.documents:
        yield f"document:{document.key}", "document", by_title[document.title]
    for case in content.case_files:
        found = CaseFile.objects.get(year=case.year, sequence=case.sequence)
        yield f"casefile:{case.key}", "casefile", found.pk
    for shape in content.meetings:
        meeting = Meeting.objects.get(starts_at=shape.starts)
        yield f"meeting:{shape.key}", "meeting", meeting.pk
        for number, pk in meeting.items.values_list("number", "pk"):
            yield f"item:{shape.key}/{number}", "item", pk
    yield from _named()


def _named() -> Iterator[tuple[str, str, int]]:
    for title, pk in Event.objects.filter(meeting__isnull=True).values_list("summary", "pk"):
        yield f"event:{title.replace(CURLY, STRAIGHT)}", "event", pk
    for slug, pk in ProcedurePage.objects.values_list("slug", "pk"):
        yield f"procedure:{slug}", "procedure", pk
    for slug, pk in NewsPage.objects.values_list("slug", "pk"):
        yield f"page:{slug}", "page", pk
    for username, pk in User.objects.values_list("username", "pk"):
        yield f"person:{username}", "person", pk


def add_transcripts() -> dict[str, str]:
    """File the transcripts of the machine among the minutes of the plenary; their keys, none if there are none."""
    node, kind = ClassificationNode.objects.get(code="A01.02"), DocumentType.objects.get(code="ACTA")
    secretary = User.objects.get(username="elisenda.roca")
    added = {}
    for path in sorted(TRANSCRIPTS.glob("*.docx")):
        held = datetime.strptime(path.stem[-8:], "%d%m%Y").date()
        document = create_document(
            author=secretary,
            node=node,
            kept=keep_file(BytesIO(path.read_bytes()), path.name),
            title=f"ACTA PLE PARLAMENT {held:%d%m%Y}",
            document_type=kind,
            date=held,
        )
        pipeline.process_versions([document.current_version_id])
        added[f"transcript:{path.stem}"] = entry_id("document", document.pk)
    return added
