"""What the house promises, walked by the people it is for (issue sentences in the names)."""

import re
import time
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, TABLET, sign_in, watch

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("town")]

COUNCILLOR, CLERK, SUPPORT, SOCIAL = "marta.soler", "laura.marti", "silvia.ortiz", "carme.batlle"
# Words of a report that only social services may read.
HERS = "seguiment ajuda domicili"
MAIN_SCREENS = (
    "/",
    "/sessions/",
    "/agenda/",
    "/documents/",
    "/cerca/?q=pressupost",
    "/procediments/",
    "/directori/",
    "/expedients/",
    "/compte/",
)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
FOUND_WITHIN_SECONDS = 90


def search(page: Page, words: str) -> dict:
    """The answer of the box as a machine reads it."""
    answer = page.request.get("/cerca/", params={"q": words}, headers={"Accept": "application/json"})
    assert answer.ok, answer.status
    return answer.json()


def search_until_found(page: Page, words: str, title: str) -> dict:
    deadline = time.monotonic() + FOUND_WITHIN_SECONDS
    while time.monotonic() < deadline:
        for hit in search(page, words)["hits"]:
            if title in hit["title"]:
                return hit
        time.sleep(0.5)
    pytest.fail(f"“{words}” does not find {title}")


def test_the_opposition_councillor_reads_tonight_s_papers_on_her_tablet(running_town, browser):
    """She signs in with both factors, opens the convened plenary, reads a paper, finds it again by a word inside."""
    context = browser.new_context(base_url=running_town.address, viewport=TABLET, locale="ca-ES")
    page = watch(context.new_page())
    sign_in(page, running_town.people[COUNCILLOR])
    expect(page.get_by_role("heading", level=1)).to_contain_text("Marta")
    # The last access is told after coming in (L29), or that this is the first one.
    expect(page.locator(".message").first).to_be_visible()

    page.get_by_role("link", name=re.compile("Ple ordinari")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ple ordinari")
    item = page.get_by_text("Moció del grup municipal Arrel Veïnal").first
    item.click()
    page.locator("a[href*='/punt/6/']").first.click()
    page.wait_for_url("**/punt/6/**")
    picture = page.locator("img.leaf__picture").first
    expect(picture).to_be_visible()
    page.wait_for_function("document.querySelector('img.leaf__picture').naturalWidth > 600")
    title = page.locator(".reading__head h2").inner_text()
    words = page.locator(".leaf__text .prose").first.text_content().split()
    phrase = " ".join(words[len(words) // 2 : len(words) // 2 + 6])

    page.locator("#search-q").fill(f'"{phrase}"')
    page.keyboard.press("Enter")
    page.wait_for_url("**/cerca/**")
    expect(page.locator("#results")).to_contain_text(title)
    expect(page.locator("#results mark").first).to_be_visible()
    assert page.complaints == []
    context.close()


def test_the_clerk_uploads_the_transcripts_and_finds_three_by_phrases_from_their_middle(enter, transcripts):
    page = enter(CLERK, size=DESKTOP)
    page.goto("/documents/puja/")
    page.set_input_files("input[type=file]", [str(path) for path in transcripts])
    page.select_option("select[name=node]", label=_series(page, "Expedients de sessió del Ple"))
    page.get_by_role("button", name="Puja els documents").click()
    expect(page.locator("a[href*='/documents/']").filter(has_text=transcripts[-1].stem)).to_be_visible(timeout=120_000)
    for path in (transcripts[0], transcripts[11], transcripts[-1]):
        search_until_found(page, f'"{_phrase_from_the_middle(path)}"', path.stem)
    assert page.complaints == []


def test_without_the_grant_page_file_picture_feed_and_hit_are_not_there(enter, running_town):
    """The clerk of social services reads hers; front desk, councillor and support get 404 and no word of it."""
    social = enter(SOCIAL)
    hit = search_until_found(social, HERS, "INF SEGUIMENT AJUDA DOMICILI")
    address = hit["url"]
    assert social.request.get(address).status == 200
    secret = _new_feed(social)
    assert social.request.get(f"/agenda/feed/{secret}.ics").ok
    for username in (CLERK, COUNCILLOR, SUPPORT):
        page = enter(username)
        for path in (address, f"{address}fitxer/", f"{address}pagina/1.webp"):
            assert page.request.get(path).status == 404, (username, path)
        assert hit["id"] not in {each["id"] for each in search(page, HERS)["hits"]}
        assert hit["title"] not in page.request.get("/documents/").text()
    anonymous = enter(CLERK).context.browser.new_context(base_url=running_town.address).new_page()
    assert anonymous.request.get(f"/agenda/feed/{secret[:-2]}xx.ics").status == 404
    anonymous.context.close()


def test_the_support_technician_sees_no_file_at_all(enter):
    page = enter(SUPPORT)
    answer = search(page, "pressupost")
    assert {each["type"] for each in answer["hits"]} <= {"person", "procedure", "page", "event"}
    page.goto("/documents/")
    assert page.locator(".document-row").count() == 0


def test_a_councillor_reads_on_the_phone_without_scripts(enter):
    page = enter(COUNCILLOR, size=PHONE, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name=re.compile("Ple ordinari")).first.click()
    page.get_by_role("link", name=re.compile("Llegeix|Continua")).first.click()
    expect(page.locator("img.leaf__picture").first).to_be_visible()
    page.locator("a[rel=next]").click()
    expect(page.locator("img.leaf__picture").first).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_main_screens_are_accessible_and_keep_to_their_width(enter, size, scheme):
    """WCAG 2.1 AA by axe (L33), no sideways scrolling, no broken policy, no other host."""
    page = enter(COUNCILLOR, size=size, color_scheme=scheme)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    for address in MAIN_SCREENS:
        page.goto(address)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{address} is {overflow}px too wide"
        violations = Axe().run(page, options=RULES).response["violations"]
        assert violations == [], (address, [(each["id"], each["nodes"][0]["html"]) for each in violations])
        # The checker itself puts styles into the page, which the policy blocks and the browser tells.
        page.complaints.clear()
    assert {url.split("/")[2] for url in requests if not url.startswith("data:")} == {page.url.split("/")[2]}


def test_the_keyboard_reaches_the_content_and_the_search_box(enter):
    page = enter(COUNCILLOR)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"


def _series(page: Page, title: str) -> str:
    labels = page.locator("select[name=node] option").all_text_contents()
    return next(label for label in labels if title in label).strip()


def _phrase_from_the_middle(path: Path) -> str:
    """Seven words that stand together in the middle of the text."""
    words: list[str] = []
    for paragraph in docx.Document(str(path)).paragraphs:
        line = paragraph.text.split()
        words = line if len(line) >= 12 else words
        if len(words) >= 12 and paragraph.text.isprintable():
            candidate = [word for word in words[3:10] if word.isalpha()]
            if len(candidate) == 7:
                phrase = " ".join(candidate)
    return phrase


def _new_feed(page: Page) -> str:
    page.goto("/agenda/subscripcions/")
    page.fill("input[name=name]", "mòbil")
    page.locator("main form").filter(has=page.locator("input[name=name]")).get_by_role("button").click()
    text = page.locator("main").inner_html()
    return re.search(r"/agenda/feed/([\w-]{20,})\.ics", text).group(1)
