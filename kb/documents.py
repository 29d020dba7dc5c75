"""Articles as Documents: what the search index is told of each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from indexer.document import Document, Section
from kb.article import Article
from kb.markdown.outline import sections
from kb.shelves import Shelves

VERSION = 2  # raise it when document_of gives something else for the same article
MAX_INDEXED = 512 * 1024  # characters of one article that are searchable; the largest of five real sites has 270,000


def wanted(shelves: Shelves) -> dict[str, Article]:
    """The articles that a search may find, by key: visible, searchable, and each text once."""
    return {article.key: article for article in shelves.all if article.is_searchable and not article.copy_of}


def fingerprint_of(article: Article, shelves: Shelves) -> str:
    """A hash that changes whenever document_of would give something else; cheap, the body isn't read."""
    place = (article.category, _breadcrumb(article, shelves))
    parts = (str(VERSION), article.revision, article.id, article.locale, article.title, *place)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:24]


def document_of(article: Article, shelves: Shelves) -> Document:
    """The Document of an article; its group is the article's id, its filters are locale, category and tag."""
    description = (Section("", "", text) for text in dict.fromkeys((article.answer, article.description)) if text)
    return Document(
        key=article.key,
        locale=article.locale,
        title=article.title,
        group=article.id,
        fingerprint=fingerprint_of(article, shelves),
        aliases=article.aliases,
        keywords=tuple(dict.fromkeys((*article.tags, *article.keywords))),
        breadcrumb=_breadcrumb(article, shelves),
        sections=(*_sections(article), *description),
        filters=_filters(article),
        boost=article.boost,
    )


def _sections(article: Article) -> tuple[Section, ...]:
    """Its sections; those of a text that is shown as it is have no anchor to lead to."""
    found = sections(article.body[:MAX_INDEXED], article.title)
    return tuple(replace(section, anchor="") for section in found) if article.is_plain else found


def _filters(article: Article) -> Mapping[str, tuple[str, ...]]:
    parts = article.category.split("/") if article.category else []
    ancestors = tuple("/".join(parts[: n + 1]) for n in range(len(parts)))
    return {"lang": (article.locale,), "category": ancestors, "tag": tuple(dict.fromkeys(article.tags))}


def _breadcrumb(article: Article, shelves: Shelves) -> str:
    chain = shelves.site.chain(article.locale)
    return " / ".join(category.title(chain) for category in shelves.breadcrumb(article.category))
