"""What makes the help center an app on a home screen: its web app manifest. Source: w3.org/TR/appmanifest."""

from __future__ import annotations

import json

from flask import Response

from kb.addresses import home_path
from kb.colour import accent_of
from kb.locale import direction
from kb.web import icons
from kb.web.visit import help_center, negotiated_locale, site_name

GROUND = "#ffffff"  # behind the icon while the app starts; that of the pages by day
_SHORT = 24  # characters that fit below an icon, at most


def show(locale: str) -> Response:
    """GET /<locale>/manifest.webmanifest."""
    site = help_center().site
    name = site_name(locale)
    told = {
        "id": "/",
        "name": name,
        "short_name": name if len(name) <= _SHORT else name[: _SHORT - 1].rstrip() + "…",
        "description": site.text(site.taglines, locale),
        "lang": locale,
        "dir": direction(locale),
        "start_url": home_path(locale),
        "scope": "/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": accent_of(site.accent),
        "categories": ["support"],
        "icons": icons.listed(),
    }
    body = json.dumps({key: value for key, value in told.items() if value}, ensure_ascii=False, indent=1)
    return Response(body + "\n", mimetype="application/manifest+json")


def show_anywhere() -> Response:
    """GET /manifest.webmanifest, in the reader's locale."""
    response = show(negotiated_locale())
    response.vary.add("Accept-Language")
    return response
