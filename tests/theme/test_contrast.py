"""Every text can be read in both themes and with every accent (L33; WCAG 1.4.3, 1.4.11)."""

import pytest

from tests.theme.colour import ACCENTS, contrast, declarations, linear_rgb, palette

TEXT, LINE = 4.5, 3.0
THEMES = ("light", "dark")
GROUNDS = ("--paper", "--surface", "--sunk", "--hover")
STATES = ("--info", "--done", "--attention", "--danger")
HUES = range(12)
# A colour a hair outside sRGB is shown the same by every screen.
HAIR = 0.002


def too_faint(properties, pairs, theme, least):
    measured = {pair: contrast(properties, *pair, theme) for pair in pairs}
    return {pair: round(ratio, 2) for pair, ratio in measured.items() if ratio < least}


def test_the_measure_agrees_with_black_on_white():
    properties = {"--black": "oklch(0 0 0)", "--white": "oklch(1 0 0)"}
    assert contrast(properties, "--black", "--white", "light") == pytest.approx(21, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_inks_and_states_read_on_every_ground(theme):
    inks = ("--ink", "--ink-soft", *STATES)
    assert not too_faint(palette(), [(ink, ground) for ink in inks for ground in GROUNDS], theme, TEXT)


@pytest.mark.parametrize("theme", THEMES)
def test_words_read_inside_messages_marks_and_toasts(theme):
    pairs = [(ink, f"{state}-soft") for state in STATES for ink in (state, "--ink")]
    assert not too_faint(palette(), [*pairs, ("--ink", "--mark"), ("--paper", "--ink")], theme, TEXT)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("accent", ACCENTS)
def test_each_accent_of_a_town_reads_as_link_button_and_choice(accent, theme):
    links = [(ink, ground) for ink in ("--accent", "--accent-strong") for ground in (*GROUNDS, "--accent-soft")]
    inside = [("--ink", "--accent-soft"), ("--ink-soft", "--accent-soft")]
    buttons = [("--on-accent", "--accent"), ("--on-accent", "--accent-strong")]
    messages = [("--accent", f"{state}-soft") for state in STATES]
    assert not too_faint(palette(accent), links + inside + buttons + messages, theme, TEXT)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("hue", HUES)
def test_each_calendar_hue_reads_and_its_line_is_seen(hue, theme):
    properties = palette(hue=hue)
    assert not too_faint(properties, [("--hue-ink", ground) for ground in (*GROUNDS, "--hue-fill")], theme, TEXT)
    assert not too_faint(properties, [("--hue-line", ground) for ground in GROUNDS], theme, LINE)


@pytest.mark.parametrize("theme", THEMES)
def test_the_edges_of_inputs_are_seen(theme):
    assert not too_faint(palette(), [("--rule-strong", ground) for ground in GROUNDS], theme, LINE)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("accent", ACCENTS)
def test_accents_stay_inside_what_every_screen_can_show(accent, theme):
    names = ("--accent", "--accent-strong", "--accent-soft", *STATES)
    assert not outside_srgb(palette(accent), names, theme)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("hue", HUES)
def test_hues_stay_inside_what_every_screen_can_show(hue, theme):
    assert not outside_srgb(palette(hue=hue), ("--hue-ink", "--hue-line", "--hue-fill"), theme)


def test_the_twelve_hues_are_all_different():
    assert len({declarations(f".hue-{hue}")["--hue"] for hue in HUES}) == len(HUES)


def outside_srgb(properties, names, theme):
    values = {name: linear_rgb(properties, name, theme) for name in names}
    return {name: rgb for name, rgb in values.items() if min(rgb) < -HAIR or max(rgb) > 1 + HAIR}
