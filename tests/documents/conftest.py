"""A room of the library with a clerk who may file in it, a reader who may not, and nobody else."""

import pytest

from docs_library.documents.processing import programs
from tests.factories import give, make_document_type, make_node, make_person, make_scope


@pytest.fixture
def clerk(town):
    return make_person("rosa.arxiu")


@pytest.fixture
def reader(town):
    return make_person("joan.lector")


@pytest.fixture
def node(clerk, reader):
    """An open series that the clerk edits and the reader reads."""
    made = make_node("A01.02", "Llicències d'obres")
    give(clerk, made.scope, "edit")
    give(reader, made.scope, "read")
    make_document_type("INF")
    return made


@pytest.fixture
def hidden_node(town):
    """A series that neither of them knows of."""
    return make_node("H05", "Serveis socials", scope=make_scope("node", "Serveis socials", inherits=False))


@pytest.fixture
def no_programs(monkeypatch):
    """A bare machine: neither LibreOffice nor Tesseract."""
    monkeypatch.setattr(programs, "find", lambda name: None)
