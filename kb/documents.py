"""Articles as Documents: what the search index is told of each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from indexer.document import Document, Section
from kb.article import Article
from kb.markdown.outline import sections
from kb.shelves import Shelves

VERSION = 2  # raise it when document_of gives something else for the same article
MAX_INDEXED = 512 * 1024  # characters of one article that are searchable; the largest of five real sites has 270,000


def wanted(shelves: Shelves) -> dict[str, Article]:
    """The articles that a search may find, by key: visible, searchable, and each text once."""
    return {article.key: article for article in shelves.all if article.is_searchable and not article.copy_of}


@dataclass(frozen=True, slots=True)
class Source:
    """All that the Document of an article is made of; small enough for another process to be handed."""

    article: Article
    breadcrumb: str

    @property
    def fingerprint(self) -> str:
        """A hash that changes whenever the Document would be another; cheap, the body isn't read."""
        article = self.article
        told = (article.revision, article.id, article.locale, article.title, article.category, self.breadcrumb)
        return hashlib.sha256("\0".join((str(VERSION), *told)).encode("utf-8", "replace")).hexdigest()[:24]

    def document(self) -> Document:
        """The Document of the article; its group is the article's id, its filters are locale, category and tag."""
        article = self.article
        description = (Section("", "", text) for text in dict.fromkeys((article.answer, article.description)) if text)
        return Document(
            key=article.key,
            locale=article.locale,
            title=article.title,
            group=article.id,
            fingerprint=self.fingerprint,
            aliases=article.aliases,
            keywords=tuple(dict.fromkeys((*article.tags, *article.keywords))),
            breadcrumb=self.breadcrumb,
            sections=(*_sections(article), *description),
            filters=_filters(article),
            boost=article.boost,
        )


def source_of(article: Article, shelves: Shelves) -> Source:
    """What the Document of an article is made of, with its place on the shelves in words."""
    chain = shelves.site.chain(article.locale)
    return Source(article, " / ".join(category.title(chain) for category in shelves.breadcrumb(article.category)))


def fingerprint_of(article: Article, shelves: Shelves) -> str:
    """The fingerprint of the Document of an article, without making it."""
    return source_of(article, shelves).fingerprint


def document_of(article: Article, shelves: Shelves) -> Document:
    """The Document of an article, made at once."""
    return source_of(article, shelves).document()


def _sections(article: Article) -> tuple[Section, ...]:
    """Its sections; those of a text that is shown as it is have no anchor to lead to."""
    found = sections(article.body[:MAX_INDEXED], article.title)
    return tuple(replace(section, anchor="") for section in found) if article.is_plain else found


def _filters(article: Article) -> Mapping[str, tuple[str, ...]]:
    parts = article.category.split("/") if article.category else []
    ancestors = tuple("/".join(parts[: n + 1]) for n in range(len(parts)))
    return {"lang": (article.locale,), "category": ancestors, "tag": tuple(dict.fromkeys(article.tags))}
