"""Colours that read well on each other, as WCAG measures it."""

from __future__ import annotations

import re

Colour = tuple[float, float, float]

DEFAULT_ACCENT = "#0f766e"
READABLE = 4.5  # contrast ratio of WCAG 2.2, 1.4.3 (AA)
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def accent_of(accent: str) -> str:
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
