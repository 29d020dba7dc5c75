"""Is this really you? A page that tells official addresses, links, numbers and accounts from their imitations."""

from __future__ import annotations

from flask import Response, request

from kb.addresses import verify_path
from kb.official import Official, official_of
from kb.pasted import MAX_LENGTH
from kb.web.page import Frame, page
from kb.web.visit import help_center
from kb.web.words import words_of

_ICONS = {"official": "shield-check", "lookalike": "octagon-alert", "foreign": "triangle-alert"}


def show(locale: str) -> Response:
    """GET /<locale>/verify?q=: nothing is fetched, kept or indexed."""
    text = request.args.get("q", "")[:MAX_LENGTH]
    title = words_of(locale).text("verify.title")
    frame = Frame(locale, title=title, path_in=lambda tag: verify_path(tag, text))
    return page(
        "verify.html", frame, asked=text.strip(), most=MAX_LENGTH, verdicts=official().judge(text), icons=_ICONS
    )


def official() -> Official:
    """Everything that this help center calls its own."""
    center = help_center()
    return official_of(center.channels(center.site.default_locale), center.site.official, center.site.base_url)
