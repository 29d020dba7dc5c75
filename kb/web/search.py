"""The page of search results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import redirect
from werkzeug.wrappers import Response as BaseResponse

from indexer.hits import Hit, Hits
from kb.addresses import search_path
from kb.article import Article
from kb.locale import endonym
from kb.web import arguments
from kb.web.home import popular_searches
from kb.web.page import Frame, category_title, page
from kb.web.paging import Paging
from kb.web.visit import help_center, served_locales
from kb.web.words import words_of

PER_PAGE = 10
MAX_PAGE = 100
_SECTIONS = 3
_CHOICES = 12


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """A hit with the article that it stands for."""

    hit: Hit
    article: Article


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter. locale: of the label, when it is a language's own name."""

    label: str
    path: str
    count: int | None
    is_chosen: bool
    locale: str = ""


def show(locale: str) -> BaseResponse:
    """GET /<locale>/search?q=&category=&tag=&lang=&page=."""
    center = help_center()
    asked = arguments.query()
    filters = _filters()
    number = arguments.page_number(MAX_PAGE)
    hits = _search(asked.text, locale, filters, number) if asked.text else Hits()
    paging = Paging.of(hits.total, number, PER_PAGE, MAX_PAGE)
    if hits.total and paging.page != number:
        return redirect(search_path(locale, asked.text, **filters, page=paging.page), code=302)
    words = words_of(locale)
    frame = Frame(
        locale,
        title=words.text("results.title", query=asked.text) if asked.text else words.text("search.label"),
        path_in=lambda other: search_path(other, asked.text, **filters),
        search=asked.text,
        category=filters["category"],
    )
    return page(
        "search.html",
        frame,
        query=asked.text,
        is_truncated=asked.is_truncated,
        limit=arguments.MAX_QUERY_LENGTH,
        hits=hits,
        results=found_articles(hits),
        most_sections=_SECTIONS,
        filters=filters,
        has_filters=any(filters.values()),
        choices=_choices(asked.text, locale, filters, hits),
        popular=popular_searches(locale),
        shelves=center.categories(locale),
        chain=center.site.chain(locale),
        paging=paging,
        page_path=lambda wanted: search_path(locale, asked.text, **filters, page=wanted),
    )


def found_articles(hits: Hits) -> list[FoundArticle]:
    """The hits whose article can still be shown."""
    center = help_center()
    pairs = [(hit, center.article_of(hit)) for hit in hits.hits]
    return [FoundArticle(hit, article) for hit, article in pairs if article is not None]


def _search(text: str, locale: str, filters: dict[str, str], number: int) -> Hits:
    return help_center().search(
        text,
        locale,
        category=filters["category"],
        tag=filters["tag"],
        only_locale=filters["lang"],
        page=number,
        per_page=PER_PAGE,
    )


def _filters() -> dict[str, str]:
    """The filters asked for; a language that isn't served is no filter."""
    wanted = arguments.text("lang")
    lang = next((tag for tag in served_locales(help_center()) if tag.casefold() == wanted.casefold()), "")
    return {"category": arguments.text("category").strip("/"), "tag": arguments.text("tag"), "lang": lang}


def _choices(text: str, locale: str, filters: dict[str, str], hits: Hits) -> dict[str, list[Choice]]:
    """By filter name, its values as links; a filter with nothing to choose is left out."""
    found = {}
    for name in ("category", "lang", "tag"):
        counts = dict(hits.facets.get(name, ()))
        if name == "category":
            counts = {path: count for path, count in counts.items() if _is_near(path, filters[name])}
        counts = dict(list(counts.items())[:_CHOICES])
        if filters[name]:
            counts.setdefault(filters[name], 0)
        if filters[name] or len(counts) > 1:
            found[name] = list(_values(name, counts, text, locale, filters))
    return found


def _is_near(path: str, chosen: str) -> bool:
    """True for roots, and for the chosen category with those above and directly below it."""
    above = path.rpartition("/")[0]
    return not above or path == chosen or above == chosen or chosen.startswith(f"{path}/")


def _values(name: str, counts: dict[str, int], text: str, locale: str, filters: dict[str, str]) -> Iterable[Choice]:
    yield Choice(
        words_of(locale).text("filters.all"),
        search_path(locale, text, **{**filters, name: ""}),
        None,
        not filters[name],
    )
    for value, count in counts.items():
        label = {"category": category_title(value, locale), "lang": endonym(value)}.get(name, value)
        path = search_path(locale, text, **{**filters, name: value})
        is_chosen = value == filters[name]
        yield Choice(label, path, count or None, is_chosen, value if name == "lang" else "")
