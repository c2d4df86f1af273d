"""Synthetic towns: any size, the same for the same seed, with people who are not superusers."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from agenda.calendars.models import Event
from agenda.meetings.models import Meeting
from docs_library.documents.models import Document, PageText
from docs_library.records.models import CaseFile
from intranet.people.models import User

pytestmark = pytest.mark.django_db


def seed(**sizes) -> None:
    call_command(
        "seed", stdout=StringIO(), **{"documents": 40, "events": 20, "case_files": 5, "exceptions": 6, **sizes}
    )


def test_a_town_has_the_size_that_was_asked_for(db):
    seed(documents=45, events=30, case_files=7)
    assert (Document.objects.count(), Event.objects.count(), CaseFile.objects.count()) == (45, 30, 7)
    assert Document.objects.filter(current_version__isnull=True).count() == 0
    assert PageText.objects.count() == 45
    assert Event.objects.filter(is_recurring=True).exists()


def test_a_second_seed_adds_to_the_first_and_differs(db):
    seed(seed=1)
    first = list(Document.objects.order_by("pk").values_list("title", flat=True))
    seed(seed=2)
    second = list(Document.objects.order_by("pk").values_list("title", flat=True))[len(first) :]
    assert len(second) == len(first)
    assert first != second


def test_the_clerk_the_councillor_and_the_stranger_read_each_their_own(db):
    seed(documents=300, exceptions=20)
    clerk, councillor, stranger = (
        User.objects.get(username=f"sintetic1.{role}") for role in ("clerk", "councillor", "stranger")
    )
    assert not any(person.is_superuser for person in (clerk, councillor, stranger))
    readable = {person.username: Document.objects.readable(person).count() for person in (clerk, councillor, stranger)}
    assert 0 < readable["sintetic1.councillor"] < readable["sintetic1.clerk"] <= 300
    assert readable["sintetic1.stranger"] == 0
    assert Meeting.objects.readable(councillor).exists()


def test_the_same_seed_makes_the_same_town(db):
    assert _town_of(7) == _town_of(7) != _town_of(8)


def _town_of(number: int) -> list:
    """What a seed makes, in a transaction that leaves nothing behind."""
    with transaction.atomic():
        seed(seed=number)
        documents = Document.objects.order_by("pk").values_list("title", "date", "node__code")
        made = [*documents, *PageText.objects.order_by("pk").values_list("text", flat=True)]
        transaction.set_rollback(True)
    return made
