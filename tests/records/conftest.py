"""A series, and the clerk who opens case files in it."""

import pytest

from tests.factories import give, make_node, make_person


@pytest.fixture
def clerk(town):
    return make_person("nuria.vidal")


@pytest.fixture
def series(clerk):
    node = make_node("U11", "Llicències d'obres")
    give(clerk, node.scope, "edit")
    return node
