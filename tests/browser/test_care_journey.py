"""Those who keep the search and those who keep searches, in a browser: one click for each thing, and no name kept."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, TABLET

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("town")]

COUNCILLOR, CLERK, SECRETARY = "marta.soler", "laura.marti", "elisenda.roca"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
WAITING = "recollida de mobles vells"
KEPT = (
    "/cerca/cura/",
    "/cerca/sinonims/",
    "/cerca/destacats/",
    "/cerca/desades/",
    "/cerca/?q=padró&destaca=empadronar",
)
USES = "from search.models import SearchUse; print(list(SearchUse.objects.values_list('text', 'clicked')))"


def violations(page: Page) -> list[str]:
    results = Axe().run(page, options=RULES)
    return [violation["id"] for violation in results.response["violations"]]


def test_the_secretary_mends_a_search_with_one_word_and_undoes_it(enter):
    page = enter(SECRETARY, size=PHONE)
    page.goto("/cerca/cura/")
    row = page.locator(".kept__need", has_text=WAITING)
    row.locator("summary").first.click()
    row.locator("[name=other]").fill("trastos")
    row.locator("[name=other]").press("Enter")
    expect(page.locator(".kept__need", has_text=WAITING)).to_have_count(0)
    page.locator("form[action='/cerca/desfes/'] button").click()
    expect(page.locator(".kept__need", has_text=WAITING)).to_have_count(1)
    assert page.complaints == []


def test_the_secretary_pins_what_people_should_have_found(enter):
    page = enter(SECRETARY)
    page.goto("/cerca/cura/")
    row = page.locator(".kept__need", has_text=WAITING)
    row.locator("summary").last.click()
    row.locator(".kept__line [name=q]").fill("residus")
    row.locator(".kept__line [name=q]").press("Enter")
    page.locator(".kept__pin button").first.click()
    expect(page.get_by_test_id("pinned")).to_be_visible()
    assert "mobles" in page.url
    page.locator("form[action='/cerca/desfes/'] button").click()
    expect(page.get_by_test_id("pinned")).to_have_count(0)


def test_the_page_tells_what_was_looked_for_and_opened_without_who(running_town, enter):
    page = enter(CLERK)
    with page.expect_response("**/cerca/clic/") as shown:
        page.goto("/cerca/?q=arbrat")
    assert shown.value.status == 204
    with page.expect_response("**/cerca/clic/") as opened:
        page.locator(".result__title a").first.click()
    assert opened.value.status == 204
    assert "('arbrat', True)" in running_town.manage("shell", "-v0", "-c", USES)


def test_a_search_is_kept_with_one_click(enter):
    page = enter(COUNCILLOR, size=PHONE)
    page.goto("/cerca/?q=pressupost")
    page.locator("form[action='/cerca/desa/'] button").click()
    page.locator(".kept__save a[href*='desades']").first.click()
    expect(page.locator(".kept__saved", has_text="pressupost")).to_be_visible()
    page.locator(".kept__saved", has_text="pressupost").locator("form[action$='/esborra/'] button").click()
    expect(page.locator(".kept__saved", has_text="pressupost")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_kept_is_accessible_and_keeps_to_its_width(enter, size, scheme):
    page = enter(SECRETARY, size=size, color_scheme=scheme)
    for address in KEPT:
        page.goto(address)
        for summary in page.locator(".kept__mend > summary, .kept__more > summary").all()[:2]:
            summary.click()
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{address} is {overflow}px too wide"
        assert violations(page) == [], address
