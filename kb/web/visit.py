"""What every page asks of a request: the HelpCenter, the reader's locale, and absolute addresses."""

from __future__ import annotations

from typing import cast
from urllib.parse import quote

from flask import abort, current_app, g, redirect, request
from werkzeug.wrappers import Response

from kb.center import HelpCenter
from kb.locale import negotiate
from kb.web.words import words_of

_SAFE = "/-._~"


def help_center() -> HelpCenter:
    """The HelpCenter that this application serves."""
    return cast(HelpCenter, current_app.extensions["help_center"])


def site_name(locale: str) -> str:
    """What the help center is called for readers of a locale."""
    site = help_center().site
    return site.text(site.names, locale) or words_of(locale).text("channel.help_center")


def served_locales(center: HelpCenter) -> tuple[str, ...]:
    """Locales that have an address here, in site order, never empty."""
    return tuple(dict.fromkeys((*center.site.locales, *center.locales()))) or (center.site.default_locale,)


def served_locale(wanted: str) -> str:
    """The locale that has an address here, however its capitals were written; "" for none."""
    return next((tag for tag in served_locales(help_center()) if tag.casefold() == wanted.casefold()), "")


def negotiated_locale() -> str:
    """The served locale that the reader's browser asks for."""
    center = help_center()
    header = request.headers.get("Accept-Language", "")[:1000]
    return negotiate(header, served_locales(center), center.site.default_locale)


def page_locale() -> str:
    """The locale of the address, also of one that leads nowhere, else the negotiated one."""
    return cast(str, g.get("locale")) or served_locale(request.path.split("/")[1]) or negotiated_locale()


def enter() -> None:
    """Check the locale of the address once, before any page: 404 for an unknown one, 301 for another spelling."""
    wanted = (request.view_args or {}).get("locale")
    if wanted is None:
        return
    found = served_locale(wanted)
    if not found:
        abort(404)
    rest = request.path[len(wanted) + 1 :] or "/"
    if f"/{found}{rest}" != request.path:
        abort(moved_to(with_query(quote(f"/{found}{rest}", safe=_SAFE, errors="replace"))))
    g.locale = found


def client_address() -> str:
    """Where a request comes from, as the last trusted proxy saw it."""
    trusted = help_center().settings.proxies
    named = [part.strip() for part in request.headers.get("X-Forwarded-For", "")[-1000:].split(",")]
    return named[-trusted] if 0 < trusted <= len(named) else request.remote_addr or ""


def refuse_foreign() -> None:
    """403 for what a page of another site sends in a visitor's name; browsers say where a form comes from."""
    if request.method != "POST":
        return
    sender = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    ours = (request.host, base_url().partition("://")[2])
    if sender not in ("same-origin", "none") or (origin and origin.partition("://")[2] not in ours):
        abort(403, description="A form of another site can't be sent here.")


def moved_to(path: str) -> Response:
    """A permanent redirect within this site."""
    return redirect(path, code=301)


def with_query(path: str) -> str:
    """`path` with the query of this request, as it came."""
    query = request.query_string.decode("latin-1")
    return f"{path}?{query}" if query else path


def base_url() -> str:
    """Scheme and host of this site, without a final "/": as set, else as the (checked) Host header says."""
    found = g.get("base_url")
    if found is None:
        found = g.base_url = _base_url()
    return cast(str, found)


def _base_url() -> str:
    center = help_center()
    settings = center.settings
    host = request.headers.get("Host") or f"{settings.host}:{settings.port}"
    return (settings.base_url or center.site.base_url or f"{request.scheme}://{host}").rstrip("/")


def absolute(path: str) -> str:
    """The full URL of a path of this site."""
    return base_url() + path
