"""From a word typed in haste to the right page of a paper, with the keyboard or the thumb alone (R19, L33)."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, TABLET
from tests.browser.test_journeys import COUNCILLOR, RULES, SOCIAL, SUPPORT

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("town")]

MISTYPED, MEANT = "presuposst", "pressupost"
SERIES = re.compile("Projectes d'obres municipals")
PAPER, ITS_PAGE = "INF TECNIC OBRES CARRER MAJOR", 2
FIELD = "#palette-q"


def has_focus(element: Locator) -> bool:
    return element.evaluate("element => element === document.activeElement")


def walk_to(page: Page, element: Locator, key: str = "Tab") -> None:
    """Press the key until that element has the focus, as somebody without a mouse does."""
    for _ in range(80):
        if has_focus(element):
            return
        page.keyboard.press(key)
    pytest.fail(f"{key} does not lead to {element}")


def skip_to_content(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def open_palette(page: Page, keys: str = "Control+k") -> Locator:
    """The palette, with its list already there."""
    page.keyboard.press(keys)
    palette = page.locator("#palette")
    expect(palette.get_by_role("option").first).to_be_visible()
    return palette


def violations(page: Page) -> list:
    found = Axe().run(page, options=RULES).response["violations"]
    # The checker itself puts styles into the page, which the policy blocks and the browser tells.
    page.complaints.clear()
    return [(each["id"], each["nodes"][0]["html"]) for each in found]


def test_a_councillor_finds_the_right_page_with_the_keyboard_alone(enter):
    """She types with an error, takes what was meant, narrows by two filters, and the paper opens on its page."""
    page = enter(COUNCILLOR, size=DESKTOP)
    page.goto("/agenda/")
    open_palette(page)
    page.keyboard.type(MISTYPED)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cerca/?q={MISTYPED}")

    skip_to_content(page)
    walk_to(page, page.get_by_test_id("did-you-mean"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cerca/?q={MEANT}")
    everything = int(page.locator("h1").inner_text().split()[0])

    skip_to_content(page)
    documents = page.locator("[data-facet='tipus:document']")
    walk_to(page, documents)
    page.keyboard.press("Enter")
    expect(documents).to_have_attribute("aria-current", "true")
    assert has_focus(documents)
    series = page.locator("[data-facet^='serie:']").filter(has_text=SERIES)
    counted = int(series.locator(".facet-group__count").inner_text())
    walk_to(page, series)
    page.keyboard.press("Enter")
    expect(page.locator(".chip--removable")).to_have_count(2)
    assert page.locator(".result").count() == counted < everything
    expect(page.get_by_role("status").locator("h1")).to_contain_text(str(counted))

    result = page.locator(".result").filter(has_text=PAPER)
    walk_to(page, result.locator(".result__facts a"), "Shift+Tab")
    expect(result.locator(".result__facts a")).to_have_text(f"p. {ITS_PAGE}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/documents/**pagina={ITS_PAGE}**")
    sheet = page.locator(f"#p{ITS_PAGE}")
    expect(sheet).to_be_in_viewport()
    expect(sheet.locator("mark").filter(has_text=re.compile(MEANT, re.I)).first).to_be_visible()
    marks = sheet.locator(".sheet__found")
    expect(marks).to_be_visible()
    assert "<rect" in page.request.get(marks.get_attribute("src")).text()
    assert page.complaints == []


def test_a_stranger_with_the_same_addresses_learns_nothing(enter):
    page = enter(COUNCILLOR)
    page.goto(f"/cerca/?q={MEANT}&tipus=document")
    paper = page.locator(".result__title a").filter(has_text=PAPER)
    address = paper.get_attribute("href").split("?")[0]
    series = page.locator("[data-facet^='serie:']").filter(has_text=SERIES).get_attribute("data-facet").split(":")[1]

    stranger = enter(SUPPORT)
    for query in (f"q={MEANT}&tipus=document", f"q={MISTYPED}&serie={series}", f'q="{PAPER}"'):
        stranger.goto(f"/cerca/?{query}")
        expect(stranger.locator("#results")).to_be_visible()
        assert PAPER not in stranger.content().replace(f'"{PAPER}"', "").replace(f"&quot;{PAPER}&quot;", "")
        assert stranger.locator("[data-facet^='tipus:document'], [data-facet^='serie:F']").count() == 0
    for path in (address, f"{address}fitxer/", f"{address}?pagina={ITS_PAGE}&q={MEANT}", f"{address}pagina/2.webp"):
        assert stranger.request.get(path).status == 404, path
    palette = open_palette(stranger)
    with stranger.expect_response("**/cerca/suggeriments/**"):
        stranger.keyboard.type(PAPER[:15])
    expect(palette.locator(".suggestion--all")).to_be_visible()
    assert palette.locator(".suggestion__facts").count() == 0


def test_the_palette_leads_to_a_title_and_to_a_page_of_the_house_by_arrows(enter):
    page = enter(COUNCILLOR)
    page.goto("/")
    palette = open_palette(page, "/")
    page.keyboard.type("procedim")
    expect(palette.get_by_role("option").first).to_contain_text("Procediments")
    page.keyboard.press("ArrowDown")
    chosen = palette.locator("[aria-selected=true]")
    assert page.locator(FIELD).get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url("**/procediments/")

    palette = open_palette(page, "/")
    page.keyboard.type("tecnic inf")
    expect(palette.locator(".suggestion__facts").first).to_be_visible()
    wanted = palette.get_by_role("option").filter(has_text=PAPER)
    for _ in range(palette.get_by_role("option").count()):
        if wanted.get_attribute("aria-selected") == "true":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/*/")
    assert page.complaints == []


def test_the_keys_of_the_palette_leave_those_who_write_alone(enter):
    page = enter(COUNCILLOR)
    page.goto("/directori/")
    palette = page.locator("#palette")
    box = page.locator("#search-q")
    box.focus()
    page.keyboard.type("a/b")
    assert box.input_value() == "a/b"
    expect(palette).to_be_hidden()
    page.keyboard.press("Escape")
    page.locator("#main").focus()
    for keys in ("Control+/", "Alt+/", "Control+Shift+k"):
        page.keyboard.press(keys)
        expect(palette).to_be_hidden()
    link = page.locator(".rail a").first
    link.focus()
    open_palette(page, "Meta+k")
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()
    assert has_focus(link)
    # On many keyboards the slash is typed with Shift.
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '/', shiftKey: true, bubbles: true}))"
    )
    expect(palette).to_be_visible()
    page.locator("[data-palette-close]").click()
    expect(palette).to_be_hidden()


def test_on_a_phone_the_search_opens_by_thumb_and_the_filters_stay_open(enter):
    page = enter(COUNCILLOR, size=PHONE, has_touch=True)
    page.goto("/sessions/")
    page.locator(".bottombar [data-palette]").tap()
    palette = page.locator("#palette")
    expect(palette).to_be_visible()
    assert palette.bounding_box()["height"] == PHONE["height"]
    page.keyboard.type(MISTYPED)
    page.keyboard.press("Enter")
    page.wait_for_url("**/cerca/**")
    meant = page.get_by_test_id("did-you-mean")
    expect(meant).to_be_in_viewport()
    assert meant.bounding_box()["y"] > PHONE["height"] / 2
    meant.tap()
    page.wait_for_url(f"**/cerca/?q={MEANT}")
    page.locator(".results__filter:visible").tap()
    sheet = page.locator("#narrow")
    page.locator("[data-facet='tipus:document']").tap()
    expect(page.locator("[data-facet='tipus:document'][aria-current]")).to_be_visible()
    page.locator("[data-facet^='serie:']").filter(has_text=SERIES).tap()
    expect(page.locator("[data-facet^='serie:'][aria-current]")).to_be_visible()
    sheet.locator(".narrow__foot button").tap()
    expect(sheet).to_be_hidden()
    expect(page.locator(".chip--removable")).to_have_count(2)
    page.locator(".chip--removable").first.tap()
    expect(page.locator(".chip--removable")).to_have_count(1)
    page.go_back()
    expect(page.locator(".chip--removable")).to_have_count(2)
    assert page.complaints == []


def test_without_scripts_the_search_button_leads_to_the_search_and_filters_work(enter):
    page = enter(SOCIAL, size=PHONE, java_script_enabled=False)
    page.goto("/")
    page.locator(".bottombar [data-palette]").click()
    page.wait_for_url("**/cerca/")
    page.locator("#search-q").fill(MEANT)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cerca/?q={MEANT}")
    page.locator(".results__filter:visible").click()
    page.locator("[data-facet^='tipus:']").first.click()
    page.wait_for_url("**tipus=**")


@pytest.mark.parametrize("size", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_palette_results_and_empty_pages_are_accessible_and_keep_to_their_width(enter, size, scheme):
    page = enter(COUNCILLOR, size=size, color_scheme=scheme)
    for address in (f"/cerca/?q={MISTYPED}", f"/cerca/?q={MEANT}&any=1999", "/cerca/?q=zzzxqy", "/cerca/"):
        page.goto(address)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{address} is {overflow}px too wide"
        assert violations(page) == [], address
    page.goto(f"/cerca/?q={MEANT}")
    button = page.locator(".results__filter:visible")
    if button.count():
        button.click()
        assert violations(page) == [], "filters"
        page.keyboard.press("Escape")
    palette = open_palette(page)
    page.keyboard.type(" obres")
    expect(palette.locator(".suggestion--all")).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert violations(page) == [], "palette"
