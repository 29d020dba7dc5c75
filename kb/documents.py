"""Articles as Documents: what the search index is told of each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from indexer.document import Document, Section
from kb.article import Article
from kb.differences import differing
from kb.markdown.outline import sections
from kb.shelves import Shelves

VERSION = 2  # raise it when document_of gives something else for the same article
MAX_INDEXED = 512 * 1024  # characters of one article that are searchable; the largest of five real sites has 270,000


@dataclass(frozen=True, slots=True)
class Wanted:
    """The articles that a search may find, by key, and the fingerprints of their documents: visible, searchable, and
    each text once."""

    shelves: Shelves
    articles: Mapping[str, Article]
    fingerprints: Mapping[str, str]


def wanted(shelves: Shelves, previous: Wanted | None = None) -> Wanted:
    """What a search may find of the shelves. previous: of the shelves before, whose fingerprints are taken over."""
    if previous is None or not _are_filed_alike(previous.shelves, shelves):
        found = {article.key: article for article in shelves.all if is_wanted(article)}
        return Wanted(shelves, found, {key: fingerprint_of(article, shelves) for key, article in found.items()})
    articles, fingerprints = dict(previous.articles), dict(previous.fingerprints)
    for old, new in differing(previous.shelves.visible, shelves.visible).values():
        if new is not None and is_wanted(new):
            articles[new.key], fingerprints[new.key] = new, fingerprint_of(new, shelves)
        elif old is not None:
            articles.pop(old.key, None)
            fingerprints.pop(old.key, None)
    return Wanted(shelves, articles, fingerprints)


def is_wanted(article: Article) -> bool:
    """Whether a search may find a visible article: it is searchable, and no copy of another locale's text."""
    return article.is_searchable and not article.copy_of


def _are_filed_alike(one: Shelves, other: Shelves) -> bool:
    """Whether every category has the same breadcrumb on both."""
    return one.site == other.site and one.categories == other.categories


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
