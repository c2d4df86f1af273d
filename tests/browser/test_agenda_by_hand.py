"""The agenda with the hands: the edge of an event is pulled, the keys do the same, and a series asks how far (R17)."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.test_journeys import CLERK

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("town")]

WEEK = timedelta(weeks=1)
# A row of the week is twelve pixels high and lasts a quarter of an hour.
HALF_AN_HOUR = 24


def far_wednesday() -> date:
    """Where the town has little else, and series are written out already."""
    day = date.today() + timedelta(weeks=60)
    return day + timedelta(days=2 - day.weekday())


def write(page: Page, title: str, day: date, repeats: str = "") -> None:
    page.goto(f"/agenda/esdeveniment/nou/?data={day.isoformat()}")
    page.fill("#id_summary", title)
    page.fill("#id_end_day", day.isoformat())
    page.fill("#id_start_hour", "10:00")
    page.fill("#id_end_hour", "12:00")
    page.select_option("#id_repeats", repeats)
    page.locator(".event-form .button--primary").last.click()
    page.wait_for_url(lambda url: "/nou/" not in url)


def block(page: Page, title: str, day: date) -> Locator:
    return page.locator(f"[data-day='{day.isoformat()}'] .hours__blocks > .block").filter(has_text=title)


def pull(page: Page, item: Locator, pixels: int) -> None:
    item.hover()
    edge = item.locator("[data-edge]").bounding_box()
    across, down = edge["x"] + edge["width"] / 2, edge["y"] + edge["height"] / 2
    page.mouse.move(across, down)
    page.mouse.down()
    page.mouse.move(across, down + pixels / 2)
    page.mouse.move(across, down + pixels)
    page.mouse.up()


def test_an_event_is_pulled_longer_with_the_mouse_and_with_the_keys(enter):
    page, day = enter(CLERK), far_wednesday()
    write(page, "Per estirar", day)
    page.goto(f"/agenda/?vista=setmana&data={day.isoformat()}")
    item = block(page, "Per estirar", day)
    pull(page, item, HALF_AN_HOUR)
    expect(item).to_contain_text("10:00–12:30")
    expect(item.locator("a")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(item).to_contain_text("10:00–12:15")
    page.locator(".agenda__undo button").first.click()
    page.wait_for_url("**/esdeveniment/**")
    page.goto(f"/agenda/?vista=setmana&data={day.isoformat()}")
    expect(item).to_contain_text("10:00–12:30")
    assert page.complaints == []


def test_a_series_asks_how_far_and_what_is_left_goes_back(enter):
    page, day = enter(CLERK), far_wednesday()
    write(page, "Sèrie a mà", day, "weekly")
    page.goto(f"/agenda/?vista=setmana&data={day.isoformat()}")
    item = block(page, "Sèrie a mà", day)
    pull(page, item, HALF_AN_HOUR)
    expect(page.locator("#reach")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#reach")).to_be_hidden()
    expect(item).to_contain_text("10:00–12:00")
    item.locator("a").focus()
    page.keyboard.press("Shift+ArrowDown")
    page.locator("#reach button[value=all]").click()
    expect(item).to_contain_text("10:15–12:15")
    page.goto(f"/agenda/?vista=setmana&data={(day + WEEK).isoformat()}")
    expect(block(page, "Sèrie a mà", day + WEEK)).to_contain_text("10:15–12:15")
    assert page.complaints == []


def test_the_strip_of_a_week_works_by_touch_and_without_script(enter):
    for options in ({}, {"java_script_enabled": False}):
        page, day = enter(CLERK, size=PHONE, has_touch=True, **options), far_wednesday()
        page.goto(f"/agenda/?vista=llista&data={day.isoformat()}")
        page.locator(".strip__day").nth(4).tap()
        page.wait_for_url(f"**data={(day + timedelta(days=2)).isoformat()}")
        page.locator(".strip__week[rel=next]").tap()
        page.wait_for_url(f"**data={(day + timedelta(days=9)).isoformat()}")
        assert page.complaints == []
