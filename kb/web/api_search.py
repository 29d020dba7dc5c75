"""GET /api/v1/search and /api/v1/suggest."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response

from indexer.hits import Hits
from indexer.operators import Operators
from kb.notice import Notice, concerning
from kb.web import api, arguments
from kb.web.api_items import Json, facets_of, hit_item, notice_item, operators_item, suggestion_item
from kb.web.search import MAX_PAGE, corrected_query, found_articles
from kb.web.visit import help_center

_SUGGESTIONS = 8
_INSTEAD = 5


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Every argument of a search, and what its text asked for besides words."""

    text: str
    is_truncated: bool
    lang: str
    category: str
    tag: str
    page: int
    per_page: int
    is_exact: bool
    is_explained: bool
    operators: Operators


def search() -> Response:
    """Articles that answer `q`, best first; nothing for an empty `q`."""
    asked, lang, category = arguments.query(), api.reader_lang(), api.category()
    page, per_page = api.page_and_size(MAX_PAGE)
    operators = help_center().understood(asked.text, lang)
    wanted = _Wanted(
        text=asked.text,
        is_truncated=asked.is_truncated,
        lang=lang,
        category=category or operators.category,
        tag=arguments.text("tag"),
        page=page,
        per_page=per_page,
        is_exact=arguments.flag("exact"),
        is_explained=arguments.flag("explain"),
        operators=operators,
    )
    notices = help_center().notices(lang)
    key = (wanted, *(notice.id for notice in notices))
    return api.remembered(key, lambda: _found(wanted, notices), is_timed=True)


def _found(wanted: _Wanted, notices: tuple[Notice, ...]) -> Json:
    hits = _hits(wanted)
    corrected = corrected_query(hits, wanted.operators)
    concerned = concerning(notices, wanted.category, f"{wanted.text}\n{corrected}")
    return {
        "query": wanted.text,
        "lang": wanted.lang,
        "total": hits.total,
        "page": wanted.page,
        "per_page": wanted.per_page,
        "results": [hit_item(found.hit, found.article, wanted.lang) for found in found_articles(hits)],
        "facets": facets_of(hits),
        "suggestions": _suggested(wanted.text, wanted.lang, _INSTEAD) if not hits.total else [],
        "corrected_query": corrected or None,
        "operators": operators_item(wanted.operators, hits),
        "no_good_answer": hits.no_good_answer,
        "is_partial": hits.is_partial,
        "notices": [notice_item(notice, wanted.lang) for notice in concerned],
        "truncated": wanted.is_truncated,
    }


def _hits(wanted: _Wanted) -> Hits:
    if not wanted.text:
        return Hits()
    return help_center().search(
        wanted.text,
        wanted.lang,
        category=wanted.category,
        tag=wanted.tag,
        page=wanted.page,
        per_page=wanted.per_page,
        is_exact=wanted.is_exact,
        is_explained=wanted.is_explained,
    )


def suggest() -> Response:
    """What the reader may be typing, best first; nothing for an empty `q`."""
    asked = arguments.query()
    lang = api.reader_lang()
    return api.remembered((asked, lang), lambda: _completed(asked, lang))


def _completed(asked: arguments.Asked, lang: str) -> Json:
    results = _suggested(asked.text, lang, _SUGGESTIONS)
    return {
        "query": asked.text,
        "lang": lang,
        "results": results,
        "total": len(results),
        "page": 1,
        "per_page": _SUGGESTIONS,
        "truncated": asked.is_truncated,
    }


def _suggested(text: str, lang: str, limit: int) -> list[Json]:
    found = help_center().suggest(text, lang, limit=limit) if text else ()
    items = [suggestion_item(each, lang) for each in found]
    return [item for item in items if item is not None]
