"""A Chinese text in the characters that its reader reads, where nobody has written it in them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from indexer.analysis.chinese_variants import rewritten
from kb.article import Article
from kb.markdown.rendered import Rendered

_TAIWAN, _HONG_KONG, _MAINLAND = "TW", "HK", "CN"
_PLACES = {"TW": _TAIWAN, "Hant": _TAIWAN, "HK": _HONG_KONG, "MO": _HONG_KONG}
_TABLES = {
    (_MAINLAND, _TAIWAN): "s2twp",
    (_MAINLAND, _HONG_KONG): "s2hk",
    (_TAIWAN, _MAINLAND): "tw2sp",
    (_HONG_KONG, _MAINLAND): "hk2s",
}
_TAG = re.compile(r"(<[^<>]*>)")
_CODE = re.compile(r"<(/?)(?:code|pre|kbd|samp)\b")


def table_for(written: str, reader: str) -> str:
    """The table that brings a text in one locale to the characters of a reader's; "" where there is nothing to do."""
    if not written.startswith("zh") or not reader.startswith("zh"):
        return ""
    return _TABLES.get((_place(written), _place(reader)), "")


def rewritten_article(article: Article, table: str) -> Article:
    """The article with its title, answer and description by a table."""
    return replace(
        article,
        title=rewritten(article.title, table),
        answer=rewritten(article.answer, table),
        description=rewritten(article.description, table),
    )


@lru_cache(maxsize=128)
def rewritten_page(rendered: Rendered, table: str) -> Rendered:
    """The HTML and its headings by a table; code stays as it is, and so do anchors."""
    headings = tuple(replace(heading, text=rewritten(heading.text, table)) for heading in rendered.headings)
    return replace(rendered, html=_rewritten_html(rendered.html, table), headings=headings)


def _rewritten_html(html: str, table: str) -> str:
    depth, parts = 0, _TAG.split(html)
    for place, part in enumerate(parts):
        if place % 2:  # a tag
            code = _CODE.match(part)
            depth += 0 if code is None else -1 if code[1] else 1
        elif depth <= 0:
            parts[place] = rewritten(part, table)
    return "".join(parts)


def _place(locale: str) -> str:
    return next((_PLACES[part] for part in locale.split("-") if part in _PLACES), _MAINLAND)
