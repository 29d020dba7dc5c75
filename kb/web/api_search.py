"""GET /api/v1/search and /api/v1/suggest."""

from __future__ import annotations

from flask import Response

from indexer.hits import Hits
from kb.web import api, arguments
from kb.web.api_items import Json, facets_of, hit_item, notice_item, operators_item, suggestion_item
from kb.web.search import MAX_PAGE, corrected_query, found_articles
from kb.web.visit import help_center

_SUGGESTIONS = 8
_INSTEAD = 5


def search() -> Response:
    """Articles that answer `q`, best first; nothing for an empty `q`."""
    center = help_center()
    asked = arguments.query()
    lang, category, tag = api.reader_lang(), api.category(), arguments.text("tag")
    page, per_page = api.page_and_size(MAX_PAGE)
    is_exact = arguments.flag("exact")
    operators = center.understood(asked.text, lang)
    category = category or operators.category
    hits = Hits(page=page, per_page=per_page)
    if asked.text:
        hits = center.search(
            asked.text, lang, category=category, tag=tag, page=page, per_page=per_page, is_exact=is_exact
        )
    body: Json = {
        "query": asked.text,
        "lang": lang,
        "total": hits.total,
        "took_ms": round(hits.took_ms, 3),
        "page": page,
        "per_page": per_page,
        "results": [hit_item(found.hit, found.article, lang) for found in found_articles(hits)],
        "facets": facets_of(hits),
        "suggestions": _suggested(asked.text, lang, _INSTEAD) if not hits.total else [],
        "corrected_query": corrected_query(hits, operators) or None,
        "operators": operators_item(operators),
        "no_good_answer": hits.no_good_answer,
        "is_partial": hits.is_partial,
        "notices": [notice_item(notice, lang) for notice in center.notices(lang, category, asked.text)],
        "truncated": asked.is_truncated,
    }
    return api.answer(body)


def suggest() -> Response:
    """What the reader may be typing, best first; nothing for an empty `q`."""
    asked = arguments.query()
    lang = api.reader_lang()
    results = _suggested(asked.text, lang, _SUGGESTIONS)
    body: Json = {
        "query": asked.text,
        "lang": lang,
        "results": results,
        "total": len(results),
        "page": 1,
        "per_page": _SUGGESTIONS,
        "truncated": asked.is_truncated,
    }
    return api.answer(body)


def _suggested(text: str, lang: str, limit: int) -> list[Json]:
    found = help_center().suggest(text, lang, limit=limit) if text else ()
    items = [suggestion_item(each.text, each.kind, each.target, tuple(each.ranges), lang) for each in found]
    return [item for item in items if item is not None]
