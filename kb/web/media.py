"""Images of the content folder."""

from __future__ import annotations

from flask import abort, send_file
from werkzeug.wrappers import Response

from kb.web.visit import help_center

_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".svg": "image/svg+xml",
}
_MAX_AGE_S = 3600


def show(path: str) -> Response:
    """GET /media/<path>; an SVG, which can hold script, never runs any as a page of its own."""
    found = help_center().media(path)
    mimetype = _TYPES.get(found.suffix.lower()) if found else None
    if found is None or mimetype is None:
        abort(404)
    try:
        response = send_file(found, mimetype=mimetype, conditional=True, max_age=_MAX_AGE_S)
    except OSError:
        abort(404)
    if found.suffix.lower() == ".svg":
        response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        response.headers["Content-Disposition"] = "attachment"
    return response
