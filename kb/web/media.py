"""Images of the content folder."""

from __future__ import annotations

from datetime import datetime, timezone

from flask import Response, abort, request
from werkzeug.wrappers import Response as BaseResponse

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


def show(path: str) -> BaseResponse:
    """GET /media/<path>; only pictures that can't carry script."""
    found = help_center().media(path)
    mimetype = _TYPES.get(found.suffix.lower()) if found else None
    if found is None or mimetype is None:
        abort(404)
    response = Response(mimetype=mimetype)
    response.cache_control.public = True
    response.cache_control.max_age = _MAX_AGE_S
    try:
        saved = found.stat()
        response.last_modified = datetime.fromtimestamp(saved.st_mtime, timezone.utc)
        response.set_etag(f"{saved.st_mtime_ns:x}-{saved.st_size:x}")
        response.make_conditional(request)
        if response.status_code == 200:
            response.data = found.read_bytes()  # whole: a stream would hold its thread as long as the reader likes
    except OSError:
        abort(404)
    return response
