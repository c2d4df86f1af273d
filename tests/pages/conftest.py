from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page, Site

from intranet.access.models import Level
from intranet.access.principals import staff
from intranet.access.services import grant
from intranet.pages.models import HomePage, NewsPage, ProcedureIndexPage, ProcedurePage, SectionPage
from tests.factories import make_person, make_scope, make_unit


@pytest.fixture
def clerk(town):
    return make_person("laura.marti", roles=["clerk"], units=[make_unit("Registre")])


@pytest.fixture
def site(town):
    """Home, the shelf of procedures and a section for news; only the staff read what is below."""
    root = Page.get_first_root_node()
    Page.objects.child_of(root).delete()
    root = Page.objects.get(pk=root.pk)
    home = root.add_child(instance=HomePage(title="Escriptori", slug="home"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "testserver", "root_page": home})
    scope = make_scope("section", "Pàgines")
    grant(None, scope, staff(), Level.READ)
    home.add_child(instance=ProcedureIndexPage(title="Procediments", slug="procediments", scope=scope))
    home.add_child(instance=SectionPage(title="Notícies", slug="noticies", scope=scope))
    return home


@pytest.fixture
def procedure(site):
    page = ProcedurePage(
        title="Alta al padró",
        slug="alta-al-padro",
        summary="Com s’empadrona una persona nova.",
        term="3 mesos",
        review_date=date.today() + timedelta(days=90),
        steps=[
            (
                "step",
                {"title": "Rep la sol·licitud", "who": "Registre", "when": "El mateix dia", "text": "<p>Fes-ho.</p>"},
            )
        ],
    )
    ProcedureIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    return ProcedurePage.objects.get(pk=page.pk)


@pytest.fixture
def news(site):
    page = NewsPage(title="Tanquem a les dues", slug="tanquem", date=date.today(), body="<p>Per Sant Roc.</p>")
    SectionPage.objects.get().add_child(instance=page)
    return page


@pytest.fixture
def editor(site):
    """May write every page of the site in Wagtail, and is granted to read none."""
    group = Group.objects.create(name="Redacció")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=site, permission=permission)
    person = make_person("editora.cega")
    person.groups.add(group)
    return person
