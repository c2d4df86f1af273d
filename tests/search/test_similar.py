"""More like this, on the page of a document and of a case file: under own scopes and never in the way."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docs_library.documents.search_source import DocumentSource
from docs_library.records.search_source import CaseFileSource
from intranet.access.scopes import readable_scope_ids
from intranet.access.services import revoke
from search import consumer, sources
from search.engines import get_engine
from search.similar import similar_to
from tests.factories import give, make_case_file, make_document, make_node, make_person, make_scope

HTMX = {"HX-Request": "true"}
OBRES = ("Reurbanització del carrer Major amb llambordes i enllumenat nou",)
MES_OBRES = ("Les llambordes del carrer Major i l'enllumenat de la reurbanització",)


@pytest.fixture
def clerk(town):
    return make_person("rosa.arxiu")


@pytest.fixture
def node(clerk):
    made = make_node("A01.02", "Projectes d'obres")
    give(clerk, made.scope, "read")
    return made


@pytest.fixture
def hidden_node(town):
    """A series that the clerk does not know of."""
    return make_node("H05", "Serveis socials", scope=make_scope("node", "Serveis socials", inherits=False))


@pytest.fixture
def real_sources():
    for source in (DocumentSource(), CaseFileSource()):
        sources.register(source)


def index(*things) -> None:
    """The index with those things and nothing else."""
    keys = {"Document": "document", "CaseFile": "casefile"}
    wanted = [(sources.get_source(keys[type(thing).__name__]), thing.pk) for thing in things]
    entries = [entry for source, pk in wanted for entry in source.entries([pk])]
    get_engine().rebuild(entries, reason="test")


def titles(response) -> list[str]:
    section = response.content.decode().partition('<ul class="rows')[2].partition("</ul>")[0]
    return re.findall(r'<a href="[^"]+">([^<]+)</a>', section)


@pytest.mark.usefixtures("engine", "real_sources")
class TestBothEngines:
    def test_a_document_leads_to_others_that_speak_of_the_same(self, signed_in, clerk, node):
        one = make_document("MEM CARRER 01032026", node=node, pages=OBRES)
        other = make_document("INF LLAMBORDES 02032026", node=node, pages=MES_OBRES)
        index(one, other, make_document("INF PADRO 03032026", node=node, pages=("El padró d'habitants",)))
        response = signed_in(clerk).get(f"/documents/{one.pk}/semblants/", headers=HTMX)
        assert titles(response) == ["INF LLAMBORDES 02032026"]
        assert f'href="/documents/{other.pk}/"' in response.content.decode()

    def test_a_case_file_leads_to_others_about_the_same(self, signed_in, clerk, node):
        one = make_case_file("REURBANITZACIO DEL CARRER MAJOR", node=node)
        other = make_case_file("CARRER MAJOR REURBANITZACIO FASE DOS", node=node)
        index(one, other, make_case_file("PADRO MUNICIPAL D'HABITANTS", node=node))
        response = signed_in(clerk).get(f"/expedients/{one.pk}/semblants/", headers=HTMX)
        assert titles(response) == [str(other)]

    def test_what_is_hidden_resembles_nothing(self, signed_in, clerk, stranger, node, hidden_node):
        one = make_document("MEM CARRER 01032026", node=node, pages=OBRES)
        hidden = make_document("INF CONFIDENCIAL 02032026", node=hidden_node, pages=MES_OBRES)
        index(one, hidden)
        response = signed_in(clerk).get(f"/documents/{one.pk}/semblants/")
        assert "CONFIDENCIAL" not in response.content.decode()
        assert titles(response) == []
        for address in (f"/documents/{hidden.pk}/semblants/", "/documents/987654/semblants/"):
            assert signed_in(clerk).get(address).status_code == 404
        assert signed_in(stranger).get(f"/documents/{one.pk}/semblants/").status_code == 404

    def test_a_hidden_text_does_not_change_what_resembles(self, clerk, node, hidden_node):
        """The asker's own text holds a rare word to try: whether a hidden text has it too must not be told."""
        words = [f"mot{letter * 3}u" for letter in "abcdefghijklmn"]
        fillers = [" ".join(words[at] for at in range(14) if (at + page) % 3 == 0) for page in range(12)]
        probe = make_document("SONDA", node=node, pages=(" ".join([*words, "zzocult"]),))
        seen = [make_document(f"INF {page}", node=node, pages=(text,)) for page, text in enumerate(fillers)]
        seen.append(make_document("INF ALTRE", node=node, pages=(" ".join([*words[-2:], "res"]),)))
        hidden = make_document("AMAGAT", node=hidden_node, pages=("zzocult",))
        answers = []
        for held in ([probe, *seen], [probe, *seen, hidden]):
            index(*held)
            found = get_engine().similar(f"document:{probe.pk}", readable_scope_ids(clerk), limit=40)
            answers.append({one.id for one in found})
        assert answers[0] == answers[1]
        assert f"document:{seen[-1].pk}" in answers[0]

    def test_a_grant_that_ended_takes_its_documents_away_at_once(self, signed_in, clerk, node, hidden_node):
        for_now = give(clerk, hidden_node.scope, "read")
        one = make_document("MEM CARRER 01032026", node=node, pages=OBRES)
        index(one, make_document("INF CONFIDENCIAL 02032026", node=hidden_node, pages=MES_OBRES))
        client = signed_in(clerk)
        assert titles(client.get(f"/documents/{one.pk}/semblants/")) == ["INF CONFIDENCIAL 02032026"]
        revoke(None, for_now, reason="prova")
        assert titles(client.get(f"/documents/{one.pk}/semblants/")) == []


@pytest.mark.usefixtures("real_sources")
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["llambordes", "enllumenat", "reurbanització", "zzoculta"]), min_size=2, max_size=8))
def test_no_words_of_a_hidden_document_bring_it_up(clerk, node, hidden_node, words):
    one = make_document("MEM CARRER 01032026", node=node, pages=(" ".join([*OBRES, *words]),))
    seen = make_document("INF LLAMBORDES 02032026", node=node, pages=MES_OBRES)
    hidden = make_document("INF ZZOCULTA 03032026", node=hidden_node, pages=(" ".join(words),))
    index(one, seen, hidden)
    assert {offer.url for offer in similar_to(clerk, "document", one.pk)} <= {f"/documents/{seen.pk}/"}


# --- Never in the way ----------------------------------------------------------------------------


@pytest.mark.usefixtures("real_sources")
def test_without_an_index_nothing_resembles_and_it_is_mended(signed_in, clerk, node, monkeypatch):
    woken = []
    monkeypatch.setattr(consumer, "wake", lambda: woken.append(True))
    document = make_document(node=node)
    client = signed_in(clerk)
    part = client.get(f"/documents/{document.pk}/semblants/", headers=HTMX)
    assert part.status_code == 200
    assert not part.content.strip()
    assert client.get(f"/documents/{document.pk}/semblants/").status_code == 200
    assert woken


@pytest.mark.usefixtures("real_sources")
def test_the_page_of_a_document_only_leaves_room_for_them(signed_in, clerk, node, monkeypatch):
    """The index is asked when the reader comes to that place, so it cannot make the page wait."""
    document = make_document(node=node)
    monkeypatch.setattr("search.similar.get_engine", lambda: pytest.fail("the page asked the index"))
    address = f"/documents/{document.pk}/"
    page = signed_in(clerk).get(address).content.decode()
    assert f'hx-get="{address}semblants/"' in page
    assert f'href="{address}semblants/"' in page
    assert "semblants" not in signed_in(clerk).get(address, headers=HTMX).content.decode()


@pytest.mark.usefixtures("real_sources")
def test_the_queries_do_not_grow_with_what_resembles(signed_in, clerk, node):
    client, counts = signed_in(clerk), []
    one = make_document("MEM CARRER 01032026", node=node, pages=OBRES)
    others = [make_document(f"INF OBRES {number}", node=node, pages=MES_OBRES) for number in range(5)]
    for shown in (1, 5):
        index(one, *others[:shown])
        client.get(f"/documents/{one.pk}/semblants/")
        with CaptureQueriesContext(connection) as queries:
            assert len(titles(client.get(f"/documents/{one.pk}/semblants/"))) == shown
        counts.append(len(queries))
    assert counts[0] == counts[1]
