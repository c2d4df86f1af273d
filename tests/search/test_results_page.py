"""What the page of results says and where it leads, with one result, many, none, and very long ones (R19, L33)."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup

from search import outbox, sources
from search.query import parse_query
from tests.search.conftest import ThingSource

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/cerca/"
LONG_TITLE = "Informe tècnic de la llicència d’obres " * 5


@pytest.fixture
def library(things, hall):
    """Things of eleven series, one of them with pages, a kind of its own and a very long title."""
    for number in range(11):
        things.add(
            f"Llicència d'obres {number}",
            scope=hall.pk,
            series=f"S{number}",
            series_label=f"Urbanisme › Llicències › Sèrie {number}",
        )
    things.add(
        LONG_TITLE[:200],
        scope=hall.pk,
        pages=("Portada", "Res", "La llicència d'obres del carrer Major, amb esquirol"),
        extra={"kind": "Informe tècnic"},
    )
    things.add("Punt sobre la cabina", scope=hall.pk, extra={"where": "Ple ordinari del 26 de novembre"})
    outbox.touch("thing", things.things)
    return things


@pytest.fixture
def at_desk(signed_in, clerk, library):
    return signed_in(clerk)


def see(client, **params) -> BeautifulSoup:
    response = client.get(PAGE, params)
    assert response.status_code == 200
    return BeautifulSoup(response.content.decode(), "html.parser")


def words(tag) -> str:
    return re.sub(r"\s+", " ", tag.get_text(" ", strip=True))


def heading(page) -> tuple[str, str]:
    """How many results it counts, and of what."""
    return words(page.h1).split()[0], words(page.h1.q)


# --- One result ----------------------------------------------------------------------------------


def test_a_result_says_its_kind_its_page_and_opens_there(at_desk):
    result = see(at_desk, q="esquirol").select_one(".result")
    assert words(result.select_one(".result__kind")) == "Informe tècnic"
    page = result.select_one(".result__facts a")
    assert words(page) == "p. 3"
    assert "pagina=3" in page["href"]
    assert page["href"].endswith("#p3")
    assert result.select_one(".result__title a")["href"] == page["href"]


def test_a_thing_without_kind_is_called_by_its_source_and_says_what_it_hangs_on(at_desk, library):
    library.one = "Cosa"
    result = see(at_desk, q="cabina").select_one(".result")
    assert words(result.select_one(".result__kind")) == "Cosa"
    assert words(result.select_one(".result__where")) == "Ple ordinari del 26 de novembre"


def test_a_path_keeps_its_last_step_apart_for_a_phone(at_desk):
    where = see(at_desk, q="llicència", serie="S3").select_one(".result__where")
    assert words(where.select_one(".result__path")) == "Urbanisme › Llicències ›"
    assert words(where).endswith("Sèrie 3")


def test_the_heading_counts_and_names_what_is_answered(at_desk):
    assert heading(see(at_desk, q="cabina")) == ("1", "cabina")
    assert heading(see(at_desk, q="llicència")) == ("12", "llicència")
    assert see(at_desk, q="llicència").select_one("[role=status] h1")


def test_what_was_probably_meant_is_one_step_away_and_the_heading_says_it(at_desk):
    page = see(at_desk, q="esquirll")
    assert words(page.select_one("[data-testid=did-you-mean]")) == "esquirol"
    assert heading(page) == ("1", "esquirol")


# --- Narrowing -----------------------------------------------------------------------------------


def test_few_values_are_shown_and_the_others_on_demand(at_desk):
    group = see(at_desk, q="llicència").select(".facet-group")[1]
    assert len(group.select("[data-facet^='serie:']")) == 11
    assert len(group.select(":scope > .facet-group__list [data-facet]")) == 7
    assert "4" in words(group.select_one(".narrow__more summary"))


def test_a_chosen_value_counts_and_can_be_unchosen(at_desk):
    page = see(at_desk, q="llicència", serie="S3", tipus="thing")
    chosen = page.select_one("[data-facet='serie:S3']")
    assert chosen["aria-current"] == "true"
    assert "serie=" not in chosen["href"]
    assert "tipus=thing" in chosen["href"]
    assert [words(chip).split()[-1] for chip in page.select(".chip--removable")] == ["Coses", "3"]
    assert page.select(".results__bar li > a")[-1]["href"] == "/cerca/?q=llic%C3%A8ncia"


def test_the_button_of_a_phone_says_how_many_filters_are_on(at_desk):
    page = see(at_desk, q="llicència", serie="S3", any="2024")
    assert {words(number) for number in page.select("[popovertarget=narrow] .results__filters-on")} == {"2"}
    assert page.select_one("#narrow[popover]")


def test_where_filters_hide_everything_the_way_out_says_how_much_there_is(at_desk):
    page = see(at_desk, q="llicència", any="1999")
    way_out = page.select_one(".empty-state a")
    assert "12" in words(way_out)
    assert way_out["href"] == "/cerca/?q=llic%C3%A8ncia"


# --- Nothing, and too much -----------------------------------------------------------------------


def test_an_empty_page_teaches_with_searches_that_have_no_slip(at_desk):
    sources.register(ThingSource("expedient"))
    examples = [urlsplit(link["href"]).query for link in see(at_desk, q="zzzzzz").select(".advice a")]
    assert len(examples) >= 6
    assert [parse_query(dict(parse_qsl(example))).notes for example in examples] == [()] * len(examples)


def test_long_titles_and_long_searches_are_whole_and_said_short(at_desk):
    page = see(at_desk, q="llicència obres " * 20)
    assert len(words(page.h1)) < 90
    title = see(at_desk, q="esquirol").select_one(".result__title")
    assert words(title).replace(" ", "") == LONG_TITLE[:200].replace(" ", "")


def test_markup_in_a_search_is_only_text(at_desk):
    html = at_desk.get(PAGE, {"q": "<b>llicència</b> <script>x</script>"}).content.decode()
    assert "<script>x" not in html
    assert "<b>" not in html


def test_a_stranger_sees_an_empty_page_with_no_filter_and_no_count(signed_in, stranger, library):
    page = see(signed_in(stranger), q="llicència", any="2024")
    assert heading(page) == ("0", "llicència")
    assert not page.select(".result, [data-facet], .empty-state a")
    assert "Urbanisme" not in page.get_text()
