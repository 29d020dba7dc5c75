"""Browsing: all categories, and one category with what is below it."""

from __future__ import annotations

from flask import Response, abort, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from kb.addresses import categories_path, category_feed_path, category_path
from kb.category import Category
from kb.web.arguments import page_number
from kb.web.page import Frame, page
from kb.web.paging import Paging
from kb.web.structured import category_of, trail_of
from kb.web.visit import help_center, moved_to, served_locales, with_query
from kb.web.words import words_of

_PER_PAGE = 50


def show_all(locale: str) -> Response:
    """GET /<locale>/categories."""
    center = help_center()
    frame = Frame(
        locale,
        title=words_of(locale).text("categories.all"),
        canonical=categories_path(locale),
        path_in=categories_path,
        translated=served_locales(center),
    )
    unfiled = [article for article in center.shelves.of_locale(locale) if not article.category]
    paging = Paging.of(len(unfiled), page_number(most=10_000), _PER_PAGE)
    return page(
        "categories.html",
        frame,
        shelves=center.categories(locale),
        unfiled=unfiled[paging.first : paging.last],
        paging=paging,
        page_path=lambda number: f"{categories_path(locale)}?page={number}",
    )


def show(locale: str, path: str) -> BaseResponse:
    """GET /<locale>/categories/<path>."""
    center = help_center()
    category = _category_at(path.strip("/"))
    if category is None:
        abort(404)
    shelf = center.category(category.path, locale)
    if shelf is None and not any(center.category(category.path, other) for other in served_locales(center)):
        abort(404)
    canonical = category_path(category.path, locale)
    if path != category.path:
        return moved_to(with_query(canonical))
    chain = center.site.chain(locale)
    articles = shelf.articles if shelf else ()
    paging = Paging.of(len(articles), page_number(most=10_000), _PER_PAGE)
    if "page" in request.args and str(paging.page) != request.args["page"]:
        return redirect(canonical if paging.page == 1 else f"{canonical}?page={paging.page}", code=302)
    title, description = category.title(chain), center.site.text(category.descriptions, locale)
    parents = center.breadcrumb(category.path)[:-1]
    frame = Frame(
        locale,
        title=title,
        canonical=canonical if paging.page == 1 else f"{canonical}?page={paging.page}",
        path_in=lambda other: category_path(category.path, other),
        translated=served_locales(center),
        description=description,
        category=category.path,
        feeds=(category_feed_path(category.path, locale),),
        things=(category_of(title, canonical, locale, description), trail_of(parents, locale, (title, canonical))),
    )
    return page(
        "category.html",
        frame,
        category=category,
        parents=parents,
        chain=chain,
        shelf=shelf,
        articles=articles[paging.first : paging.last],
        paging=paging,
        page_path=lambda number: canonical if number == 1 else f"{canonical}?page={number}",
    )


def _category_at(path: str) -> Category | None:
    """The category of that path, in whatever case it was typed."""
    found = help_center().breadcrumb(path)
    if found and found[-1].path == path:
        return found[-1]
    every = help_center().shelves.categories.values()
    return next((category for category in every if category.path.casefold() == path.casefold()), None)
