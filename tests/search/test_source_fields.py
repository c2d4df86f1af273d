"""Each room fills what `autor:`, `organ:`, `etiqueta:` and `expedient:` look for, in queries that do not grow."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agenda.calendars.search_source import EventSource
from agenda.meetings.models import Meeting
from agenda.meetings.search_sources import ItemSource, MeetingSource
from agenda.meetings.services import put_minutes
from docs_library.documents.search_source import DocumentSource
from docs_library.records.search_source import CaseFileSource
from docs_library.records.services import file_document
from intranet.people.search_sources import PersonSource
from search.models import OutboxEntry
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


@pytest.fixture
def node(town):
    return make_node("A01.02", "Llicències d'obres")


@pytest.fixture
def plenary(town):
    return make_body("Ple de l'Ajuntament")


def entry_of(source, thing):
    (entry,) = source.entries([thing.pk])
    return entry


def test_a_document_has_its_author_its_tags_and_its_case_file(node):
    author = make_person("rosa.arxiu", first_name="Rosa", last_name="Arxiu")
    document = make_document(node=node, author=author)
    document.tags.add("patrimoni", "urgent")
    case_file = make_case_file(node=node, documents=[document])
    entry = entry_of(DocumentSource(), document)
    assert entry.author == "Rosa Arxiu"
    assert entry.tags == ("patrimoni", "urgent")
    assert entry.case_files == (case_file.number,)


def test_a_case_file_that_other_people_read_is_not_told_by_its_documents(node):
    document = make_document(node=node)
    make_case_file(node=node, documents=[document], scope=make_scope("case_file"))
    assert entry_of(DocumentSource(), document).case_files == ()


def test_minutes_are_of_the_body_that_met(node, plenary):
    minutes, other = make_document(node=node), make_document(node=node)
    meeting = make_meeting(plenary)
    Meeting.objects.filter(pk=meeting.pk).update(minutes=minutes)
    assert entry_of(DocumentSource(), minutes).organ == "Ple de l'Ajuntament"
    assert entry_of(DocumentSource(), other).organ == ""


def test_meetings_and_items_are_of_their_body_and_case_files_have_their_number(node, plenary):
    meeting = make_meeting(plenary, items=[{"title": "Pressupost"}])
    case_file = make_case_file(node=node)
    assert entry_of(MeetingSource(), meeting).organ == "Ple de l'Ajuntament"
    assert entry_of(ItemSource(), meeting.items.get()).organ == "Ple de l'Ajuntament"
    assert entry_of(CaseFileSource(), case_file).case_files == (case_file.number,)


def test_an_event_has_its_organizer_and_the_body_of_its_calendar(plenary):
    calendar = make_calendar("Ple", kind="body")
    calendar.body = plenary
    calendar.save()
    owner = make_person("joan.alcalde", first_name="Joan", last_name="Vila")
    start = timezone.now()
    event = make_event(calendar, "Reunió prèvia", start, start + timedelta(hours=1), owner=owner)
    entry = entry_of(EventSource(), event)
    assert (entry.author, entry.organ) == ("Joan Vila", "Ple de l'Ajuntament")
    assert entry.tags == (event.get_event_type_display(),)


def test_people_are_found_by_the_body_they_sit_in(town):
    councillor = make_person("marta.regidora")
    make_body("Junta de Govern Local", kind="local_board", members=[councillor])
    assert entry_of(PersonSource(), councillor).organ == "Junta de Govern Local"


def test_filing_a_document_tells_the_search_of_both(node):
    clerk = make_person("rosa.arxiu")
    give(clerk, node.scope, "edit")
    document, case_file = make_document(node=node), make_case_file(node=node)
    file_document(clerk, case_file, document)
    assert OutboxEntry.objects.filter(source="document", object_pk=document.pk).exists()
    assert OutboxEntry.objects.filter(source="casefile", object_pk=case_file.pk).exists()


def test_joining_the_minutes_tells_the_search_of_the_document(node, plenary):
    secretary = make_person("elisenda.secretaria")
    give(secretary, node.scope, "manage")
    give(secretary, plenary.scope, "manage")
    meeting = make_meeting(plenary, state="held", starts_at=timezone.now() - timedelta(days=1))
    document = make_document(node=node)
    put_minutes(secretary, meeting, document)
    assert OutboxEntry.objects.filter(source="document", object_pk=document.pk).exists()


def test_the_queries_of_the_sources_do_not_grow(node, plenary):
    documents = [make_document(node=node) for _each in range(6)]
    make_case_file(node=node, documents=documents)
    calendar, start = make_calendar(), timezone.now()
    events = [make_event(calendar, f"Reunió {each}", start, start + timedelta(hours=1)) for each in range(6)]
    for source, things in ((DocumentSource(), documents), (EventSource(), events)):
        counts = set()
        for some in (things[:1], things):
            with CaptureQueriesContext(connection) as queries:
                assert len(list(source.entries([thing.pk for thing in some]))) == len(some)
            counts.add(len(queries))
        assert len(counts) == 1
