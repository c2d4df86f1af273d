"""The demo town Vilaexemple: invented, in Catalan, and the same for everybody on the same day.

Nothing here touches the database. `content(today)` gives plain data; the bytes of a document are made when asked for.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from intranet.town.demo import casefiles, meetings, people, tables
from intranet.town.demo.documents.library import documents
from intranet.town.demo.events import CALENDARS, events
from intranet.town.demo.news import news
from intranet.town.demo.procedures import procedures
from intranet.town.demo.shapes import DemoContent, DemoDocument


def content(today: date) -> DemoContent:
    """The town as it stands on a day."""
    cases = casefiles.case_files(today)
    papers = documents(today, meetings.sitting_days(today), {case.key: case.number for case in cases})
    return DemoContent(
        today=today,
        town=people.TOWN,
        term=people.term(today),
        scheme=tables.scheme(),
        restricted_nodes=tables.RESTRICTED_NODES,
        document_types=tables.document_types(),
        units=people.UNITS,
        groups=people.GROUPS,
        bodies=people.BODIES,
        people=people.PEOPLE,
        memberships=people.memberships(today),
        case_files=tuple(replace(case, documents=casefiles.documents_of(case, papers)) for case in cases),
        documents=papers,
        calendars=CALENDARS,
        events=events(today),
        meetings=meetings.meetings(today),
        procedures=procedures(today),
        news=news(today),
    )


def build_documents(town: DemoContent) -> Iterator[tuple[DemoDocument, bytes]]:
    """Every document with its bytes, one at a time."""
    for document in town.documents:
        yield document, document.build()
