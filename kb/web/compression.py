"""Pages, styles, scripts and icons in gzip for those who take it: a phone waits for a quarter of the bytes.

Not for the API, whose answers are small and asked for often, nor for pictures, which are packed already.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import request
from werkzeug.wrappers import Response

SMALLEST = 1000  # bytes; what is less fits into one packet anyway
PAGE_LEVEL = 4  # a page of 20 KiB: 0.2 ms; level 6 takes twice that for 3 % less
ASSET_LEVEL = 9  # once a process
_TYPES = frozenset(("text/html", "text/css", "text/javascript", "text/markdown", "image/svg+xml"))
_KEPT = ("/static/", "/theme.css")


def is_wanted(response: Response) -> bool:
    """Whether `response` is to be sent packed; it says to caches when that depends on who asks."""
    if response.mimetype not in _TYPES or response.is_streamed or response.direct_passthrough:
        return False
    if response.headers.get("Content-Encoding") or len(response.get_data()) < SMALLEST:
        return False
    response.vary.add("Accept-Encoding")
    return bool(request.accept_encodings["gzip"])


def rename(response: Response) -> None:
    """Gives the packed form an ETag of its own."""
    tag, is_weak = response.get_etag()
    if tag:
        response.set_etag(f"{tag}-gzip", weak=bool(is_weak))


def pack(response: Response) -> None:
    """Packs the body of `response`."""
    body = response.get_data()
    is_kept = request.path.startswith(_KEPT)
    response.set_data(_kept(body) if is_kept else gzip.compress(body, PAGE_LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"


@lru_cache(maxsize=64)
def _kept(body: bytes) -> bytes:
    return gzip.compress(body, ASSET_LEVEL, mtime=0)
