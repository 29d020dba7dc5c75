"""Draws the site's icon, the same shape as the drawing of kb/web/icons.py: a question mark on the accent colour."""

from __future__ import annotations

import io
import math

from PIL import Image, ImageDraw

Point = tuple[float, float]

_GRID = 32  # units a side, as in the drawing
_OVER = 4  # drawn so many times as large, for smooth edges
_STROKE, _RADIUS = 2.8, 8
_DOT: tuple[float, float, float] = (16, 24, 1.9)
_STEPS = 24
_CENTRE_OF_ARC: Point = (16.09, 12.27)
_SHRINK, _CENTRE = 0.8, 16.9  # within the safe zone of those who cut it to a shape of their own


def drawn(size: int, ground: str, sign: str, is_full: bool) -> bytes:
    """The icon as a PNG of size x size. is_full: to the edges, the sign smaller."""
    held = io.BytesIO()
    painted(size, ground, sign, is_full).save(held, "PNG", optimize=True)
    return held.getvalue()


def painted(size: int, ground: str, sign: str, is_full: bool) -> Image.Image:
    """The icon as a picture with transparent corners."""
    side = size * _OVER
    image = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(image)
    unit = side / _GRID
    draw.rounded_rectangle((0, 0, side - 1, side - 1), 0 if is_full else _RADIUS * unit, fill=ground)
    scale = _SHRINK if is_full else 1.0

    def at(point: Point) -> Point:
        x, y = point
        if not is_full:
            return x * unit, y * unit
        return (16 + (x - 16) * scale) * unit, (16 + (y - _CENTRE) * scale) * unit

    for point in _curve():
        _dot(draw, at(point), _STROKE / 2 * scale * unit, sign)
    _dot(draw, at(_DOT[:2]), _DOT[2] * scale * unit, sign)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _dot(draw: ImageDraw.ImageDraw, point: Point, radius: float, colour: str) -> None:
    x, y = point
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _curve() -> list[Point]:
    """Points along the hook of the question mark, close enough for a round pen to make a line of them: the arc from its
    left end to its lower right, the bend, the stem."""
    (x, y), radius = _CENTRE_OF_ARC, 4.6
    begin, end = math.atan2(12.2 - y, 11.5 - x), math.atan2(16.5 - y, 17.9 - x)
    angles = (begin + ((end - begin) % math.tau) * i / (4 * _STEPS) for i in range(4 * _STEPS + 1))
    arc = [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]
    bend = [_bezier(i / _STEPS, (17.9, 16.5), (16.7, 17.0), (16.0, 17.9), (16.0, 19.1)) for i in range(_STEPS + 1)]
    stem = [(16.0, 19.1 + 0.6 * i / 8) for i in range(9)]
    return [*arc, *bend, *stem]


def _bezier(t: float, *points: Point) -> Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    x, y = (sum(w * p[axis] for w, p in zip(weights, points, strict=True)) for axis in (0, 1))
    return x, y
