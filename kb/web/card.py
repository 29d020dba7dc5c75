"""Image cards of articles."""

from __future__ import annotations

from flask import Response, abort

from kb import cards
from kb.web.visit import help_center


def show(name: str) -> Response:
    """GET /cards/<name>.png: for good, since another title has another name."""
    png = cards.picture(name, help_center().settings)
    if png is None:
        abort(404)
    response = Response(png, mimetype="image/png")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
