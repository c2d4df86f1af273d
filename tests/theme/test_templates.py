"""What every template of the house keeps to: our icons, our components, nothing inline."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from theme.guide import SPRITE

ROOMS = ("agenda", "docs_library", "intranet", "search", "theme")
TEMPLATES = sorted(
    path for room in ROOMS for path in (settings.BASE_DIR / room).rglob("*.html") if "templates" in path.parts
)
CSS = settings.BASE_DIR / "theme/static/theme/css"
# The editor is Wagtail's; its pages have a policy of their own.
OURS = [path for path in TEMPLATES if "wagtailadmin" not in path.parts]
DRAWN = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text()))
ICON_TAG = re.compile(r"""{%\s*icon\s+"([^"]+)\"""")
ICON_ARGUMENT = re.compile(r"""\b(?:action_)?icon="([^"]+)\"""")
INCLUDED = re.compile(r"""{%\s*include\s+"(theme/[^"]+)\"""")
INLINE = re.compile(
    r"""\sstyle\s*=|<style\b|<script(?![^>]*\bsrc=)|\son(?:click|change|submit|load|input)\s*=""", re.I
)
JSON_DATA = re.compile(r"""<script[^>]*type="application/json"[^>]*>""")


def name_of(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


def test_there_are_templates_to_look_at():
    assert len(OURS) > 40


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_a_template_uses_only_icons_that_are_drawn(path):
    source = path.read_text()
    assert set(ICON_TAG.findall(source)) | set(ICON_ARGUMENT.findall(source)) <= DRAWN


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_a_template_has_no_inline_style_or_script(path):
    assert not INLINE.findall(JSON_DATA.sub("", path.read_text()))


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_a_template_includes_only_components_that_exist(path):
    for included in INCLUDED.findall(path.read_text()):
        get_template(included)


def test_every_style_sheet_is_imported_once_and_exists():
    imported = re.findall(r'@import url\("([^"]+)"\)', (CSS / "main.css").read_text())
    present = {str(path.relative_to(CSS)) for path in CSS.rglob("*.css")} - {"main.css"}
    assert sorted(imported) == sorted(present)


def test_components_use_meanings_and_never_the_raw_palette():
    raw = re.compile(
        r"#[0-9a-f]{3,8}\b(?=[;\s])|oklch\(|rgb\(|var\(--(?:paper|slate|night|mist|blue|green|amber|red)-\d"
    )
    sheets = [path for path in CSS.rglob("*.css") if path.name != "tokens.css"]
    assert {path.name: raw.findall(path.read_text()) for path in sheets if raw.findall(path.read_text())} == {}


def test_every_component_of_the_house_says_what_it_takes():
    components = (settings.BASE_DIR / "theme/templates/theme/components").glob("*.html")
    assert [path.name for path in components if not re.search(r"{#.*(Takes|Uses): ", path.read_text())] == []
