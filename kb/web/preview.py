"""What an editor's preview needs besides the pages: word that something was saved."""

from __future__ import annotations

from flask import Response, jsonify

from kb.web.visit import help_center


def version() -> Response:
    """GET /preview/version: changes whenever content changes, which makes the open page reload."""
    response = jsonify(version=help_center().version)
    response.headers["Cache-Control"] = "no-store"
    return response
