"""Whether this process lives, and whether it can answer."""

from __future__ import annotations

from flask import Response, jsonify

from kb.web.visit import help_center


def alive() -> Response:
    """GET /healthz: 200 as long as requests are answered at all."""
    response = jsonify(status="ok")
    response.headers["Cache-Control"] = "no-store"
    return response


def ready() -> Response:
    """GET /readyz: 200 once the full index answers, 503 before; done and total count the articles of the last build."""
    is_ready = help_center().is_ready
    done, total = help_center().progress
    response = jsonify(status="ready" if is_ready else "indexing", done=done, total=total)
    response.status_code = 200 if is_ready else 503
    response.headers["Cache-Control"] = "no-store"
    if not is_ready:
        response.headers["Retry-After"] = "2"
    return response
