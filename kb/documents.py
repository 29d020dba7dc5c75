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
