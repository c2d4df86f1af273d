"""Just enough colour science to hold tokens.css to its word: OKLCH to sRGB, and WCAG contrast."""

import re
from math import cos, radians, sin
from pathlib import Path

TOKENS = Path(__file__).resolve().parents[2] / "theme/static/theme/css/tokens.css"
ACCENTS = ("verd", "blau", "porpra", "grana", "terra", "oliva")
DECLARATION = re.compile(r"(--[\w-]+):\s*([^;]+);")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def declarations(selector_part: str) -> dict[str, str]:
    """The custom properties of every rule with this selector, the later ones winning."""
    source = re.sub(r"/\*.*?\*/", "", TOKENS.read_text(), flags=re.S)
    found = {}
    for selectors, body in RULE.findall(source):
        if selector_part in (selector.strip() for selector in selectors.split(",")):
            found |= dict(DECLARATION.findall(body))
    return found


def palette(accent: str = "verd", hue: int | None = None) -> dict[str, str]:
    properties = declarations(":root") | declarations(f'[data-accent="{accent}"]')
    if hue is not None:
        properties |= declarations(f".hue-{hue}") | declarations('[class*="hue-"]')
    return properties


def resolve(value: str, properties: dict[str, str], theme: str) -> str:
    """Follow var() and choose a side of light-dark() until a plain oklch() is left."""
    while match := re.search(r"var\((--[\w-]+)\)", value):
        value = value.replace(match[0], properties[match[1]])
    while match := re.search(r"light-dark\((oklch\([^)]*\)),\s*(oklch\([^)]*\))\)", value):
        value = value.replace(match[0], match[1 if theme == "light" else 2])
    return value.strip()


def linear_rgb(properties: dict[str, str], name: str, theme: str) -> tuple[float, float, float]:
    value = resolve(f"var({name})", properties, theme)
    lightness, chroma, hue = (float(part) for part in re.fullmatch(r"oklch\(([^)]*)\)", value)[1].split())
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def contrast(properties: dict[str, str], ink: str, ground: str, theme: str) -> float:
    lighter, darker = sorted((_luminance(linear_rgb(properties, name, theme)) for name in (ink, ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(rgb: tuple[float, float, float]) -> float:
    red, green, blue = (min(max(part, 0), 1) for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
