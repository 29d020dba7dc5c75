"""Runs of text in another language than the page's, marked so that fonts, direction and screen readers follow."""

from __future__ import annotations

from markupsafe import Markup, escape

from kb.locale import direction


def run(text: str, locale: str, page_locale: str) -> Markup:
    """The text isolated from the text around it, with its language when that isn't the page's."""
    if locale == page_locale or not locale:
        return Markup("<bdi>{}</bdi>").format(text)
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(locale, direction(locale), text)


def lang_of(locale: str, page_locale: str) -> Markup:
    """The attributes for an element in `locale`: "" when that is the page's."""
    if locale == page_locale:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(escape(locale), direction(locale))
