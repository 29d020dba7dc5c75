"""What the files of a folder call its category: its own page (Hugo) or its label file (Docusaurus), by locale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.article import Article
from kb.content.category_tree import Named
from kb.content.placement import Place


@dataclass(frozen=True, slots=True)
class Label:
    """folder: path of the category. Texts are "" and order None where the file doesn't say them."""

    folder: str
    locale: str
    title: str
    description: str
    order: float | None


def named(
    articles: Iterable[Article], places: Mapping[str, Place], labels: Iterable[Label], default_locale: str
) -> dict[str, Named]:
    """By category path. Labels count before pages; the order is the default locale's, where it has one."""
    said = [*labels, *_of_pages(articles, places)]
    categories: dict[str, Named] = {}
    for label in sorted(said, key=lambda label: label.locale != default_locale):
        category = categories.setdefault(label.folder, Named())
        if label.title:
            category.titles.setdefault(label.locale, label.title)
        if label.description:
            category.descriptions.setdefault(label.locale, label.description)
        if category.order is None:
            category.order = label.order
    return categories


def _of_pages(articles: Iterable[Article], places: Mapping[str, Place]) -> Iterable[Label]:
    for article in articles:
        where = places[article.path]
        is_shown = article.status == "published" and article.visibility == "public"
        if is_shown and where.is_index and where.folder and where.folder == article.category:
            yield Label(where.folder, article.locale, article.title, article.description, article.order)
