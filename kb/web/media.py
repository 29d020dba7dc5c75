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
}
_MAX_AGE_S = 3600


def show(path: str) -> Response:
    """GET /media/<path>; only pictures that can't carry script."""
    found = help_center().media(path)
    mimetype = _TYPES.get(found.suffix.lower()) if found else None
    if found is None or mimetype is None:
        abort(404)
    try:
        return send_file(found, mimetype=mimetype, conditional=True, max_age=_MAX_AGE_S)
    except OSError:
        abort(404)
