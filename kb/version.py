"""Version: a text for the present content, kept up to date without reading all of it again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kb.article import Article
from kb.differences import differing
from kb.library import Key, Library

_SIZE = 1 << 128


@dataclass(frozen=True, slots=True)
class Version:
    """text: differs for other articles, and for other files around them. total: the sum of the articles' hashes."""

    text: str
    total: int
    articles: Mapping[Key, Article] = field(repr=False, compare=False)


def version_of(library: Library, previous: Version | None = None) -> Version:
    """The version of a library. previous: of the library before, from which only what differs is hashed."""
    pairs = differing(previous.articles if previous else {}, library.articles).values()
    total = previous.total if previous else 0
    total += _sum(new for _, new in pairs if new is not None) - _sum(old for old, _ in pairs if old is not None)
    total %= _SIZE
    around = (library.site, library.categories, library.channels, library.notices)
    digest = hashlib.sha256(f"{total} {around!r}".encode("utf-8", "replace"))
    return Version(digest.hexdigest()[:16], total, library.articles)


def _sum(articles: Iterable[Article]) -> int:
    return sum(int.from_bytes(_digest(article), "big") for article in articles)


def _digest(article: Article) -> bytes:
    text = f"{article.key} {article.revision}"
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
