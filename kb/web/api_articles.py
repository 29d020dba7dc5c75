"""GET /api/v1/articles and /api/v1/articles/{id}."""

from __future__ import annotations

from datetime import date

from flask import Response, abort

from kb.web import api, arguments
from kb.web.api_items import article_detail, article_item
from kb.web.visit import help_center


def articles() -> Response:
    """Articles by locale, category and order; every translation is an article of its own."""
    found = help_center().articles(
        locale=api.lang() or None,
        category=api.category(),
        tag=arguments.text("tag"),
        updated_since=_updated_since(),
    )
    return api.listed(found, article_item)


def article(article_id: str) -> Response:
    """One article, in the first locale of the reader's chain that has it."""
    lang = api.reader_lang()
    found = help_center().article(article_id, lang)
    if found is None:
        abort(404, description=f"No article has the id {article_id[:200]!r}.")
    return api.answer(article_detail(found, lang))


def _updated_since() -> date | None:
    """The parameter `updated_since`. Raises BadArgument."""
    value = arguments.text("updated_since")
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise arguments.BadArgument("updated_since", value, "a date in the form 2026-10-12") from None
