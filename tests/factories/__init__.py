"""People and things for the tests, readable and without chance: names and numbers come in sequence."""

from tests.factories.agenda import make_body, make_calendar, make_event, make_meeting
from tests.factories.library import (
    make_case_file,
    make_document,
    make_document_type,
    make_node,
    make_pdf,
    make_scheme,
)
from tests.factories.people import give, make_municipality, make_person, make_scope, make_unit

__all__ = [
    "give",
    "make_body",
    "make_calendar",
    "make_case_file",
    "make_document",
    "make_document_type",
    "make_event",
    "make_meeting",
    "make_municipality",
    "make_node",
    "make_pdf",
    "make_person",
    "make_scheme",
    "make_scope",
    "make_unit",
]
