"""The frame, the guide and the pages that say what went wrong."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.factories import make_person
from theme.guide import LONG_TITLE


@pytest.fixture
def clerk(town, signed_in):
    return signed_in(make_person("nuria.puig"))


def test_the_guide_shows_every_component_inside_the_frame(clerk):
    page = clerk.get(reverse("theme:guide"))
    assert page.status_code == 200
    for part in (LONG_TITLE, 'id="main"', "skip-link", "bottombar", "meeting-card", "dropzone", "pagination"):
        assert part in page.content.decode().replace("&#x27;", "'")


def test_a_stranger_without_session_does_not_reach_the_guide(town):
    assert Client().get(reverse("theme:guide")).status_code == 302


def test_every_page_links_the_accessibility_statement(clerk):
    """L33."""
    assert reverse("pages:accessibility") in clerk.get(reverse("theme:guide")).content.decode()


def test_the_main_navigation_marks_where_we_are(town):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    page = render_to_string("theme/layouts/base.html", {"section": "agenda"}, request=request)
    assert page.count('aria-current="true"') == 2


@pytest.mark.parametrize("choice", ["light", "dark", "auto"])
def test_the_chosen_appearance_is_kept_and_the_server_draws_it(clerk, choice):
    answer = clerk.post(reverse("theme:appearance"), {"theme": choice, "next": reverse("theme:guide")})
    assert answer["Location"] == reverse("theme:guide")
    assert f'data-theme="{choice}"' in clerk.get(reverse("theme:guide")).content.decode()


def test_an_unknown_appearance_changes_nothing(clerk):
    clerk.post(reverse("theme:appearance"), {"theme": '"><script>'})
    assert 'data-theme="auto"' in clerk.get(reverse("theme:guide")).content.decode()


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org", "javascript:alert(1)", ""])
def test_the_way_back_never_leaves_the_house(clerk, address):
    assert clerk.post(reverse("theme:appearance"), {"theme": "dark", "next": address})["Location"] == "/"


def test_the_appearance_is_not_changed_by_a_link(clerk):
    assert clerk.get(reverse("theme:appearance")).status_code == 405


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "500"])
def test_an_error_page_needs_neither_request_nor_town(code):
    page = render_to_string(f"{code}.html")
    assert "<h1>" in page
    assert reverse("pages:accessibility") in page
