"""Reading without a connection: the service worker with what it keeps, and the page that it shows for all else."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from flask import Response

from kb.addresses import home_path
from kb.locale import direction
from kb.web import assets, icons, theme
from kb.web.page import Frame, page
from kb.web.visit import help_center, served_locales, site_name
from kb.web.words import words_of

KEPT_ARTICLES = 30
_FOLDER = Path(__file__).parent
_OWN = ("worker.js", "preview.js")  # what no reader's page loads
_WORDS = ("offline.title", "offline.text", "offline.again", "offline.saved", "offline.copy")


def show(locale: str) -> Response:
    """GET /<locale>/offline: the same for everyone and at any time, since the browser keeps it."""
    return page("offline.html", Frame(locale, title=words_of(locale).text("offline.title"), path_in=_path))


def worker() -> Response:
    """GET /sw.js: the service worker, told what to keep; in preview one that takes itself away."""
    center = help_center()
    told = {"off": True} if center.settings.preview else _told()
    text = f"self.SITE = {json.dumps(told, ensure_ascii=True)};\n{_script()}"
    response = Response(text, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _told() -> dict[str, object]:
    """What the worker needs to know. version: changes with everything that it keeps but articles."""
    center = help_center()
    site, locales = center.site, served_locales(center)
    kept = [assets.asset_path(name) for name in assets.names() if name not in _OWN]
    kept += [theme.theme_path(site.accent), icons.path_of("icon"), home_path(locales[0]) + "manifest.webmanifest"]
    pages = {tag: _page_of(tag) for tag in locales}
    seen = (kept, pages, _template(), [site_name(tag) for tag in locales])
    version = hashlib.sha256(repr(seen).encode("utf-8", "replace")).hexdigest()[:10]
    return {
        "version": version,
        "assets": kept,
        "locales": pages,
        "fallback": site.default_locale if site.default_locale in pages else locales[0],
        "articles": KEPT_ARTICLES,
    }


def _page_of(locale: str) -> dict[str, object]:
    """The offline page of a locale, and the words that mark a copy."""
    words = words_of(locale)
    told: dict[str, object] = {key.partition(".")[2]: words.text(key) for key in _WORDS}
    return {**told, "page": _path(locale), "lang": words.locale, "dir": direction(words.locale)}


def _path(locale: str) -> str:
    return f"{home_path(locale)}offline"


@cache
def _template() -> str:
    return (_FOLDER / "templates" / "offline.html").read_text(encoding="utf-8")


@cache
def _script() -> str:
    return (_FOLDER / "static" / "worker.js").read_text(encoding="utf-8")
