"""The site's accent colour as CSS custom properties, made readable on light and on dark ground."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from flask import request
from werkzeug.wrappers import Response

from kb.colour import accent_of, readable_on, text_on
from kb.web.visit import help_center

LIGHT_GROUND = "#eef1f1"  # the darkest light ground of site.css: --hover
DARK_GROUND = "#252c30"  # the lightest dark ground of site.css: --hover


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
    chosen = accent_of(accent)
    light = readable_on(chosen, LIGHT_GROUND)
    dark = readable_on(chosen, DARK_GROUND)
    return (
        f":root{{--accent:var(--light,{light}) var(--dark,{dark});"
        f"--on-accent:var(--light,{text_on(light)}) var(--dark,{text_on(dark)})}}\n"
    )


def _version(css: str) -> str:
    return hashlib.sha256(css.encode()).hexdigest()[:10]
