"""The articles beside one, as the page of its category lists them."""

from __future__ import annotations

from dataclasses import dataclass

from kb.article import Article
from kb.shelves import Shelves


@dataclass(frozen=True, slots=True)
class Neighbours:
    """None at either end of a category, and for an article that no category lists. around: some on both sides with the
    article itself, in order."""

    previous: Article | None = None
    next: Article | None = None
    around: tuple[Article, ...] = ()


def neighbours_of(article: Article, shelves: Shelves, locale: str, most: int) -> Neighbours:
    """What stands beside an article for a reader of the locale; of a translation, what stands beside the article. most:
    so many around."""
    shelf = shelves.shelf(article.category, locale) if article.category else None
    listed = shelf.articles if shelf else ()
    place = next((place for place, other in enumerate(listed) if other.id == article.id), None)
    if place is None:
        return Neighbours()
    first = max(0, min(place - most // 2, len(listed) - most))
    return Neighbours(
        listed[place - 1] if place else None,
        listed[place + 1] if place + 1 < len(listed) else None,
        tuple(listed[first : first + most]),
    )
