"""The site's accent colour as CSS custom properties, made readable on light and on dark ground."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from flask import request
from werkzeug.wrappers import Response

from kb.web.visit import help_center

Colour = tuple[float, float, float]

DEFAULT_ACCENT = "#0f766e"
LIGHT_GROUND = "#eef1f1"  # the darkest light ground of site.css: --hover
DARK_GROUND = "#252c30"  # the lightest dark ground of site.css: --hover
READABLE = 4.5  # contrast ratio of WCAG 2.2, 1.4.3 (AA)
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def show() -> Response:
    """GET /theme.css, kept for a year under the address that pages name."""
    css = theme_css(help_center().site.accent)
    response = Response(css, mimetype="text/css")
    if request.args.get("v") == _version(css):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def theme_path(accent: str) -> str:
    """The address of the style sheet, which changes with the colour."""
    return f"/theme.css?v={_version(theme_css(accent))}"


@lru_cache(maxsize=16)
def theme_css(accent: str) -> str:
    """The custom properties --accent (readable as text) and --on-accent (text on it), as site.css says colours."""
    chosen = theme_accent(accent)
    light = readable_on(chosen, LIGHT_GROUND)
    dark = readable_on(chosen, DARK_GROUND)
    return (
        f":root{{--accent:var(--light,{light}) var(--dark,{dark});"
        f"--on-accent:var(--light,{text_on(light)}) var(--dark,{text_on(dark)})}}\n"
    )


def theme_accent(accent: str) -> str:
    """The accent as "#rrggbb"; the usual one for what isn't a colour."""
    return _hex(_rgb(accent if _HEX.fullmatch(accent) else DEFAULT_ACCENT))


def readable_on(colour: str, ground: str) -> str:
    """The nearest colour, by mixing with black or white, whose contrast on `ground` is at least READABLE."""
    target = (0.0, 0.0, 0.0) if _luminance(_rgb(ground)) > 0.18 else (1.0, 1.0, 1.0)
    start = _rgb(colour)
    for step in range(101):
        mixed = _hex(tuple(part + (goal - part) * step / 100 for part, goal in zip(start, target, strict=True)))
        if contrast(mixed, ground) >= READABLE:
            return mixed
    return _hex(target)


def text_on(ground: str) -> str:
    """Black or white, whichever reads better on `ground`; the better of the two is always at least 4.58."""
    return max("#ffffff", "#000000", key=lambda colour: contrast(colour, ground))


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two "#rrggbb" colours, 1 to 21."""
    dark, light = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1. Source: WCAG 2.2, definition of relative luminance."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(text: str) -> Colour:
    """The parts, 0 to 1, of "#rgb" or "#rrggbb"."""
    digits = text[1:] if len(text) == 7 else "".join(digit * 2 for digit in text[1:])
    return int(digits[0:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255


def _hex(colour: tuple[float, ...]) -> str:
    """ "#rrggbb" of parts 0 to 1."""
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def _version(css: str) -> str:
    return hashlib.sha256(css.encode()).hexdigest()[:10]
