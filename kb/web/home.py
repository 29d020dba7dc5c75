"""The home page of a locale, and the door to it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TypeVar

from flask import Response, redirect
from werkzeug.wrappers import Response as BaseResponse

from kb.addresses import feed_path, home_path
from kb.article import Article
from kb.documents import is_wanted
from kb.shelves import Shelf
from kb.web import journaling
from kb.web.page import Frame, page
from kb.web.structured import site_of
from kb.web.visit import help_center, negotiated_locale, served_locales

Said = TypeVar("Said", str, tuple[str, ...])

_CARD_ARTICLES = 3
_FEATURED = 8
_QUESTIONS = 4
_MOST_POPULAR = 5
_ENOUGH = 3  # popular articles; fewer say little


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
    tagline = in_language(site.taglines, locale, "")
    frame = Frame(
        locale,
        title="",
        canonical=home_path(locale),
        translated=served_locales(center),
        description=tagline,
        feeds=(feed_path(locale),),
        things=(site_of(locale),),
    )
    return page(
        "home.html",
        frame,
        greeting=in_language(site.greetings, locale, ""),
        tagline=tagline,
        popular=popular_searches(locale),
        questions=popular_articles(locale)[:_QUESTIONS],
        cards=[(shelf, first_articles(shelf, locale, _CARD_ARTICLES)) for shelf in center.categories(locale)],
        featured=featured or center.latest(locale, _FEATURED),
        has_featured=bool(featured),
    )


def popular_articles(locale: str) -> list[Article]:
    """The articles that visitors use most, in the language of readers of `locale`; none where too few are known."""
    shelves = help_center().shelves
    found = (shelves.browsed(article_id, locale) for article_id in journaling.popular(locale))
    fitting = (article for article in found if article is not None and _is_for(article, locale))
    shown = list(islice(fitting, _MOST_POPULAR))
    return shown if len(shown) >= _ENOUGH else []


def _is_for(article: Article, locale: str) -> bool:
    return is_wanted(article) and article.locale.partition("-")[0] == locale.partition("-")[0]


def popular_searches(locale: str) -> tuple[str, ...]:
    """The searches that site.yml offers readers of `locale`; only in their own language."""
    return in_language(help_center().site.popular, locale, ())


def in_language(by_locale: Mapping[str, Said], locale: str, nothing: Said) -> Said:
    """What is said in the reader's own locale or language; one in another language would only puzzle them."""
    return by_locale.get(locale) or by_locale.get(locale.partition("-")[0]) or nothing


def first_articles(shelf: Shelf, locale: str, limit: int) -> list[Article]:
    """The articles that stand for a category: the reader's locale first, featured ones first, then in display order."""
    found: list[Article] = []
    _gather(shelf, found, 10 * limit)
    return sorted(found, key=lambda article: (article.locale != locale, not article.is_featured))[:limit]


def _gather(shelf: Shelf, found: list[Article], limit: int) -> None:
    found.extend(shelf.articles[: limit - len(found)])
    for child in shelf.children:
        if len(found) < limit:
            _gather(child, found, limit)
