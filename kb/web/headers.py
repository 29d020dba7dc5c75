"""The guard at the door: refuses malformed requests, and puts the security and caching headers on every response."""

from __future__ import annotations

import re

from flask import Flask, abort, request
from werkzeug.wrappers import Response

from kb.web import compression
from kb.web.visit import help_center

MAX_BODY_BYTES = 64 * 1024
CONTACT_FORM = "kb:web:contact_page:take"  # the one address that files are sent to
TOLERATED = 4  # times what files may weigh: read, so that a form with too large a file comes back with its words
MAX_PARAMETERS = 100
MAX_PATH_LENGTH = 4096  # as long as a file's path can be; looking an address up is quadratic in its hyphens
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_HOST = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_.])?|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")


def install(app: Flask) -> None:
    """Guard every request of `app` and finish every response."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.before_request(refuse_malformed)
    app.after_request(finished)
    app.teardown_request(_closed)


def _closed(_: BaseException | None) -> None:
    """Lets go of the files that came with the request."""
    request.close()


def refuse_malformed() -> None:
    """Abort a request with an odd Host, too long an address, or a body that is chunked or too large."""
    if not _HOST.fullmatch(request.headers.get("Host", "localhost")):
        abort(400, description="The Host header is not a host name.")
    if len(request.path) > MAX_PATH_LENGTH:
        abort(414, description=f"At most {MAX_PATH_LENGTH} characters of an address are read.")
    if "Transfer-Encoding" in request.headers:
        abort(411, description="Send a Content-Length instead of a chunked body.")
    limit = request.max_content_length = body_limit()
    if (request.content_length or 0) > limit:
        abort(413, description=f"At most {limit} bytes are read.")
    if request.query_string.count(b"&") >= MAX_PARAMETERS:
        abort(400, description=f"At most {MAX_PARAMETERS} parameters are read.")


def body_limit() -> int:
    """The most bytes that are read of this request's body."""
    settings = help_center().settings
    is_form = request.endpoint == CONTACT_FORM and bool(settings.smtp_host)
    return MAX_BODY_BYTES + (TOLERATED * settings.contact_attachment_mb * 1024 * 1024 if is_form else 0)


def finished(response: Response) -> Response:
    """`response` with its headers; a 200 of a page also gets an ETag and may become a 304;
    pages and assets are packed for those who take it."""
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/api/"):
        response.headers["Access-Control-Allow-Origin"] = "*"
    if help_center().settings.preview:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-cache" if response.status_code == 200 else "no-store"
    is_packed = compression.is_wanted(response)
    if response.status_code == 200 and not response.is_streamed and not response.direct_passthrough:
        response.add_etag()
        if is_packed:
            compression.rename(response)
        response.make_conditional(request)
    if is_packed and response.status_code != 304:
        compression.pack(response)
    return response
