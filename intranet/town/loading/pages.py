"""News and internal procedures of the demo town, as Wagtail pages."""

from django.contrib.auth.models import Group, Permission
from django.utils.html import format_html, format_html_join
from wagtail.models import GroupPagePermission, Page, Site

from intranet.access.models import Level, Scope
from intranet.access.principals import role
from intranet.access.services import create_scope, grant
from intranet.pages.models import HomePage, NewsPage, ProcedureIndexPage, ProcedurePage, SectionPage
from intranet.people.municipality import town_scope
from intranet.town.demo.shapes import DemoContent, DemoNews, DemoProcedure
from intranet.town.loading.index import Index
from intranet.town.loading.people import REASON

EDITOR_PERMISSIONS = ["add_page", "change_page", "publish_page"]


def load(content: DemoContent, index: Index) -> None:
    home = _home()
    _let_editors_write(home)
    scope = create_scope(Scope.Kind.SECTION, "Pàgines", parent=town_scope())
    grant(None, scope, role("secretary"), Level.MANAGE, reason=REASON)
    grant(None, scope, role("method_lead"), Level.EDIT, reason=REASON)
    shelf = home.add_child(instance=ProcedureIndexPage(title="Procediments", slug="procediments", scope=scope))
    for procedure in content.procedures:
        _publish(shelf, _procedure(procedure, index), index)
    section = home.add_child(instance=SectionPage(title="Notícies", slug="noticies", scope=scope))
    for news in content.news:
        _publish(section, _news(news), index)


def _home() -> HomePage:
    """Our own home in place of the welcome page that Wagtail's migrations leave."""
    root = Page.get_first_root_node()
    Page.objects.child_of(root).filter(slug="home").update(slug="wagtail-welcome")
    home = root.add_child(instance=HomePage(title="Escriptori", slug="home"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "127.0.0.1", "port": 8000, "root_page": home}
    )
    Page.objects.get(slug="wagtail-welcome").delete()
    return HomePage.objects.get(pk=home.pk)


def _let_editors_write(home: HomePage) -> None:
    group = Group.objects.get(name="Redacció")
    for permission in Permission.objects.filter(
        codename__in=EDITOR_PERMISSIONS, content_type__app_label="wagtailcore"
    ):
        GroupPagePermission.objects.create(group=group, page=home, permission=permission)


def _publish(parent: Page, page: Page, index: Index) -> None:
    parent.add_child(instance=page)
    page.save_revision(user=index.secretary, log_action=False).publish(log_action=False)


def _procedure(shape: DemoProcedure, index: Index) -> ProcedurePage:
    return ProcedurePage(
        title=shape.title,
        slug=shape.slug,
        summary=shape.summary,
        owner_person=index.people[shape.owner],
        legal_basis=shape.legal_basis,
        term=shape.term,
        silence=shape.silence,
        review_date=shape.review,
        is_public=shape.is_public,
        steps=[
            (
                "step",
                {"title": step.title, "who": step.who, "when": step.when, "text": format_html("<p>{}</p>", step.text)},
            )
            for step in shape.steps
        ],
        pitfalls=format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((text,) for text in shape.mistakes))),
    )


def _news(shape: DemoNews) -> NewsPage:
    body = format_html_join("", "<p>{}</p>", ((text,) for text in shape.paragraphs))
    return NewsPage(title=shape.title, slug=shape.slug, date=shape.date, body=body)
