"""From a question to a series that stands at its hour on both sides of the change of the clocks (R17, RFC 5545)."""

import email
import re
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, RunningTown, watch
from tests.browser.test_journeys import CLERK

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("town")]

MADRID = ZoneInfo("Europe/Madrid")
GUEST = "lluis.oliva@empresa.example"
TITLE = "Seguiment del mercat setmanal"
LINK = re.compile(r"https?://[^/\s]+(/agenda/resposta/\S+/)")
WEEK = timedelta(days=7)
LETTER_WITHIN_SECONDS = 30


def clocks_go_back(today: date) -> date:
    """The last Sunday of the October that comes, well ahead."""
    for year in (today.year, today.year + 1):
        last = date(year, 10, 31)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        if sunday > today + timedelta(days=30):
            return sunday
    raise AssertionError("one of two Octobers is more than a month away")


def letters_to(town: RunningTown, address: str) -> list[str]:
    """The text of the letters to that address, the oldest first."""
    folder = Path(town.environment["CASAGRAN_DATA_DIR"]) / "mail"
    found = []
    for path in sorted(folder.glob("*"), key=lambda each: each.stat().st_mtime):
        for part in path.read_bytes().split(b"-" * 79):
            message = email.message_from_bytes(part.strip())
            if address in message.get("To", ""):
                [text] = [each for each in message.walk() if each.get_content_type() == "text/plain"]
                found.append(text.get_payload(decode=True).decode())
    return found


def next_letter(town: RunningTown, address: str, known: int) -> str:
    """The letter that comes after those that are known."""
    deadline = time.monotonic() + LETTER_WITHIN_SECONDS
    while len(found := letters_to(town, address)) <= known:
        assert time.monotonic() < deadline, f"no letter to {address}"
        time.sleep(0.3)
    return found[-1]


def link_in(letter: str) -> str:
    """The path of the link in a letter."""
    found = LINK.search(letter)
    assert found is not None, letter
    return found.group(1)


def by_letter(browser, town: RunningTown, letter: str) -> Page:
    """The page of the link, for somebody with a phone and no account."""
    context = browser.new_context(base_url=town.address, viewport=PHONE, locale="ca-ES")
    page = watch(context.new_page())
    page.goto(link_in(letter))
    return page


def add_guest(page: Page, words: str, name: str) -> None:
    """Type part of a name and tick who was meant."""
    page.fill("#id_guest_names", words)
    found = page.locator("#guest-picker label").filter(has_text=name)
    expect(found).to_be_visible()
    found.locator("input").check()


def save(page: Page) -> None:
    page.locator("form.event-form button.button--primary").click()
    page.wait_for_url(lambda url: not url.endswith("/edita/"))


def starts_of(page: Page, address: str) -> list[datetime]:
    """When the dates of a series begin, as a calendar program of today reads its file."""
    calendar = icalendar.Calendar.from_ical(page.request.get(f"{address}esdeveniment.ics").body())
    return sorted(each.start for each in recurring_ical_events.of(calendar).between(2000, 2099))


@pytest.fixture
def answered(enter, browser, running_town) -> tuple[Page, str]:
    """An event that three people and a room were found for, with the answer of the one from outside."""
    page = enter(CLERK, size=DESKTOP)
    page.goto("/agenda/troba-hora/")
    add_guest(page, "Marta", "Marta Soler")
    add_guest(page, "Carme", "Carme Batlle")
    page.fill("#id_guest_names", GUEST)
    page.fill("#id_summary", TITLE)
    # At an hour at which no series of the demo town has a room, on any day of the week.
    page.fill("#id_opens", "13:30")
    page.fill("#id_closes", "15:00")
    page.locator(".finder form button.button--primary").click()
    times = page.locator(".finder__times li")
    expect(times.first).to_be_visible()
    known = len(letters_to(running_town, GUEST))
    times.first.locator("button").click()
    page.wait_for_url("**/agenda/esdeveniment/*/")
    letter = next_letter(running_town, GUEST, known)
    guest = by_letter(browser, running_town, letter)
    expect(guest.locator("h1")).to_have_text(TITLE)
    guest.locator("button[value=ACCEPTED]").click()
    expect(guest.locator("button[value=ACCEPTED]")).to_have_attribute("aria-pressed", "true")
    assert guest.complaints == []
    forged = guest.request.get(link_in(letter)[:-5] + "AAAA/")
    assert forged.status == 410
    assert TITLE not in forged.text()
    guest.context.close()
    page.reload()
    return page, page.url.removeprefix(running_town.address)


def test_a_time_is_found_people_answer_by_link_and_the_series_keeps_its_hour(answered, browser, running_town):
    page, address = answered
    people = page.locator(".guest-list li")
    expect(people).to_have_count(4)
    expect(people.filter(has_text=GUEST).locator(".state")).to_have_text("hi ve")

    # Four weeks of it.
    [first] = starts_of(page, address)
    page.goto(f"{address}edita/")
    page.select_option("#id_repeats", "weekly")
    page.fill("#id_until", (first.astimezone(MADRID).date() + 3 * WEEK).isoformat())
    save(page)
    known = len(letters_to(running_town, GUEST))

    # The whole series goes to the Wednesday before the clocks go back, at ten.
    wednesday = clocks_go_back(date.today()) - timedelta(days=4)
    page.goto(f"{address}edita/")
    page.fill("#id_start_day", wednesday.isoformat())
    page.fill("#id_start_hour", "10:00")
    page.fill("#id_end_day", wednesday.isoformat())
    page.fill("#id_end_hour", "11:00")
    save(page)
    moments = starts_of(page, address)
    assert [each.astimezone(MADRID).date() for each in moments] == [wednesday + WEEK * n for n in range(4)]
    assert {each.astimezone(MADRID).hour for each in moments} == {10}
    assert [each.astimezone(UTC).hour for each in moments] == [8, 9, 9, 9]
    for day in (wednesday, wednesday + WEEK):
        page.goto(f"/agenda/?vista=dia&data={day.isoformat()}")
        expect(page.locator("main").get_by_text(TITLE).first).to_be_visible()
        expect(page.locator("main")).to_contain_text("10:00")
    assert "10:00" in next_letter(running_town, GUEST, known)
    assert page.complaints == []
