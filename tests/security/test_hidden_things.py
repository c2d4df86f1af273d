"""What the corners of the house told of hidden things, and no longer do."""

import stat

import pytest
from django.test import Client
from wagtail.models import Page

from docs_library.documents.reading import read
from intranet.access.explain import explain_to
from intranet.pages.models import HomePage, NewsPage, SectionPage
from search.engines.generations import IndexFolder
from tests.factories import give, make_body, make_document, make_node, make_person, make_scope

pytestmark = pytest.mark.django_db
TITLE, NEWS = "Expropiació reservada", "Preu ofert al propietari"


@pytest.fixture
def hidden(town):
    """A section that nobody reads, with a news item in it, below the home page."""
    home = HomePage(title="Escriptori", slug="escriptori")
    Page.objects.get(depth=1).add_child(instance=home)
    section = SectionPage(title=TITLE, slug="expropiacio", scope=make_scope("section", inherits=False))
    home.add_child(instance=section)
    section.add_child(
        instance=NewsPage(title=NEWS, slug="preu", scope=section.scope, date="2026-01-01", body="<p>Text</p>")
    )
    return section


@pytest.fixture
def technician(signed_in):
    """Technical administration reads nothing by that."""
    return signed_in(make_person("tecnica.total", is_superuser=True, is_staff=True))


def tells(response) -> bool:
    return TITLE in response.content.decode() or NEWS in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/editor/pages/{section}/",
        "/editor/pages/{section}/results/",
        "/editor/choose-page/{section}/",
        "/editor/choose-page/chosen-multiple/?id={section}&id={news}",
        "/editor/bulk/wagtailcore/page/delete/?id={section}&id={news}",
        "/editor/bulk/wagtailcore/page/publish/?id={news}",
        "/editor/bulk/wagtailcore/page/move/?id=all&childOf={section}",
        "/editor/bulk/wagtailcore/page/unpublish/?id=all&childOf={home}",
    ],
)
def test_no_address_of_the_editor_names_a_hidden_page(technician, hidden, address):
    pks = {"section": hidden.pk, "news": hidden.get_children().get().pk, "home": hidden.get_parent().pk}
    response = technician.get(address.format(**pks))
    assert response.status_code == 404
    assert not tells(response)


def test_nobody_throws_away_a_page_that_they_do_not_see(technician, hidden):
    news = hidden.get_children().get()
    assert technician.post(f"/editor/bulk/wagtailcore/page/delete/?id={news.pk}").status_code == 404
    assert Page.objects.filter(pk=news.pk).exists()


def test_nobody_copies_a_page_to_where_they_do_not_see(technician, hidden):
    seen = SectionPage(title="Notícies", slug="noticies", scope=make_scope("section"))
    hidden.get_parent().add_child(instance=seen)
    give(make_person("algu.mes"), seen.scope)
    give(technician_of(technician), seen.scope)
    data = {"new_title": "Còpia", "new_slug": "preu", "new_parent_page": hidden.pk}
    response = technician.post(f"/editor/pages/{seen.pk}/copy/", data)
    assert response.status_code == 404
    assert hidden.get_children().count() == 1


def technician_of(client: Client):
    from intranet.people.models import User

    return User.objects.get(pk=client.session["_auth_user_id"])


def test_whoever_may_read_it_finds_it_in_the_editor(technician, hidden):
    give(technician_of(technician), hidden.scope)
    assert tells(technician.get(f"/editor/pages/{hidden.pk}/"))


def test_the_editor_has_a_policy_of_its_own_and_the_rest_the_strict_one(technician, hidden):
    editor = technician.get("/editor/")["Content-Security-Policy"]
    assert "object-src 'none'" in editor
    assert "default-src 'none'" in editor
    assert "unsafe-inline" not in technician.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in technician.get("/editor/pages/999999/")["Content-Security-Policy"]


def test_the_readers_of_a_paper_are_not_told_the_case_file_it_comes_from(stranger):
    """The panel names places; a member of the body knows neither the case file nor the other meeting."""
    member = make_person("montserrat.vidal")
    body = make_body("Junta", members=[member])
    node = make_node("L01", "Ajuts")
    case_file = make_scope("case_file", "2026/0042 AJUT FAMILIA PUIG", parent=node.scope, inherits=False)
    give(stranger, case_file)
    first = make_scope("papers", "Junta ordinària 12/11/2026 · 2026/0042", parent=case_file)
    give(make_person("una.altra"), first)
    second = make_scope("papers", "Ple", parent=first)
    give(body, second)
    document = make_document(node=node, scope=second)
    told = {reason.through for reason, _mine in explain_to(member, document.scope_id)}
    assert "2026/0042" not in " ".join(told)
    assert "Junta ordinària" not in " ".join(told)
    assert "2026/0042 AJUT FAMILIA PUIG" in {reason.through for reason, _mine in explain_to(stranger, second.pk)}


@pytest.fixture
def halfway(town):
    """The password was right; the second factor is owed."""
    person = make_person("marta.soler", password="una-frase-llarga-de-debo")
    person.totpdevice_set.create(name="mòbil", confirmed=True)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_with_the_password_alone_the_health_page_tells_no_parts(halfway):
    assert "parts" not in halfway.get("/salut/").json()


def test_with_the_password_alone_the_open_pages_show_nobody(halfway):
    assert "Soler" not in halfway.get("/accessibilitat/").content.decode()


@pytest.mark.parametrize(
    "address", ["people:account", "desk", "//mal.example", "/\\mal.example", "https://mal.example"]
)
def test_the_way_on_is_a_path_of_ours_or_the_desk(signed_in, stranger, address):
    assert signed_in(stranger).get("/entra/", {"next": address})["Location"] == "/"
    back = signed_in(stranger).post("/aparenca/", {"theme": "dark", "next": address})
    assert back["Location"] == "/"


def test_a_page_number_of_thousands_of_figures_opens_at_the_last_page(stranger):
    version = make_document(node=make_node()).current_version
    assert read(version, "9" * 5_000).wanted == version.page_count


def test_the_index_is_for_the_user_of_the_process_alone(tmp_path):
    folder = IndexFolder(tmp_path / "index", version="v1")
    generation = folder.new_generation()
    for place in (generation, folder.root):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
