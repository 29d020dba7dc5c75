"""Style, script and icons of the pages, kept in memory and addressed by the hash of their bytes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import abort, request
from markupsafe import Markup
from werkzeug.wrappers import Response

_FOLDER = Path(__file__).with_name("static")
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_DEFAULT_ICON = "file-text"


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file. version: of its bytes, short."""

    body: bytes
    mimetype: str
    version: str


def show(name: str) -> Response:
    """GET /static/<name>: kept for a year when the address names the version that is served."""
    asset = _assets().get(name)
    if asset is None:
        abort(404)
    response = Response(asset.body, mimetype=asset.mimetype)
    if request.args.get("v") == asset.version:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def asset_path(name: str) -> str:
    """ "/static/site.css?v=3f2a..."."""
    return f"/static/{name}?v={_assets()[name].version}"


def names() -> tuple[str, ...]:
    """Every static file, by name."""
    return tuple(_assets())


def icon(name: str) -> Markup:
    """An icon of the sprite by its Lucide name, hidden from screen readers; a plain sheet for an unknown name."""
    known = name if name in _icon_names() else _DEFAULT_ICON
    path = asset_path("icons.svg")
    use = Markup('<use href="{}#{}"/>').format(path, known)
    return Markup('<svg class="icon" aria-hidden="true" width="20" height="20">{}</svg>').format(use)


@cache
def _assets() -> dict[str, Asset]:
    """Every static file by name."""
    found = {}
    for path in sorted(_FOLDER.iterdir()):
        if path.suffix in _TYPES:
            body = path.read_bytes()
            found[path.name] = Asset(body, _TYPES[path.suffix], hashlib.sha256(body).hexdigest()[:10])
    return found


@cache
def _icon_names() -> frozenset[str]:
    return frozenset(re.findall(r'<symbol id="([a-z0-9-]+)"', _assets()["icons.svg"].body.decode()))
