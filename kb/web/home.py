"""The home page of a locale, and the door to it."""

from __future__ import annotations

from flask import Response, redirect
from werkzeug.wrappers import Response as BaseResponse

from kb.addresses import feed_path, home_path
from kb.article import Article
from kb.shelves import Shelf
from kb.web.page import Frame, page
from kb.web.visit import help_center, negotiated_locale, served_locales

_CARD_ARTICLES = 3
_FEATURED = 8


def choose_locale() -> BaseResponse:
    """GET /: to the home page in the language that the browser asks for."""
    response = redirect(home_path(negotiated_locale()), code=302)
    response.vary.add("Accept-Language")
    return response


def show(locale: str) -> Response:
    """GET /<locale>/."""
    center = help_center()
    site = center.site
    featured = center.featured(locale)[:_FEATURED]
    frame = Frame(
        locale,
        title="",
        canonical=home_path(locale),
        translated=served_locales(center),
        description=site.text(site.taglines, locale),
        feeds=(feed_path(locale),),
    )
    return page(
        "home.html",
        frame,
        greeting=site.text(site.greetings, locale),
        tagline=site.text(site.taglines, locale),
        popular=popular_searches(locale),
        cards=[(shelf, first_articles(shelf, _CARD_ARTICLES)) for shelf in center.categories(locale)],
        featured=featured or center.latest(locale, _FEATURED),
        has_featured=bool(featured),
    )


def popular_searches(locale: str) -> tuple[str, ...]:
    """The searches that site.yml offers readers of `locale`; only in their own language."""
    popular = help_center().site.popular
    language = locale.partition("-")[0]
    return popular.get(locale) or popular.get(language) or ()


def first_articles(shelf: Shelf, limit: int) -> list[Article]:
    """The articles that stand for a category: featured ones first, then in display order."""
    found: list[Article] = []
    _gather(shelf, found, 10 * limit)
    return sorted(found, key=lambda article: not article.is_featured)[:limit]


def _gather(shelf: Shelf, found: list[Article], limit: int) -> None:
    found.extend(shelf.articles[: limit - len(found)])
    for child in shelf.children:
        if len(found) < limit:
            _gather(child, found, limit)
