"""The site's icon in its accent colour, for home screens and for pages that have no picture of their own."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from flask import abort, request
from werkzeug.wrappers import Response

from kb import cards
from kb.colour import accent_of, text_on
from kb.web.visit import help_center

SMALL, LARGE, TOUCH = 192, 512, 180
_SIGN = (
    '<path d="M11.5 12.2a4.6 4.6 0 1 1 6.4 4.3c-1.2.5-1.9 1.4-1.9 2.6v.6" fill="none" stroke="{sign}"'
    ' stroke-width="2.8" stroke-linecap="round"/><circle cx="16" cy="24" r="1.9" fill="{sign}"/>'
)
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="512" height="512">'
    '<rect width="32" height="32" rx="{radius}" fill="{ground}"/>{drawn}</svg>'
)
_SHRUNK = '<g transform="translate(16 16) scale(.8) translate(-16 -16.9)">{sign}</g>'  # within the safe zone
_PNG = {"small": (SMALL, False), "large": (LARGE, False), "touch": (TOUCH, True), "mask": (LARGE, True)}
_PICTURES = {f"{name}.png" for name in _PNG}
_YEAR_S = 31_536_000


def show(name: str) -> Response:
    """GET /icons/<name>: icon.svg, mask.svg and, where Pillow is installed, small, large, touch and mask as .png."""
    accent = help_center().site.accent
    body = _png(name.removesuffix(".png"), accent) if name in _PICTURES else _svg(name, accent)
    if body is None:
        abort(404)
    response = Response(body, mimetype="image/png" if name in _PICTURES else "image/svg+xml")
    if request.args.get("v") == _version(accent):
        response.headers["Cache-Control"] = f"public, max-age={_YEAR_S}, immutable"
    return response


def favicon() -> Response:
    """GET /favicon.ico, which browsers ask for unasked."""
    return show("icon.svg")


def path_of(name: str) -> str:
    """ "/icons/large.png?v=...", or the drawing of the icon where there is no such picture or nobody to make it."""
    drawing = "mask.svg" if name in ("mask", "touch") else "icon.svg"
    is_picture = name in _PNG and cards.can_draw()
    return f"/icons/{f'{name}.png' if is_picture else drawing}?v={_version(help_center().site.accent)}"


def listed() -> list[dict[str, str]]:
    """The icons as a web app manifest lists them."""
    accent = help_center().site.accent
    drawings = (("icon.svg", "any"), ("mask.svg", "maskable"))
    found = [
        {"src": f"/icons/{name}?v={_version(accent)}", "sizes": "any", "type": "image/svg+xml", "purpose": purpose}
        for name, purpose in drawings
    ]
    pictures = (("small", "any"), ("large", "any"), ("mask", "maskable")) if cards.can_draw() else ()
    return found + [
        {"src": path_of(name), "sizes": f"{_PNG[name][0]}x{_PNG[name][0]}", "type": "image/png", "purpose": purpose}
        for name, purpose in pictures
    ]


def _svg(name: str, accent: str) -> bytes | None:
    ground = accent_of(accent)
    sign = _SIGN.replace("{sign}", text_on(ground))
    drawn = {"icon.svg": (8, sign), "mask.svg": (0, _SHRUNK.format(sign=sign))}.get(name)
    return _SVG.format(radius=drawn[0], ground=ground, drawn=drawn[1]).encode() if drawn else None


@lru_cache(maxsize=32)
def _png(name: str, accent: str) -> bytes | None:
    if not cards.can_draw():
        return None
    from kb.images.icon import drawn

    size, is_full = _PNG[name]
    ground = accent_of(accent)
    return drawn(size, ground, text_on(ground), is_full)


@lru_cache(maxsize=32)
def _version(accent: str) -> str:
    return hashlib.sha256(f"1{accent}".encode()).hexdigest()[:10]
